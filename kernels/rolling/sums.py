"""Sums over a trailing window, in one pass whatever the window.

The column is walked in blocks as long as the window. A window ends in one block and begins in the
one before, so it is a suffix of the old block joined to a prefix of the new one (M. van Herk, A
fast algorithm for local minimum and maximum filters, 1992). Nothing is ever taken back out of a
total: a missing bar spoils the windows that hold it and no other.
"""

import numpy as np

from ..jit import F64, kernel


@kernel
def total(values: F64, period: int) -> F64:
    """Sum of the last `period` values.

    values   (n,) any column; a value that is not finite marks a missing bar
    period   bars in the window, at least 1
    returns  (n,) NaN where the window is not full or holds a missing bar
    """
    out = np.full(values.size, np.nan)
    suffix = np.zeros(period + 1)
    for start in range(0, values.size, period):
        block = values[start : start + period]
        running = 0.0
        for k in range(block.size):
            running += block[k]
            if start + k >= period - 1:
                both = suffix[k + 1] + running
                out[start + k] = both if abs(both) < np.inf else np.nan
        running = 0.0
        for k in range(block.size - 1, 0, -1):
            running += block[k]
            suffix[k] = running
    return out
