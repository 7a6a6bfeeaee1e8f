"""Volatility: how far prices range."""

import numpy as np

from ..jit import F64, kernel
from .averages import wilder


@kernel
def true_range(high: F64, low: F64, close: F64) -> F64:
    """The bar's range, widened to the close before: what a holder over the gap went through.

    high, low, close   (n,) prices; NaN marks a missing bar
    returns            (n,) in price units; NaN at the first bar, at a missing bar and the next
    source             J. W. Wilder, New Concepts in Technical Trading Systems, 1978, section III
    """
    out = np.full(close.size, np.nan)
    for i in range(1, close.size):
        before = close[i - 1]
        out[i] = max(high[i] - low[i], abs(high[i] - before), abs(low[i] - before))
        if np.isnan(high[i] + low[i] + before):
            out[i] = np.nan
    return out


@kernel
def atr(high: F64, low: F64, close: F64, period: int) -> F64:
    """Average true range: Wilder's smoothing of `true_range`.

    high, low, close   (n,) prices; NaN marks a missing bar
    period             true ranges in the first mean, at least 1
    returns            (n,) in price units; NaN until `period` true ranges have been seen, and again
                       after a missing bar
    source             J. W. Wilder, New Concepts in Technical Trading Systems, 1978, section III
    """
    return wilder(true_range(high, low, close), period)
