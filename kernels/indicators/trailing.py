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
    step = acceleration if acceleration < maximum else maximum
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
        top, bottom = high[i], low[i]
        while True:
            share, begun = step, i
            if rising:
                while i < size and low[i] > stop and abs(high[i] - low[i]) < np.inf:
                    out[i] = stop
                    if high[i] > extreme:
                        extreme = high[i]
                        share = share + step if share + step < maximum else maximum
                    stop += share * (extreme - stop)
                    stop = stop if stop < bottom else bottom
                    bottom = low[i]
                    stop = stop if stop < bottom else bottom
                    i += 1
                top = high[i - 1] if i > begun else top
            else:
                while i < size and high[i] < stop and abs(high[i] - low[i]) < np.inf:
                    out[i] = stop
                    if low[i] < extreme:
                        extreme = low[i]
                        share = share + step if share + step < maximum else maximum
                    stop += share * (extreme - stop)
                    stop = stop if stop > top else top
                    top = high[i]
                    stop = stop if stop > top else top
                    i += 1
                bottom = low[i - 1] if i > begun else bottom
            if i == size or not _two_bars(high, low, i):
                break
            rising = not rising
            lowest = low[i] if low[i] < bottom else bottom
            highest = high[i] if high[i] > top else top
            top, bottom = high[i], low[i]
            edge = lowest if rising else highest
            beyond = extreme < edge if rising else extreme > edge
            stop = out[i] = extreme if beyond else edge
            extreme = top if rising else bottom
            stop += step * (extreme - stop)
            beyond = stop < edge if rising else stop > edge
            stop = stop if beyond else edge
            i += 1
    return out


@kernel
def _two_bars(high: F64, low: F64, i: int) -> bool:
    return abs(high[i]) + abs(low[i]) + abs(high[i - 1]) + abs(low[i - 1]) < np.inf
