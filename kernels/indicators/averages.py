"""Moving averages."""

import math

import numpy as np

from ..jit import F64, kernel

TILE = 512
BEYOND = 1e300


@kernel
def sma(values: F64, period: int) -> F64:
    """Simple moving average; the same bits whatever came before its window.

    values   (n,) any column; NaN, an infinity or a size beyond 1e300 marks a missing bar
    period   bars in the window, 1 to 100_000
    returns  (n,) mean of the last `period` values; NaN where one of them is missing
    source   arithmetic mean, in the form x + (sum - period * x) / period with the newest value x,
             where the bracket is the exact difference, rounded once: a flat window gives exactly
             its price, and no running error carries history into the window

    Each value is cut into multiples of two units (ExtractScalar of S. Rump, T. Ogita, S. Oishi,
    Accurate Floating-Point Summation, 2008), whose running sums float64 holds without rounding. A
    value that does not fit them (some 4 times larger than the window was, or 2^30 times smaller)
    starts new sums. A window too wide for two parts is summed on its own in three, in `period`
    steps; one wider still, 2^70 or so, drops what is smaller: a function of that window alone.
    """
    size = values.size
    out = np.empty(size)
    for k in range(min(period - 1, size)):
        out[k] = np.nan
    upper = np.empty(max(TILE, period))
    lower = np.empty(max(TILE, period))
    upper_sums = np.empty(TILE)
    lower_sums = np.empty(TILE)
    last_missing = -1
    i = period - 1
    while i < size:
        window = values[i + 1 - period : i + 1]
        units = _units(window, period)
        misfit, _ = _cut(window, units, upper, lower)
        if misfit:
            out[i] = _mean(window, units)
            i += 1
            continue
        top = bottom = 0.0
        for k in range(period):
            top += upper[k]
            bottom += lower[k]
            if not abs(window[k]) < BEYOND:
                last_missing = i + 1 - period + k
        near = top - period * upper[period - 1]
        out[i] = window[period - 1] + (near + (bottom - period * lower[period - 1])) / period
        if i - last_missing < period:
            out[i] = np.nan
        i += 1
        tile = TILE
        while tile > 0 and i < size:
            stop = min(i + tile, size)
            misfit, _ = _cut(values[i - period : stop - period], units, upper_sums, lower_sums)
            misfit, missing = _cut(values[i:stop], units, upper, lower)
            if misfit:
                tile //= 2
                continue
            for k in range(stop - i):
                top += upper[k] - upper_sums[k]
                bottom += lower[k] - lower_sums[k]
                upper_sums[k] = top
                lower_sums[k] = bottom
            new = values[i:stop]
            means = out[i:stop]
            for k in range(stop - i):
                near = upper_sums[k] - period * upper[k]
                means[k] = new[k] + (near + (lower_sums[k] - period * lower[k])) / period
            if missing or i - last_missing < period:
                for k in range(stop - i):
                    if not abs(new[k]) < BEYOND:
                        last_missing = i + k
                    if i + k - last_missing < period:
                        means[k] = np.nan
            i = stop
    return out


@kernel
def ema(values: F64, period: int) -> F64:
    """Exponential moving average with weight 2 / (period + 1), begun by a plain mean.

    values   (n,) any column; a value that is not finite marks a missing bar
    period   bars, at least 1; the first value is the mean of the first `period` bars
    returns  (n,) NaN until `period` bars have been seen, and again after a missing bar
    source   as TA-Lib's EMA; P. Kaufman, Trading Systems and Methods, 2013, chapter 7
    """
    return _smoothed(values, period, 2.0 / (period + 1.0))


@kernel
def wilder(values: F64, period: int) -> F64:
    """Wilder's smoothing: weight 1 / period, begun by a plain mean.

    values   (n,) any column; a value that is not finite marks a missing bar
    period   bars, at least 1; the first value is the mean of the first `period` bars
    returns  (n,) NaN until `period` bars have been seen, and again after a missing bar
    source   J. W. Wilder, New Concepts in Technical Trading Systems, 1978, section III
    """
    return _smoothed(values, period, 1.0 / period)


@kernel
def _smoothed(values: F64, period: int, weight: float) -> F64:
    out = np.full(values.size, np.nan)
    mean = 0.0
    seen = 0
    for i in range(values.size):
        value = values[i]
        if not abs(value) < np.inf:
            mean = 0.0
            seen = 0
            continue
        seen += 1
        mean += (weight if seen > period else 1.0 / seen) * (value - mean)
        if seen >= period:
            out[i] = mean
    return out


@kernel
def _units(window: F64, period: int) -> tuple[float, float, float, float]:
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
def _cut(
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
def _mean(window: F64, units: tuple[float, float, float, float]) -> float:
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
