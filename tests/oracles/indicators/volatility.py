"""Volatility in plain Python."""

import math

import talib

from .columns import Column, Values, smoothed

TALIB = {
    "true_range": talib.TRANGE,
    "atr": talib.ATR,
}


def true_range(high: Column, low: Column, close: Column) -> Values:
    found: Values = []
    for i in range(len(close)):
        if i == 0 or math.isnan(high[i]) or math.isnan(low[i]) or math.isnan(close[i - 1]):
            found.append(None)
            continue
        top = max(float(high[i]), float(close[i - 1]))
        bottom = min(float(low[i]), float(close[i - 1]))
        found.append(top - bottom)
    return found


def atr(high: Column, low: Column, close: Column, period: int) -> Values:
    return smoothed(true_range(high, low, close), period, 1 / period)
