"""Trend in plain Python."""

import math

import talib

from .columns import Column, Values, highest, lowest, windows
from .volatility import atr, true_range

TALIB = {
    "adx": lambda high, low, close, period: tuple(
        each(high, low, close, period) for each in (talib.ADX, talib.PLUS_DI, talib.MINUS_DI)
    ),
    "aroon": lambda high, low, period: talib.AROON(high, low, period)[::-1],
    "parabolic_sar": talib.SAR,
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


def _recency(window: list[float], extreme: float) -> float:
    since = window[::-1].index(extreme)
    return 100 * (len(window) - 1 - since) / (len(window) - 1)


def aroon(high: Column, low: Column, period: int) -> tuple[Values, Values]:
    up = windows(high, period + 1, lambda window: _recency(window, max(window)))
    down = windows(low, period + 1, lambda window: _recency(window, min(window)))
    return up, down


def supertrend(
    high: Column, low: Column, close: Column, period: int, multiple: float
) -> tuple[Values, Values]:
    """Two ratchets, each let go by the close before; the close now says which one is the line."""
    line: Values = []
    direction: Values = []
    upper = lower = side = None
    for i, reach in enumerate(atr(high, low, close, period)):
        if reach is None or math.isnan(close[i]):
            upper = lower = side = None
        else:
            middle = (high[i] + low[i]) / 2
            top, bottom = middle + multiple * reach, middle - multiple * reach
            if side is None:
                upper, lower, side = top, bottom, 1.0 if close[i] >= middle else -1.0
            else:
                upper = min(top, upper) if close[i - 1] <= upper else top
                lower = max(bottom, lower) if close[i - 1] >= lower else bottom
                side = {1.0: close[i] >= lower, -1.0: close[i] > upper}[side] * 2.0 - 1.0
        line.append(lower if side == 1.0 else upper)
        direction.append(side)
    return line, direction


def parabolic_sar(high: Column, low: Column, acceleration: float, maximum: float) -> Values:
    """Wilder's rules said once for a rising market; a falling one is its mirror image."""
    step = min(acceleration, maximum)
    found: Values = [None] * len(high)
    sign = 0
    for i in range(1, len(high)):
        bars = [(high[j], low[j]) for j in (i - 1, i)]
        if any(math.isnan(each) for bar in bars for each in bar):
            sign = 0
            continue
        if sign == 0:
            fall, rise = bars[0][1] - bars[1][1], bars[1][0] - bars[0][0]
            sign = -1 if fall > max(rise, 0) else 1
            (_, near), (far, _) = _mirrored(bars, sign)
            stop, extreme, share = near, far, step
            bars[0] = bars[1]
        nears = [bar[1] for bar in _mirrored(bars, sign)]
        if nears[1] <= stop:
            sign = -sign
            nears = [bar[1] for bar in _mirrored(bars, sign)]
            stop = min(-extreme, *nears)
            extreme, share = _mirrored(bars, sign)[1][0], step
            found[i] = sign * stop
        else:
            found[i] = sign * stop
            if _mirrored(bars, sign)[1][0] > extreme:
                extreme = _mirrored(bars, sign)[1][0]
                share = min(share + step, maximum)
        stop = min(stop + share * (extreme - stop), *nears)
    return found


def _mirrored(bars: list[tuple[float, float]], sign: int) -> list[tuple[float, float]]:
    """Pairs of (far, near) edge on the side of the trend."""
    return bars if sign > 0 else [(-low, -high) for high, low in bars]


def ichimoku(
    high: Column, low: Column, conversion: int, base: int, span: int
) -> tuple[Values, Values, Values, Values]:
    fast, medium, slow = (
        _halfway(highest(high, period), lowest(low, period)) for period in (conversion, base, span)
    )
    return fast, medium, _halfway(fast, medium), slow


def _halfway(a: Values, b: Values) -> Values:
    return [None if x is None or y is None else (x + y) / 2 for x, y in zip(a, b, strict=True)]
