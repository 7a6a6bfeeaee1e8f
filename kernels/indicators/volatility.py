"""Volatility: ranges, bands and channels."""

import numpy as np

from .. import rolling
from ..jit import F64, kernel
from .averages import sma, wilder


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


@kernel
def bollinger(close: F64, period: int, deviations: float) -> tuple[F64, F64, F64, F64, F64]:
    """Bollinger bands: a simple average, and `deviations` population standard deviations round it.

    close       (n,) any column; a value that is not finite marks a missing bar
    period      bars in the window, at least 1
    deviations  half the height of the band in standard deviations (ddof 0)
    returns     upper, middle, lower (n,) in units of the column;
                percent_b (n,) 0 at the lower and 1 at the upper band, NaN in a band without height;
                width (n,) upper minus lower as a fraction of the middle, NaN round 0;
                NaN where the window is not full or holds a missing bar
    source      J. Bollinger, Bollinger on Bollinger Bands, 2001, chapters 7 and 8
    """
    middle = sma(close, period)
    upper = np.full(close.size, np.nan)
    lower = np.full(close.size, np.nan)
    percent_b = np.full(close.size, np.nan)
    width = np.full(close.size, np.nan)
    spread = rolling.variance(close, period)
    for i in range(close.size):
        half = deviations * np.sqrt(spread[i])
        upper[i] = middle[i] + half
        lower[i] = middle[i] - half
        if half > 0.0:
            percent_b[i] = 0.5 + (close[i] - middle[i]) / (2.0 * half)
        if middle[i] != 0.0:
            width[i] = 2.0 * half / middle[i]
    return upper, middle, lower, percent_b, width


@kernel
def donchian(high: F64, low: F64, period: int) -> tuple[F64, F64, F64]:
    """Donchian channel: the extremes of the last `period` bars, the present one included.

    high, low  (n,) prices; NaN marks a missing bar
    period     bars in the window, at least 1
    returns    upper, middle, lower (n,) in price units, middle halfway between the two;
               NaN where the window is not full or holds a missing bar
    source     R. Donchian's four-week rule, 1960; extremes as TA-Lib's MAX and MIN
    """
    upper = rolling.highest(high, period)
    lower = rolling.lowest(low, period)
    middle = np.full(high.size, np.nan)
    for i in range(high.size):
        middle[i] = 0.5 * (upper[i] + lower[i])
    return upper, middle, lower
