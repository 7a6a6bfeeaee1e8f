"""Momentum in plain Python."""

import math

import talib

from .columns import Column, Values, changes, real, smoothed

TALIB = {
    "rsi": talib.RSI,
    "roc": talib.ROC,
    "momentum": talib.MOM,
}


def rsi(close: Column, period: int) -> Values:
    moves = changes(close)
    rises = smoothed(
        [None if move is None else max(move, 0.0) for move in map(real, moves)], period, 1 / period
    )
    falls = smoothed(
        [None if move is None else max(-move, 0.0) for move in map(real, moves)], period, 1 / period
    )
    found: Values = []
    for rise, fall in zip(rises, falls, strict=True):
        if rise is None or fall is None:
            found.append(None)
        elif rise + fall == 0:
            found.append(0.0)
        else:
            found.append(100 * rise / (rise + fall))
    return found


def roc(close: Column, period: int) -> Values:
    found: Values = [None] * min(period, len(close))
    for i in range(period, len(close)):
        now, before = float(close[i]), float(close[i - period])
        missing = math.isnan(now) or math.isnan(before)
        found.append(None if missing else 100 * (now / before - 1) if before else 0.0)
    return found


def momentum(close: Column, period: int) -> Values:
    found: Values = [None] * min(period, len(close))
    for i in range(period, len(close)):
        found.append(real(float(close[i]) - float(close[i - period])))
    return found
