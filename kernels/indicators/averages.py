"""Moving averages."""

import numpy as np

from ..jit import F64, fused, kernel
from ..memory import empty
from . import exact_sums

TILE = 512
STRETCH = 4_096  # bars; then distances start from the means anew: those of flats, near 0, are slow


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
    out = empty(size)
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
        units = exact_sums.units(window, period)
        misfit, _ = exact_sums.cut(window, units, upper, lower)
        if misfit:
            out[i] = exact_sums.mean(window, units)
            i += 1
            continue
        top = bottom = 0.0
        for k in range(period):
            top += upper[k]
            bottom += lower[k]
            if not abs(window[k]) < exact_sums.BEYOND:
                last_missing = i + 1 - period + k
        near = top - period * upper[period - 1]
        out[i] = window[period - 1] + (near + (bottom - period * lower[period - 1])) / period
        if i - last_missing < period:
            out[i] = np.nan
        i += 1
        tile = TILE
        while tile > 0 and i < size:
            stop = min(i + tile, size)
            misfit, _ = exact_sums.cut(
                values[i - period : stop - period], units, upper_sums, lower_sums
            )
            misfit, missing = exact_sums.cut(values[i:stop], units, upper, lower)
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
                    if not abs(new[k]) < exact_sums.BEYOND:
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
    size = values.size
    out = empty(size)
    keep = 1.0 - weight
    mean = 0.0
    seen = 0
    i = 0
    while i < size:
        if seen < period:
            seen += 1
            mean += (values[i] - mean) / seen
            if not abs(mean) < np.inf:
                mean = 0.0
                seen = 0
            out[i] = mean if seen == period else np.nan
            i += 1
            continue
        before = values[i - 1]
        above = mean - before  # carried instead of the mean: one operation from bar to bar, not two
        stretch, means = values[i : i + STRETCH], out[i : i + STRETCH]
        done = 0
        while done < stretch.size:
            above = fused(keep, above, keep * (before - stretch[done]))
            before = stretch[done]
            mean = before + above
            if not abs(mean) < np.inf:
                break
            means[done] = mean
            done += 1
        i += done
        if done < stretch.size:
            mean = 0.0
            seen = 0
    return out
