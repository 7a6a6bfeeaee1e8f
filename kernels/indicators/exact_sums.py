"""Sums of a window without a rounding error: each value cut into parts that add up exactly."""

import math

import numpy as np

from ..jit import F64, kernel

BEYOND = 1e300


@kernel
def units(window: F64, period: int) -> tuple[float, float, float, float]:
    """Numbers that cut a value at three units when added and taken away, and the largest value.

    A sum of `period` values and `period` times a value, both in whole units, stay below 2^53.
    """
    largest = 0.0
    for k in range(window.size):
        if largest < abs(window[k]) < BEYOND:
            largest = abs(window[k])
    exponent = math.frexp(largest)[1] + 2
    bits = min(51, 52 - math.frexp(period - 0.5)[1])
    return (
        math.ldexp(1.5, exponent - bits + 52),
        math.ldexp(1.5, exponent - 2 * bits + 52),
        math.ldexp(1.5, exponent - 3 * bits + 52),
        math.ldexp(1.0, exponent),
    )


@kernel
def cut(
    values: F64, units: tuple[float, float, float, float], upper: F64, lower: F64
) -> tuple[int, int]:
    """Write each value's two parts, 0 where missing; say if one misfits, and if one is missing."""
    coarse, fine, _, limit = units
    misfit = 0
    missing = 0
    for k in range(values.size):
        size = abs(values[k])
        absent = not size < BEYOND
        value = 0.0 if absent else values[k]
        whole = (value + coarse) - coarse
        part = value - whole
        upper[k] = whole
        lower[k] = part
        misfit |= (abs(value) > limit) | ((part + fine) - fine != part)
        missing |= absent
    return misfit, missing


@kernel
def mean(window: F64, units: tuple[float, float, float, float]) -> float:
    """The mean of one window, each value in three parts; NaN if one is missing."""
    coarse, fine, finest, _ = units
    newest = window[window.size - 1]
    first = second = third = whole = part = rest = 0.0
    for k in range(window.size):
        if not abs(window[k]) < BEYOND:
            return np.nan
        whole = (window[k] + coarse) - coarse
        part = ((window[k] - whole) + fine) - fine
        rest = (((window[k] - whole) - part) + finest) - finest
        first += whole
        second += part
        third += rest
    first -= window.size * whole
    second -= window.size * part
    third -= window.size * rest
    return newest + _rounded_once(first, second, third) / window.size


@kernel
def _rounded_once(a: float, b: float, c: float) -> float:
    """The exact sum of three numbers, rounded once.

    source   S. Boldo, G. Melquiond, Emulation of FMA and correctly rounded sums, 2008, figure 5
    """
    high, low = _two_sum(b, c)
    top, rest = _two_sum(a, high)
    middle, lost = _two_sum(rest, low)
    if lost != 0.0 and int(math.ldexp(math.frexp(middle)[0], 53)) % 2 == 0:
        middle = np.nextafter(middle, math.copysign(np.inf, lost))
    return top + middle


@kernel
def _two_sum(a: float, b: float) -> tuple[float, float]:
    total = a + b
    share = total - a
    return total, (a - (total - share)) + (b - share)
