"""Trend: whether a market moves in one direction, and how strongly."""

import numpy as np

from ..jit import F64, kernel

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
