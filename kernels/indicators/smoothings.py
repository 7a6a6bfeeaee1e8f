"""Exponential averages that lag less: from averages of averages, or by a weight that adapts.

From bar to bar each average is carried as its distance above its own input, as in `averages`.
"""

import numpy as np

from ..jit import F64, fused, kernel
from ..memory import empty
from .averages import STRETCH

FASTEST = 2.0 / 3.0
SLOWEST = 2.0 / 31.0


@kernel
def share(seen: int, period: int, weight: float) -> float:
    """What the newest of `seen` values weighs: a plain mean of `period`, then that weight."""
    if seen > period:
        return weight
    return 1.0 / seen if seen > 0 else 0.0


@kernel
def dema(values: F64, period: int) -> F64:
    """Double exponential moving average: twice the ema less the ema of the ema.

    values   (n,) any column; a value that is not finite marks a missing bar
    period   bars of both averages, at least 1
    returns  (n,) NaN until 2 * period - 1 bars have been seen, and again after a missing bar
    source   P. Mulloy, Smoothing data with faster moving averages, 1994; begun as in TA-Lib
    """
    size = values.size
    out = empty(size)
    weight = 2.0 / (period + 1.0)
    keep = 1.0 - weight
    needed = 2 * period - 1
    first = second = 0.0
    seen = i = 0
    while i < size:
        if seen < needed:
            seen += 1
            first += share(seen, period, weight) * (values[i] - first)
            second += share(seen - period + 1, period, weight) * (first - second)
            average = first + (first - second)
            if not abs(average) < np.inf:
                first = second = 0.0
                seen = 0
            out[i] = average if seen == needed else np.nan
            i += 1
            continue
        before = values[i - 1]
        above = first - before
        above_first = second - first
        stretch, averages = values[i : i + STRETCH], out[i : i + STRETCH]
        done = 0
        while done < stretch.size:
            above = fused(keep, above, keep * (before - stretch[done]))
            above_first = fused(keep, above_first, weight * above)
            before = stretch[done]
            average = before + (above - above_first)
            if not abs(average) < np.inf:
                break
            averages[done] = average
            done += 1
        i += done
        first = before + above
        second = first + above_first
        if done < stretch.size:
            first = second = 0.0
            seen = 0
    return out


@kernel
def tema(values: F64, period: int) -> F64:
    """Triple exponential moving average: 3 * (ema - ema of ema) + ema of ema of ema.

    values   (n,) any column; a value that is not finite marks a missing bar
    period   bars of the three averages, at least 1
    returns  (n,) NaN until 3 * period - 2 bars have been seen, and again after a missing bar
    source   P. Mulloy, Smoothing data with less lag, 1994; begun as in TA-Lib
    """
    size = values.size
    out = empty(size)
    weight = 2.0 / (period + 1.0)
    keep = 1.0 - weight
    needed = 3 * period - 2
    first = second = third = 0.0
    seen = i = 0
    while i < size:
        if seen < needed:
            seen += 1
            first += share(seen, period, weight) * (values[i] - first)
            second += share(seen - period + 1, period, weight) * (first - second)
            third += share(seen - 2 * period + 2, period, weight) * (second - third)
            average = 3.0 * (first - second) + third
            if not abs(average) < np.inf:
                first = second = third = 0.0
                seen = 0
            out[i] = average if seen == needed else np.nan
            i += 1
            continue
        before = values[i - 1]
        above = first - before
        above_first = second - first
        above_second = third - second
        stretch, averages = values[i : i + STRETCH], out[i : i + STRETCH]
        done = 0
        while done < stretch.size:
            above = fused(keep, above, keep * (before - stretch[done]))
            above_first = fused(keep, above_first, weight * above)
            above_second = fused(keep, above_second, weight * above_first)
            before = stretch[done]
            average = before + ((above - above_first) + (above_second - above_first))
            if not abs(average) < np.inf:
                break
            averages[done] = average
            done += 1
        i += done
        first = before + above
        second = first + above_first
        third = second + above_second
        if done < stretch.size:
            first = second = third = 0.0
            seen = 0
    return out


@kernel
def kama(values: F64, period: int) -> F64:
    """Kaufman's adaptive moving average: quick where the price goes one way, slow where it wavers.

    values   (n,) any column; a value that is not finite marks a missing bar
    period   changes in the window of the efficiency ratio, at least 1
    returns  (n,) NaN until `period` changes have been seen, and again after a missing bar; begun
             from the value before. A price at rest counts as going one way
    source   P. Kaufman, Trading Systems and Methods, 2013, chapter 17; weights between those of
             2 and 30 bars; begun as in TA-Lib. Window sums as in `rolling.sums`
    """
    size = values.size
    out = empty(size)
    average = 0.0
    for i in range(min(1, size)):
        average = values[i]
        out[i] = np.nan
    suffix = np.full(period, np.nan)
    coming = np.empty(period)
    suffix[period - 1] = 0.0
    for start in range(1, size, period):
        block = values[start : start + period]
        before = values[start - 1 : start - 1 + block.size]
        block_back, before_back = block[::-1], before[::-1]
        averages = out[start : start + period]
        after = coming[::-1]
        path = later = 0.0
        for k in range(block.size):
            value = block[k]
            path += abs(value - before[k])
            whole = suffix[k] + path
            after[k] = later
            later += abs(block_back[k] - before_back[k])
            if not whole < np.inf:
                average = value
                averages[k] = np.nan
                continue
            covered = abs(value - values[start + k - period])
            efficiency = covered / whole if covered < whole else 1.0
            weight = SLOWEST + efficiency * (FASTEST - SLOWEST)
            average = fused(weight * weight, value - average, average)
            averages[k] = average
        suffix, coming = coming, suffix
    return out
