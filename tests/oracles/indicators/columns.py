"""Columns in plain Python, bar by bar from their definitions; None where there is no value.

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


def real(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else value


def changes(values: Column) -> Values:
    moves = [float(new) - float(old) for old, new in pairwise(values)]
    return [None, *moves][: len(values)]
