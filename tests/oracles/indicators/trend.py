"""Trend in plain Python."""

import math

import talib

from .columns import Column, Values
from .volatility import true_range

TALIB = {
    "adx": lambda high, low, close, period: tuple(
        each(high, low, close, period) for each in (talib.ADX, talib.PLUS_DI, talib.MINUS_DI)
    ),
}


def adx(high: Column, low: Column, close: Column, period: int) -> tuple[Values, Values, Values]:
    """Wilder's sums: `period - 1` plain changes, then each bar takes a `period`th away and adds."""
    index: Values = []
    plus_di: Values = []
    minus_di: Values = []
    ranges = true_range(high, low, close)
    sums = [0.0, 0.0, 0.0]
    directions: list[float] = []
    seen = 0
    level = 0.0
    for i in range(len(close)):
        index.append(None)
        plus_di.append(None)
        minus_di.append(None)
        before = (high[i - 1], low[i - 1], close[i - 1]) if i else (math.nan,) * 3
        if any(math.isnan(value) for value in (high[i], low[i], close[i], *before)):
            sums = [0.0, 0.0, 0.0]
            directions = []
            seen = 0
            continue
        up = float(high[i]) - float(high[i - 1])
        down = float(low[i - 1]) - float(low[i])
        news = (
            up if up > max(down, 0) else 0.0,
            down if down > max(up, 0) else 0.0,
            ranges[i] or 0.0,
        )
        seen += 1
        for k, new in enumerate(news):
            sums[k] = sums[k] + new if seen < period else sums[k] - sums[k] / period + new
        if seen < period:
            continue
        plus, minus, span = sums
        plus_di[i] = 100 * plus / span if span else 0.0
        minus_di[i] = 100 * minus / span if span else 0.0
        sided = 100 * abs(plus - minus) / (plus + minus) if plus + minus else None
        if seen < 2 * period:
            directions.append(sided or 0.0)
            level = sum(directions) / period
        elif sided is not None:
            level = (level * (period - 1) + sided) / period
        if seen >= 2 * period - 1:
            index[i] = level
    return index, plus_di, minus_di
