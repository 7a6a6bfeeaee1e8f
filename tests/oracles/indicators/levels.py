"""Levels in plain Python."""

import math
from fractions import Fraction

import talib

from .columns import Column, Values, highest, lowest, windows

TALIB = {
    "rolling_max": talib.MAX,
    "rolling_min": talib.MIN,
    "linreg_slope": talib.LINEARREG_SLOPE,
}


def previous_day(
    high: Column, low: Column, close: Column, session: Column
) -> tuple[Values, Values, Values]:
    present = [i for i in range(len(close)) if all(map(math.isfinite, (high[i], low[i], close[i])))]
    found: tuple[Values, Values, Values] = ([], [], [])
    for i in range(len(close)):
        earlier = [k for k in present if session[k] < session[i]]
        row: tuple[float | None, ...] = (None, None, None)
        if earlier and i in present:
            day = [k for k in earlier if session[k] == session[earlier[-1]]]
            row = (max(high[k] for k in day), min(low[k] for k in day), close[day[-1]])
        for column, value in zip(found, row, strict=True):
            column.append(value)
    return found


def pivot_points(high: Column, low: Column, close: Column, session: Column) -> tuple[Values, ...]:
    found: tuple[Values, ...] = ([], [], [], [], [], [], [])
    for top, bottom, last in zip(*previous_day(high, low, close, session), strict=True):
        row: tuple[float | None, ...] = (None,) * 7
        if top is not None and bottom is not None and last is not None:
            pivot = (top + bottom + last) / 3
            span = top - bottom
            r1, s1 = 2 * pivot - bottom, 2 * pivot - top
            row = (pivot, r1, s1, pivot + span, pivot - span, r1 + span, s1 - span)
        for column, value in zip(found, row, strict=True):
            column.append(value)
    return found


def opening_range(high: Column, low: Column, session: Column, period: int) -> tuple[Values, Values]:
    tops: Values = []
    bottoms: Values = []
    for i in range(len(high)):
        first = list(session).index(session[i])
        opening = [
            k
            for k in range(first, min(first + period, i + 1))
            if math.isfinite(high[k]) and math.isfinite(low[k])
        ]
        absent = math.isnan(high[i]) or math.isnan(low[i])
        over = i >= first + period - 1 and opening and not absent
        tops.append(max(high[k] for k in opening) if over else None)
        bottoms.append(min(low[k] for k in opening) if over else None)
    return tops, bottoms


def rolling_max(close: Column, period: int) -> Values:
    return highest(close, period)


def rolling_min(close: Column, period: int) -> Values:
    return lowest(close, period)


def percent_rank(close: Column, period: int) -> Values:
    return windows(
        close,
        period + 1,
        lambda window: 100 * sum(value < window[-1] for value in window[:-1]) / period,
    )


def zscore(close: Column, period: int) -> Values:
    def score(window: list[float]) -> float:
        numbers = [Fraction(value) for value in window]
        mean = sum(numbers, Fraction(0)) / period
        spread = sum((number - mean) ** 2 for number in numbers) / (period - 1)
        return float(numbers[-1] - mean) / math.sqrt(spread) if spread else math.nan

    return windows(close, period, score)


def products(window: list[float]) -> tuple[Fraction, Fraction, Fraction]:
    """Exact sums of squares about the means, of the bars and the values, and of their products."""
    numbers = [Fraction(value) for value in window]
    mean = sum(numbers, Fraction(0)) / len(numbers)
    bars = [Fraction(2 * k - len(window) + 1, 2) for k in range(len(window))]
    return (
        sum((bar**2 for bar in bars), Fraction(0)),
        sum(((number - mean) ** 2 for number in numbers), Fraction(0)),
        sum((bar * (x - mean) for bar, x in zip(bars, numbers, strict=True)), Fraction(0)),
    )


def linreg_slope(close: Column, period: int) -> Values:
    def slope(window: list[float]) -> float:
        across, _, along = products(window)
        return float(along / across)

    return windows(close, period, slope)


def linreg_r2(close: Column, period: int) -> Values:
    def determined(window: list[float]) -> float:
        across, spread, along = products(window)
        return float(along**2 / (across * spread)) if spread else math.nan

    return windows(close, period, determined)
