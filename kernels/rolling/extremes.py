"""Extremes over a trailing window, in one pass whatever the window.

The column is walked in blocks as long as the window. A window ends in one block and begins in the
one before, so it is a suffix of the old block joined to a prefix of the new one (M. van Herk, A
fast algorithm for local minimum and maximum filters, 1992). Nothing is ever taken back out of a
total: a missing bar spoils the windows that hold it and no other.
"""

import numpy as np

from ..jit import F64, kernel


@kernel
def highest(values: F64, period: int) -> F64:
    """Largest value of the last `period` bars.

    values   (n,) any column; NaN marks a missing bar
    period   bars in the window, at least 1
    returns  (n,) NaN where the window is not full or holds a missing bar
    """
    return _extreme(values, period, 1.0)


@kernel
def lowest(values: F64, period: int) -> F64:
    """Smallest value of the last `period` bars; missing bars as in `highest`."""
    return _extreme(values, period, -1.0)


@kernel
def _extreme(values: F64, period: int, sign: float) -> F64:
    out = np.full(values.size, np.nan)
    suffix = np.full(period + 1, -np.inf)
    for start in range(0, values.size, period):
        block = values[start : start + period]
        best = -np.inf
        for k in range(block.size):
            value = sign * block[k]
            if value > best or np.isnan(value):
                best = value
            if start + k >= period - 1:
                before = suffix[k + 1]
                out[start + k] = sign * (before if before > best or np.isnan(before) else best)
        best = -np.inf
        for k in range(block.size - 1, -1, -1):
            value = sign * block[k]
            if value > best or np.isnan(value):
                best = value
            suffix[k] = best
    return out
