"""Where a value stands in its window."""

from ..jit import F64, kernel
from ..rolling.extremes import highest, lowest
from ..rolling.ranks import count_below
from ..rolling.variance import score


@kernel
def rolling_max(close: F64, period: int) -> F64:
    """Largest of the last `period` values.

    close    (n,) any column; NaN marks a missing bar
    period   bars in the window, at least 1
    returns  (n,) NaN where the window is not full or holds a missing bar
    source   as TA-Lib's MAX
    """
    return highest(close, period)


@kernel
def rolling_min(close: F64, period: int) -> F64:
    """Smallest of the last `period` values; else as `rolling_max`. TA-Lib's MIN."""
    return lowest(close, period)


@kernel
def percent_rank(close: F64, period: int) -> F64:
    """Percentage of the `period` values before this one that are below it.

    close    (n,) any column; a value that is not finite marks a missing bar
    period   earlier values to compare with, at least 1
    returns  (n,) 0 to 100; NaN where fewer came before, or one of them or this one is missing
    source   L. Connors, C. Alvarez, An Introduction to ConnorsRSI, 2012
    """
    out = count_below(close, period)
    for i in range(close.size):
        out[i] = 100.0 * out[i] / period
    return out


@kernel
def zscore(close: F64, period: int) -> F64:
    """Sample standard deviations (ddof 1) from the mean of the last `period` values to this one.

    close    (n,) any column; a value that is not finite marks a missing bar
    period   bars in the window, at least 2
    returns  (n,) NaN where the window is not full, holds a missing bar or is flat
    source   standard score
    """
    return score(close, period)
