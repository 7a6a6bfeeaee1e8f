"""Channels: bands above and below a price."""

import numpy as np

from ..jit import F64, kernel
from ..memory import empty
from ..rolling.extremes import any_missing, blank, extremes_into, stretch, workspace
from ..rolling.variance import variance
from .averages import ema, sma
from .volatility import atr


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
    upper = variance(close, period)
    lower = empty(close.size)
    percent_b = empty(close.size)
    width = empty(close.size)
    for i in range(close.size):
        half = deviations * np.sqrt(upper[i])
        height = 2.0 * half
        upper[i] = middle[i] + half
        lower[i] = middle[i] - half
        percent_b[i] = 0.5 + (close[i] - middle[i]) / (height if height > 0.0 else np.nan)
        width[i] = height / (middle[i] if middle[i] != 0.0 else np.nan)
    return upper, middle, lower, percent_b, width


@kernel
def keltner(
    high: F64, low: F64, close: F64, period: int, atr_period: int, multiple: float
) -> tuple[F64, F64, F64]:
    """Keltner channel: an exponential average, and `multiple` average true ranges round it.

    high, low, close  (n,) prices; a value that is not finite marks a missing bar
    period            bars of the average, at least 1
    atr_period        bars of the average true range, at least 1
    multiple          half the height of the channel in average true ranges
    returns           upper, middle, lower (n,) in price units; NaN until the average stands, upper
                      and lower until the average true range does, and again after a missing bar
    source            C. Keltner, How To Make Money in Commodities, 1960; in L. Raschke's form
    """
    middle = ema(close, period)
    lower = atr(high, low, close, atr_period)
    upper = empty(close.size)
    for i in range(close.size):
        half = multiple * lower[i]
        upper[i] = middle[i] + half
        lower[i] = middle[i] - half
    return upper, middle, lower


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
    upper = empty(size)
    middle = empty(size)
    lower = empty(size)
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
