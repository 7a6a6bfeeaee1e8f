"""Levels that sessions leave behind: the day before, floor pivots, the opening range."""

import numpy as np

from ..jit import F64, I32, kernel
from ..memory import empty


@kernel
def previous_day(high: F64, low: F64, close: F64, session: I32) -> tuple[F64, F64, F64]:
    """High, low and close of the last earlier session that has a bar.

    high, low, close  (n,) prices; a value that is not finite marks a missing bar
    session           (n,) ordinal of each bar's session, never falling
    returns           high, low, close (n,) in price units; NaN in the first session and at a
                      missing bar
    source            the session's extremes and its last close, of the bars at hand
    """
    highs = empty(close.size)
    lows = empty(close.size)
    closes = empty(close.size)
    old_top = old_bottom = old_last = np.nan
    top = bottom = last = np.nan
    for i in range(close.size):
        if i > 0 and session[i] != session[i - 1] and not np.isnan(last):
            old_top, old_bottom, old_last = top, bottom, last
            last = np.nan
        if abs(high[i]) + abs(low[i]) + abs(close[i]) < np.inf:
            begun = not np.isnan(last)
            top = high[i] if not begun or high[i] > top else top
            bottom = low[i] if not begun or low[i] < bottom else bottom
            last = close[i]
            highs[i], lows[i], closes[i] = old_top, old_bottom, old_last
        else:
            highs[i] = lows[i] = closes[i] = np.nan
    return highs, lows, closes


@kernel
def pivot_points(
    high: F64, low: F64, close: F64, session: I32
) -> tuple[F64, F64, F64, F64, F64, F64, F64]:
    """Floor traders' pivot and its three resistances and supports, from `previous_day`.

    high, low, close  (n,) prices; a value that is not finite marks a missing bar
    session           (n,) ordinal of each bar's session, never falling
    returns           pivot, r1, s1, r2, s2, r3, s3 (n,) in price units; NaN in the first session
                      and at a missing bar
    source            J. Person, A Complete Guide to Technical Trading Tactics, 2004
    """
    r3, s3, pivot = previous_day(high, low, close, session)
    r1 = empty(close.size)
    s1 = empty(close.size)
    r2 = empty(close.size)
    s2 = empty(close.size)
    for i in range(close.size):
        top = r3[i]
        bottom = s3[i]
        middle = (top + bottom + pivot[i]) / 3.0
        pivot[i] = middle
        r1[i] = 2.0 * middle - bottom
        s1[i] = 2.0 * middle - top
        r2[i] = middle + (top - bottom)
        s2[i] = middle - (top - bottom)
        r3[i] = top + 2.0 * (middle - bottom)
        s3[i] = bottom - 2.0 * (top - middle)
    return pivot, r1, s1, r2, s2, r3, s3


@kernel
def opening_range(high: F64, low: F64, session: I32, period: int) -> tuple[F64, F64]:
    """High and low of the first `period` bars of the session.

    high, low  (n,) prices; a value that is not finite marks a missing bar
    session    (n,) ordinal of each bar's session, never falling
    period     bars from the session's first one, missing ones counted, at least 1
    returns    high, low (n,) in price units; NaN until the last of those bars, at a missing bar,
               and where none of them has a price
    source     T. Crabel, Day Trading with Short Term Price Patterns and Opening Range Breakout,
               1990
    """
    highs = empty(high.size)
    lows = empty(high.size)
    top = bottom = np.nan
    count = 0
    for i in range(high.size):
        if i == 0 or session[i] != session[i - 1]:
            count = 0
            top = bottom = np.nan
        count += 1
        present = abs(high[i]) + abs(low[i]) < np.inf
        if present and count <= period:
            top = top if top > high[i] else high[i]
            bottom = bottom if bottom < low[i] else low[i]
        ready = present and count >= period
        highs[i] = top if ready else np.nan
        lows[i] = bottom if ready else np.nan
    return highs, lows
