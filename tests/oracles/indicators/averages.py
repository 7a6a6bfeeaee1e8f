"""Moving averages in plain Python."""

import math
from fractions import Fraction
from itertools import pairwise

import talib

from .columns import Column, Values, filled, real, smoothed, windows

TALIB = {
    "sma": talib.SMA,
    "ema": talib.EMA,
    "wma": talib.WMA,
    "dema": talib.DEMA,
    "tema": talib.TEMA,
    "kama": talib.KAMA,
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


def weighted_mean(window: list[float]) -> float:
    weights = range(1, len(window) + 1)
    return math.fsum(w * x for w, x in zip(weights, window, strict=True)) / sum(weights)


def wma(values: Column, period: int) -> Values:
    return windows(values, period, weighted_mean)


def hma(values: Column, period: int) -> Values:
    half = filled(wma(values, math.floor(period / 2)))
    whole = filled(wma(values, period))
    ahead = [2 * quick - slow for quick, slow in zip(half, whole, strict=True)]
    return wma(ahead, math.floor(math.sqrt(period)))


def vwma(close: Column, volume: Column, period: int) -> Values:
    found: Values = []
    for i in range(len(close)):
        window = list(zip(close, volume, strict=True))[max(0, i + 1 - period) : i + 1]
        traded = math.fsum(weight for _, weight in window)
        paid = math.fsum(price * weight for price, weight in window)
        mean = paid / traded if traded else math.nan
        found.append(None if len(window) < period or math.isnan(mean) else mean)
    return found


def chain(values: Column, period: int) -> tuple[list[float], list[float], list[float]]:
    """The ema, its ema, and that one's ema."""
    first = ema(values, period)
    second = smoothed(first, period, 2 / (period + 1))
    third = smoothed(second, period, 2 / (period + 1))
    return filled(first), filled(second), filled(third)


def dema(values: Column, period: int) -> Values:
    first, second, _ = chain(values, period)
    return [real(2 * one - two) for one, two in zip(first, second, strict=True)]


def tema(values: Column, period: int) -> Values:
    averages = zip(*chain(values, period), strict=True)
    return [real(3 * one - 3 * two + three) for one, two, three in averages]


def kama(values: Column, period: int) -> Values:
    found: Values = []
    run: list[float] = []
    level = 0.0
    for value in map(float, values):
        run = [] if math.isnan(value) else [*run, value]
        if len(run) <= period:
            found.append(None)
            continue
        if len(run) == period + 1:
            level = run[-2]
        path = math.fsum(abs(new - old) for old, new in pairwise(run[-period - 1 :]))
        efficiency = abs(value - run[-period - 1]) / path if path else 1.0
        level += (efficiency * (2 / 3 - 2 / 31) + 2 / 31) ** 2 * (value - level)
        found.append(level)
    return found
