"""Trailing lines: levels that follow a trend and change sides when it breaks them."""

import numpy as np

from ..jit import F64, kernel


@kernel
def supertrend(high: F64, low: F64, close: F64, period: int, multiple: float) -> tuple[F64, F64]:
    """Supertrend: a band of average true ranges that only moves with the trend.

    high, low, close  (n,) prices; a value that is not finite marks a missing bar
    period            true ranges in Wilder's smoothing, at least 1
    multiple          average true ranges between the middle of a bar and its bands
    returns           line (n,) the lower band in a rising trend, the upper in a falling one;
                      direction (n,) 1 rising, -1 falling; NaN until `period` true ranges have been
                      seen, and again after a missing bar. The first direction is the close's side
                      of the bar's middle
    source            O. Seban, Tout le monde mérite d'être riche, 2008
    """
    size = close.size
    line = np.empty(size)
    direction = np.empty(size)
    weight = 1.0 / period
    mean = upper = lower = side = 0.0
    seen = -1
    for i in range(size):
        here = high[i] + low[i] + close[i]
        if here - here != 0.0:
            seen = -1
        else:
            seen += 1
        if seen < 1:
            line[i] = direction[i] = np.nan
            mean = 0.0
            continue
        before = close[i - 1]
        reach = max(high[i] - low[i], abs(high[i] - before), abs(low[i] - before))
        mean += (weight if seen > period else 1.0 / seen) * (reach - mean)
        if seen < period:
            line[i] = direction[i] = np.nan
            continue
        middle = 0.5 * (high[i] + low[i])
        top = middle + multiple * mean
        bottom = middle - multiple * mean
        if seen == period:
            upper, lower = top, bottom
            side = 1.0 if close[i] >= middle else -1.0
        else:
            upper = top if top < upper or before > upper else upper
            lower = bottom if bottom > lower or before < lower else lower
            if side > 0.0 and close[i] < lower:
                side = -1.0
            elif side < 0.0 and close[i] > upper:
                side = 1.0
        line[i] = lower if side > 0.0 else upper
        direction[i] = side
    return line, direction


@kernel
def parabolic_sar(high: F64, low: F64, acceleration: float, maximum: float) -> F64:
    """Parabolic stop and reverse: a stop that closes in faster the further the trend has come.

    high, low     (n,) prices; a value that is not finite marks a missing bar
    acceleration  share of the way to the extreme price that the stop moves in a bar, at first and
                  more at each new extreme
    maximum       the largest such share
    returns       (n,) the stop that holds during the bar, or after a reversal the new one; NaN at
                  the first bar, and at a missing bar and the next
    source        J. W. Wilder, New Concepts in Technical Trading Systems, 1978, section II; begun
                  as in TA-Lib: falling if the second bar's low is the larger move, else rising
    """
    size = high.size
    out = np.empty(size)
    step = min(acceleration, maximum)
    i = 0
    while i < size:
        out[i] = np.nan
        i += 1
        if i == size or not _two_bars(high, low, i):
            continue
        fall = low[i - 1] - low[i]
        rising = not (fall > 0.0 and fall > high[i] - high[i - 1])
        stop = low[i - 1] if rising else high[i - 1]
        extreme = high[i] if rising else low[i]
        top_before, bottom_before = high[i], low[i]
        share = step
        while i < size:
            top, bottom = high[i], low[i]
            if not abs(top) + abs(bottom) < np.inf:
                break
            if rising:
                if bottom <= stop:
                    rising = False
                    stop = max(extreme, top_before, top)
                    out[i] = stop
                    share, extreme = step, bottom
                    stop = max(stop + share * (extreme - stop), top_before, top)
                else:
                    out[i] = stop
                    if top > extreme:
                        extreme = top
                        share = min(share + step, maximum)
                    stop = min(stop + share * (extreme - stop), bottom_before, bottom)
            elif top >= stop:
                rising = True
                stop = min(extreme, bottom_before, bottom)
                out[i] = stop
                share, extreme = step, top
                stop = min(stop + share * (extreme - stop), bottom_before, bottom)
            else:
                out[i] = stop
                if bottom < extreme:
                    extreme = bottom
                    share = min(share + step, maximum)
                stop = max(stop + share * (extreme - stop), top_before, top)
            top_before, bottom_before = top, bottom
            i += 1
    return out


@kernel
def _two_bars(high: F64, low: F64, i: int) -> bool:
    return abs(high[i]) + abs(low[i]) + abs(high[i - 1]) + abs(low[i - 1]) < np.inf
