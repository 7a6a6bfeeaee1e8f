"""Momentum in plain Python."""

import math

import talib

from .averages import ema, sma
from .columns import Column, Values, changes, filled, real, smoothed

TALIB = {
    "rsi": talib.RSI,
    "roc": talib.ROC,
    "momentum": talib.MOM,
    "macd": talib.MACD,
    "ppo": talib.PPO,
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


def macd(close: Column, fast: int, slow: int, signal: int) -> tuple[Values, Values, Values]:
    """Prices measured from the first of their run: only differences count, and flats give 0.

    The fast average leaves out the first `slow - fast` prices of a run, as TA-Lib does.
    """
    early: list[float] = []
    late: list[float] = []
    seen = 0
    first = 0.0
    for value in map(float, close):
        seen = 0 if math.isnan(value) else seen + 1
        first = value if seen == 1 else first
        early.append(value - first)
        late.append(value - first if seen > slow - fast else math.nan)
    averages = zip(filled(ema(late, fast)), filled(ema(early, slow)), strict=True)
    line = [quick - steady for quick, steady in averages]
    mean = smoothed([real(value) for value in line], signal, 2 / (signal + 1))
    both = list(zip(line, mean, strict=True))
    return (
        [None if level is None else value for value, level in both],
        mean,
        [None if level is None else value - level for value, level in both],
    )


def ppo(close: Column, fast: int, slow: int, average: int) -> Values:
    """Prices measured from the first of their run, as in `macd`; divided by the whole average."""
    mean = ema if average else sma
    firsts: list[float] = []
    seen = 0
    for value in map(float, close):
        seen = 0 if math.isnan(value) else seen + 1
        firsts.append(value if seen < 2 else firsts[-1])
    offsets = [float(value) - first for value, first in zip(close, firsts, strict=True)]
    found: Values = []
    columns = filled(mean(offsets, fast)), filled(mean(offsets, slow)), firsts
    for quick, steady, first in zip(*columns, strict=True):
        whole = steady + first
        found.append(real(100 * (quick - steady) / whole if whole else 0.0 * quick))
    return found
