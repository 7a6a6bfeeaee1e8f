"""Indicators in plain Python, bar by bar from their definitions; None where there is no value.

Each function walks a list of numbers and knows nothing of the kernels. A missing bar is NaN in the
input: smoothed indicators begin again after it, windows that hold it have no value.
"""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise

Column = Sequence[float]
Values = list[float | None]


def filled(values: Values) -> list[float]:
    """The values with NaN for None, to compare with a kernel's column."""
    return [math.nan if value is None else value for value in values]


def windows(values: Column, period: int, statistic: Callable[[list[float]], float]) -> Values:
    """The statistic of every full window without a missing bar."""
    found: Values = []
    for i in range(len(values)):
        window = [float(value) for value in values[max(0, i + 1 - period) : i + 1]]
        whole = len(window) == period and not any(math.isnan(value) for value in window)
        found.append(statistic(window) if whole else None)
    return found


def exact_mean(window: list[float]) -> float:
    """Newest value + (sum - period * newest) / period, the bracket exact and rounded once."""
    newest = window[-1]
    difference = sum((Fraction(value) for value in window), Fraction(0)) - len(window) * Fraction(
        newest
    )
    return newest + float(difference) / len(window)


def sma(values: Column, period: int) -> Values:
    return windows(values, period, exact_mean)


def deviation(window: list[float]) -> float:
    """Population standard deviation from exact squares about the exact mean."""
    numbers = [Fraction(value) for value in window]
    mean = sum(numbers, Fraction(0)) / len(numbers)
    return math.sqrt(float(sum((number - mean) ** 2 for number in numbers) / len(numbers)))


def variance(values: Column, period: int) -> Values:
    return windows(values, period, lambda window: deviation(window) ** 2)


def highest(values: Column, period: int) -> Values:
    return windows(values, period, max)


def lowest(values: Column, period: int) -> Values:
    return windows(values, period, min)


def smoothed(values: Values, period: int, factor: float) -> Values:
    """A plain mean of the first `period` values, then steps of `factor` towards each new one."""
    found: Values = []
    run: list[float] = []
    level = 0.0
    for value in values:
        if value is None or math.isnan(value):
            run = []
            found.append(None)
            continue
        run.append(value)
        if len(run) == period:
            level = sum(run) / period
        elif len(run) > period:
            level = level * (1 - factor) + value * factor
        found.append(level if len(run) >= period else None)
    return found


def ema(values: Column, period: int) -> Values:
    return smoothed([float(value) for value in values], period, 2 / (period + 1))


def wilder(values: Column, period: int) -> Values:
    return smoothed([float(value) for value in values], period, 1 / period)


def changes(values: Column) -> Values:
    moves = [float(new) - float(old) for old, new in pairwise(values)]
    return [None, *moves][: len(values)]


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


def real(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value


def roc(close: Column, period: int) -> Values:
    found: Values = [None] * min(period, len(close))
    for i in range(period, len(close)):
        now, before = float(close[i]), float(close[i - period])
        missing = math.isnan(now) or math.isnan(before)
        found.append(None if missing else 100 * (now / before - 1) if before else 0.0)
    return found


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


def bollinger(
    close: Column, period: int, deviations: float
) -> tuple[Values, Values, Values, Values, Values]:
    bands: tuple[Values, Values, Values, Values, Values] = ([], [], [], [], [])
    spreads = windows(close, period, deviation)
    for price, middle, spread in zip(close, sma(close, period), spreads, strict=True):
        if middle is None or spread is None:
            row: tuple[float | None, ...] = (None,) * 5
        else:
            upper, lower = middle + deviations * spread, middle - deviations * spread
            place = (float(price) - lower) / (upper - lower) if upper > lower else None
            row = (upper, middle, lower, place, (upper - lower) / middle if middle else None)
        for band, value in zip(bands, row, strict=True):
            band.append(value)
    return bands


def donchian(high: Column, low: Column, period: int) -> tuple[Values, Values, Values]:
    upper = highest(high, period)
    lower = lowest(low, period)
    middle: Values = [
        None if top is None or bottom is None else (top + bottom) / 2
        for top, bottom in zip(upper, lower, strict=True)
    ]
    return upper, middle, lower
