"""Variance over a trailing window, in one pass whatever the window.

Values are measured from one that the window holds: the squares then exceed the variance `period`
times at most, so that the subtraction costs log10(period) digits and no more, at any price level
(T. Chan, G. Golub, R. LeVeque, Algorithms for Computing the Sample Variance, 1983).
"""

import numpy as np

from ..jit import F64, kernel
from ..memory import empty

SHORT = 12
TILE = 512


@kernel
def variance(values: F64, period: int) -> F64:
    """Population variance (ddof 0) of the last `period` bars, never below 0.

    values   (n,) any column; a value that is not finite marks a missing bar
    period   bars in the window, at least 1
    returns  (n,) NaN where the window is not full or holds a missing bar
    """
    return _spreads(values, period, False)


@kernel
def score(values: F64, period: int) -> F64:
    """Sample standard deviations (ddof 1) between the newest value and the mean of its window.

    values   (n,) any column; a value that is not finite marks a missing bar
    period   bars in the window, at least 2
    returns  (n,) NaN where the window is not full, holds a missing bar or is flat
    """
    return _spreads(values, period, True)


@kernel
def _spreads(values: F64, period: int, scored: bool) -> F64:
    out = empty(values.size)
    if period <= SHORT:
        _short(values, period, scored, out)
    else:
        _long(values, period, scored, out)
    for i in range(min(period - 1, values.size)):
        out[i] = np.nan
    return out


@kernel
def _short(values: F64, period: int, scored: bool, out: F64) -> None:
    """Bar after bar of the window, for many windows at once, from the newest value of each."""
    totals = np.empty(TILE)
    for start in range(period - 1, values.size, TILE):
        squares = out[start : start + TILE]
        newest = values[start : start + TILE]
        unpaired = start - (period - 1 if period % 2 == 0 else 0)
        older = values[unpaired : unpaired + squares.size]
        for i in range(squares.size):
            one = older[i] - newest[i]
            totals[i] = one
            squares[i] = one * one
        for k in range(1, period - 1, 2):
            older = values[start - k : start - k + squares.size]
            oldest = values[start - k - 1 : start - k - 1 + squares.size]
            for i in range(squares.size):
                one = older[i] - newest[i]
                two = oldest[i] - newest[i]
                totals[i] += one + two
                squares[i] += one * one + two * two
        for i in range(squares.size):
            squares[i] = _statistic(0.0, totals[i], squares[i], period, scored)


@kernel
def _long(values: F64, period: int, scored: bool, out: F64) -> None:
    """Block after block as long as the window, from the first value of each.

    A window ends in one block and begins in the one before, so it is a suffix of the old block
    joined to a prefix of the new one (M. van Herk, A fast algorithm for local minimum and maximum
    filters, 1992). Nothing is ever taken back out of a total: a missing bar spoils the windows that
    hold it and no other.
    """
    prefix = np.empty(period)
    prefix_squares = np.empty(period)
    suffix = np.zeros(period + 1)
    suffix_squares = np.zeros(period + 1)
    for start in range(0, values.size, period):
        origin = values[start]
        total = squares = 0.0
        if start > 0:
            old = values[start - period : start]
            for k in range(period - 1, 0, -1):
                offset = old[k] - origin
                total += offset
                squares += offset * offset
                suffix[k] = total
                suffix_squares[k] = squares
        total = squares = 0.0
        new = values[start : start + period]
        for k in range(new.size):
            offset = new[k] - origin
            total += offset
            squares += offset * offset
            prefix[k] = total
            prefix_squares[k] = squares
        found = out[start : start + period]
        for k in range(new.size):
            both = suffix[k + 1] + prefix[k]
            both_squares = suffix_squares[k + 1] + prefix_squares[k]
            found[k] = _statistic(new[k] - origin, both, both_squares, period, scored)


@kernel
def _statistic(offset: float, total: float, squares: float, period: int, scored: bool) -> float:
    """From the newest offset and the sums of a window: its variance, or the newest one's score."""
    share = 1.0 / period
    spread = (squares - total * (total * share)) * share
    if not scored:
        return spread if 0.0 < spread < np.inf else spread - spread
    deviation = np.sqrt(spread * (period / (period - 1.0))) if spread > 0.0 else np.nan
    return (offset - total * share) / deviation
