"""Sums over a trailing window, in one pass whatever the window.

The column is walked in blocks as long as the window. A window ends in one block and begins in the
one before, so it is a suffix of the old block joined to a prefix of the new one (M. van Herk, A
fast algorithm for local minimum and maximum filters, 1992). Nothing is ever taken back out of a
total: a missing bar spoils the windows that hold it and no other. While a block's prefixes are
summed, its suffixes are summed from the other end for the block to come: two chains of additions
side by side take the time of one.
"""

import numpy as np

from ..jit import F64, fused, kernel
from ..memory import empty


@kernel
def total(values: F64, period: int) -> F64:
    """Sum of the last `period` values.

    values   (n,) any column; a value that is not finite marks a missing bar
    period   bars in the window, at least 1
    returns  (n,) NaN where the window is not full or holds a missing bar
    """
    out = empty(values.size)
    suffix = np.zeros(period)
    coming = np.zeros(period)
    for start in range(0, values.size, period):
        block = values[start : start + period]
        backwards = block[::-1]
        sums = out[start : start + period]
        after = coming[::-1]
        prefix = later = 0.0
        for k in range(block.size):
            prefix += block[k]
            both = suffix[k] + prefix
            sums[k] = both if abs(both) < np.inf else np.nan
            after[k] = later
            later += backwards[k]
        suffix, coming = coming, suffix
    for i in range(min(period - 1, values.size)):
        out[i] = np.nan
    return out


@kernel
def weighted_mean(values: F64, period: int) -> F64:
    """Mean of the last `period` values with weights 1, 2, ... `period`, the newest heaviest.

    values   (n,) any column; a value that is not finite marks a missing bar
    period   bars in the window, at least 1
    returns  (n,) NaN where the window is not full or holds a missing bar

    Values are measured from the first one of the newer block, which each window of that block
    holds: a flat window gives exactly its price, and digits are lost to the window's range only.
    Weights come of adding up sums: the newest value is in one prefix, the one before it in two.
    """
    out = empty(values.size)
    share = 2.0 / (period * (period + 1.0))
    suffix = np.zeros(period)
    coming = np.zeros(period)
    for start in range(0, values.size, period):
        block = values[start : start + period]
        backwards = block[::-1]
        means = out[start : start + period]
        after = coming[::-1]
        origin = block[0]
        origin_after = values[min(start + period, values.size - 1)]
        prefix = prefixes = later = laters = 0.0
        for k in range(block.size):
            prefix += block[k] - origin
            ranked = fused(float(period), prefix, suffix[k] - prefixes)
            mean = fused(share, ranked, origin)
            means[k] = mean if abs(mean) < np.inf else np.nan
            prefixes += prefix
            after[k] = laters
            later += backwards[k] - origin_after
            laters += later
        suffix, coming = coming, suffix
    for i in range(min(period - 1, values.size)):
        out[i] = np.nan
    return out
