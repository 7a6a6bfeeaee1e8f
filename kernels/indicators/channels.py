"""Channels: bands above and below a price."""

import numpy as np

from ..jit import F64, kernel
from ..rolling.extremes import any_missing, blank, extremes_into, stretch, workspace
from ..rolling.variance import variance
from .averages import sma


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
    spread = variance(close, period)
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
    size = high.size
    upper = np.empty(size)
    middle = np.empty(size)
    lower = np.empty(size)
    for i in range(min(period - 1, size)):
        upper[i] = middle[i] = lower[i] = np.nan
    work = workspace(period)
    step = stretch(period)
    for first in range(period - 1, size, step):
        stop = min(first + step, size)
        top, halfway, bottom = upper[first:stop], middle[first:stop], lower[first:stop]
        extremes_into(high, first, period, True, work, top)
        extremes_into(low, first, period, False, work, bottom)
        for k in range(top.size):
            halfway[k] = 0.5 * (top[k] + bottom[k])
    if any_missing(high):
        blank(high, period, upper)
        blank(high, period, middle)
    if any_missing(low):
        blank(low, period, lower)
        blank(low, period, middle)
    return upper, middle, lower
