"""Trailing lines: levels that follow a trend and change sides when it breaks them."""

import numpy as np

from ..jit import F64, fused, kernel
from ..memory import empty


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
    line = empty(size)
    direction = empty(size)
    weight = 1.0 / period
    i = 0
    while i < size:
        line[i] = direction[i] = np.nan
        i += 1
        if not _holds(high[i - 1], low[i - 1], close[i - 1]):
            continue
        mean = 0.0
        seen = 0
        while i < size and seen < period and _holds(high[i], low[i], close[i]):
            seen += 1
            mean += (_reach(high[i], low[i], close[i - 1]) - mean) / seen
            line[i] = direction[i] = np.nan
            i += 1
        if seen < period:
            continue
        middle = 0.5 * (high[i - 1] + low[i - 1])
        upper = middle + multiple * mean
        lower = middle - multiple * mean
        rising = close[i - 1] >= middle
        line[i - 1] = lower if rising else upper
        direction[i - 1] = 1.0 if rising else -1.0
        while i < size and _holds(high[i], low[i], close[i]):
            before = close[i - 1]
            mean += weight * (_reach(high[i], low[i], before) - mean)
            middle = 0.5 * (high[i] + low[i])
            top = middle + multiple * mean
            bottom = middle - multiple * mean
            upper = top if (top < upper) | (before > upper) else upper
            lower = bottom if (bottom > lower) | (before < lower) else lower
            rising = close[i] >= lower if rising else close[i] > upper
            line[i] = lower if rising else upper
            direction[i] = 1.0 if rising else -1.0
            i += 1
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
    out = empty(size)
    step = acceleration if acceleration < maximum else maximum
    i = 0
    while i < size:
        out[i] = np.nan
        i += 1
        if i == size or not (_holds(high[i - 1], low[i - 1], 0.0) and _holds(high[i], low[i], 0.0)):
            continue
        fall = low[i - 1] - low[i]
        rising = not (fall > 0.0 and fall > high[i] - high[i - 1])
        stop = low[i - 1] if rising else high[i - 1]
        extreme = high[i] if rising else low[i]
        top, bottom = high[i], low[i]
        share = step
        while i < size:
            highest = high[i] if high[i] > top else top
            lowest = low[i] if low[i] < bottom else bottom
            top, bottom = high[i], low[i]
            if not abs(top - bottom) < np.inf:
                break
            more = share + step if share + step < maximum else maximum
            if rising and bottom > stop:
                out[i] = stop
                share = more if top > extreme else share
                extreme = top if top > extreme else extreme
                stop = fused(share, extreme - stop, stop)
                stop = stop if stop < lowest else lowest
            elif rising:
                rising = False
                stop = out[i] = extreme if extreme > highest else highest
                share, extreme = step, bottom
                stop = fused(share, extreme - stop, stop)
                stop = stop if stop > highest else highest
            elif top < stop:
                out[i] = stop
                share = more if bottom < extreme else share
                extreme = bottom if bottom < extreme else extreme
                stop = fused(share, extreme - stop, stop)
                stop = stop if stop > highest else highest
            else:
                rising = True
                stop = out[i] = extreme if extreme < lowest else lowest
                share, extreme = step, top
                stop = fused(share, extreme - stop, stop)
                stop = stop if stop < lowest else lowest
            i += 1
    return out


@kernel
def _holds(high: float, low: float, close: float) -> bool:
    return abs(high) + abs(low) + abs(close) < np.inf


@kernel
def _reach(high: float, low: float, before: float) -> float:
    """The true range."""
    return (high if high > before else before) - (low if low < before else before)
