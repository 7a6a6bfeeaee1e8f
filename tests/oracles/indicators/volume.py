"""Volume in plain Python."""

import math
from fractions import Fraction

import talib

from .columns import Column, Values

TALIB = {
    "obv": talib.OBV,
    "ad": talib.AD,
}


def missing(*values: float) -> bool:
    return not all(math.isfinite(value) for value in values)


def obv(close: Column, volume: Column) -> Values:
    found: Values = []
    balance = 0.0
    before = None
    for price, units in zip(close, volume, strict=True):
        if missing(price, units):
            found.append(None)
            continue
        if before is None or price > before:
            balance += units
        elif price < before:
            balance -= units
        before = price
        found.append(balance)
    return found


def flows(high: Column, low: Column, close: Column, volume: Column) -> Values:
    found: Values = []
    for top, bottom, price, units in zip(high, low, close, volume, strict=True):
        if missing(top, bottom, price, units):
            found.append(None)
        elif top <= bottom:
            found.append(0.0)
        else:
            found.append(((price - bottom) - (top - price)) / (top - bottom) * units)
    return found


def ad(high: Column, low: Column, close: Column, volume: Column) -> Values:
    found: Values = []
    line = 0.0
    for flow in flows(high, low, close, volume):
        line += flow or 0.0
        found.append(None if flow is None else line)
    return found


def cmf(high: Column, low: Column, close: Column, volume: Column, period: int) -> Values:
    found: Values = []
    flow = flows(high, low, close, volume)
    for i in range(len(close)):
        window = [each for each in flow[max(0, i + 1 - period) : i + 1] if each is not None]
        traded = math.fsum(volume[max(0, i + 1 - period) : i + 1])
        whole = len(window) == period and traded > 0
        found.append(math.fsum(window) / traded if whole else None)
    return found


def vwap(
    high: Column, low: Column, close: Column, volume: Column, session: Column, period: int
) -> Values:
    found: Values = []
    for i in range(len(close)):
        bars = range(max(0, i + 1 - period), i + 1)
        if period == 0:
            bars = range(list(session).index(session[i]), i + 1)
        here = [k for k in bars if not missing(high[k], low[k], close[k], volume[k])]
        traded = sum((Fraction(volume[k]) for k in here), Fraction(0))
        if i not in here or traded == 0 or len(here) < period:
            found.append(None)
            continue
        weighted = sum(
            Fraction(volume[k]) * (Fraction(high[k]) + Fraction(low[k]) + Fraction(close[k])) / 3
            for k in here
        )
        found.append(float(weighted / traded))
    return found
