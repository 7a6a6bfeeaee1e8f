"""Variance over a trailing window, in one pass whatever the window.

The column is walked in blocks as long as the window. A window ends in one block and begins in the
one before, so it is a suffix of the old block joined to a prefix of the new one (M. van Herk, A
fast algorithm for local minimum and maximum filters, 1992). Nothing is ever taken back out of a
total: a missing bar spoils the windows that hold it and no other.
"""

import numpy as np

from ..jit import F64, kernel


@kernel
def variance(values: F64, period: int) -> F64:
    """Population variance (ddof 0) of the last `period` bars, never below 0.

    values   (n,) any column; a value that is not finite marks a missing bar
    period   bars in the window, at least 1
    returns  (n,) NaN where the window is not full or holds a missing bar

    Values are measured from the first one of the newer block, which each window of that block
    holds: the squares then exceed the variance `period` times at most, so that the subtraction
    costs log10(period) digits and no more, at any price level (T. Chan, G. Golub, R. LeVeque,
    Algorithms for Computing the Sample Variance, 1983).
    """
    out = np.full(values.size, np.nan)
    suffix = np.zeros(period + 1)
    suffix_squares = np.zeros(period + 1)
    for start in range(0, values.size, period):
        origin = values[start]
        total = squares = 0.0
        for k in range(period - 1 if start > 0 else -1, 0, -1):
            offset = values[start - period + k] - origin
            total += offset
            squares += offset * offset
            suffix[k] = total
            suffix_squares[k] = squares
        total = squares = 0.0
        for k in range(min(period, values.size - start)):
            offset = values[start + k] - origin
            total += offset
            squares += offset * offset
            if start + k >= period - 1:
                both = suffix[k + 1] + total
                spread = (suffix_squares[k + 1] + squares - both * (both / period)) / period
                out[start + k] = spread if spread > 0.0 or np.isnan(spread) else 0.0
    return out
