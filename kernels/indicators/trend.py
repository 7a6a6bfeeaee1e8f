"""Trend: whether a market moves in one direction, and how strongly."""

import numpy as np

from ..jit import F64, kernel
from ..memory import empty
from ..rolling.extremes import any_missing, blank, extremes_into, stretch, workspace

VANISHED = 1e-290


@kernel
def adx(high: F64, low: F64, close: F64, period: int) -> tuple[F64, F64, F64]:
    """Average directional index with its two directional indicators, 0 to 100.

    high, low, close  (n,) prices; NaN marks a missing bar
    period            bars of Wilder's smoothing, at least 2
    returns           adx, plus_di, minus_di (n,); NaN until `period` changes have been seen, adx
                      until 2 * period - 1, and again after a missing bar. Without any range the
                      indicators are 0; without any direction adx stays as it was
    source            J. W. Wilder, New Concepts in Technical Trading Systems, 1978, section IV;
                      begun as in TA-Lib: period - 1 plain changes, then smoothing
    """
    index = np.full(close.size, np.nan)
    plus_di = np.full(close.size, np.nan)
    minus_di = np.full(close.size, np.nan)
    weight = 1.0 / period
    plus = minus = span = strength = 0.0
    seen = 0
    for i in range(1, close.size):
        before = close[i - 1]
        reach = max(high[i] - low[i], abs(high[i] - before), abs(low[i] - before))
        rise = high[i] - high[i - 1]
        fall = low[i - 1] - low[i]
        if not abs(rise) + abs(fall) + abs(before) + abs(close[i]) < np.inf:
            plus = minus = span = strength = 0.0
            seen = 0
            continue
        seen += 1
        faded = weight if seen >= period else 0.0
        plus += (rise if rise > fall and rise > 0.0 else 0.0) - faded * plus
        minus += (fall if fall > rise and fall > 0.0 else 0.0) - faded * minus
        span += reach - faded * span
        if span < VANISHED:
            plus = minus = span = 0.0
        if seen < period:
            continue
        plus_di[i] = 100.0 * (plus / span) if span > 0.0 else 0.0
        minus_di[i] = 100.0 * (minus / span) if span > 0.0 else 0.0
        if plus + minus > 0.0:
            one_sided = 100.0 * (abs(plus - minus) / (plus + minus))
            strength += weight * (one_sided if seen < 2 * period else one_sided - strength)
        if seen >= 2 * period - 1:
            index[i] = strength
    return index, plus_di, minus_di


@kernel
def ichimoku(
    high: F64, low: F64, conversion: int, base: int, span: int
) -> tuple[F64, F64, F64, F64]:
    """Ichimoku's lines: the middles of three ranges, and the cloud between two of them.

    high, low               (n,) prices; a value that is not finite marks a missing bar
    conversion, base, span  bars in the windows, each at least 1
    returns                 conversion, base (n,) halfway between the extremes of their windows;
                            span_a (n,) halfway between those two, span_b (n,) the middle of the
                            longest window, both at the bar that they are known at, which a chart
                            draws `base` bars later; NaN where a window is not full or holds a
                            missing bar
    source                  G. Hosoda, Ichimoku Kinko Hyo, 1969
    """
    conversions = _middles(high, low, conversion)
    bases = _middles(high, low, base)
    halfway = empty(high.size)
    for i in range(high.size):
        halfway[i] = 0.5 * (conversions[i] + bases[i])
    return conversions, bases, halfway, _middles(high, low, span)


@kernel
def _middles(high: F64, low: F64, period: int) -> F64:
    size = high.size
    out = empty(size)
    for i in range(min(period - 1, size)):
        out[i] = np.nan
    bottoms = np.empty(stretch(period))
    work = workspace(period)
    for first in range(period - 1, size, bottoms.size):
        middles = out[first : min(first + bottoms.size, size)]
        lows = bottoms[: middles.size]
        extremes_into(high, first, period, True, work, middles)
        extremes_into(low, first, period, False, work, lows)
        for k in range(middles.size):
            middles[k] = 0.5 * (middles[k] + lows[k])
    if any_missing(high):
        blank(high, period, out)
    if any_missing(low):
        blank(low, period, out)
    return out
