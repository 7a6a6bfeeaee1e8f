"""Moving averages in plain Python."""

from fractions import Fraction

import talib

from .columns import Column, Values, smoothed, windows

TALIB = {
    "sma": talib.SMA,
    "ema": talib.EMA,
}


def exact_mean(window: list[float]) -> float:
    """Newest value + (sum - period * newest) / period, the bracket exact and rounded once."""
    newest = window[-1]
    difference = sum((Fraction(value) for value in window), Fraction(0)) - len(window) * Fraction(
        newest
    )
    return newest + float(difference) / len(window)


def sma(values: Column, period: int) -> Values:
    return windows(values, period, exact_mean)


def ema(values: Column, period: int) -> Values:
    return smoothed([float(value) for value in values], period, 2 / (period + 1))


def wilder(values: Column, period: int) -> Values:
    return smoothed([float(value) for value in values], period, 1 / period)
