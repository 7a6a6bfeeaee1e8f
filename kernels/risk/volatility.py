"""The yearly volatility by which positions are sized."""

import math

import numpy as np

from ..jit import F64, I32, kernel

PERIOD = 20  # returns in the window (semantics row 61)


@kernel
def yearly_volatility(close: F64, session: I32, sessions_a_year: float) -> F64:
    """Sample deviation (ddof 1) of the last 20 simple returns, times the root of the bars a year.

    close     (n,) price; NaN marks a missing bar
    session   (n,) ordinal of each bar's session
    returns   (n,) fraction a year; NaN where the window is not full or holds a missing bar

    Bars a year are the sessions of a year times the most bars that a completed session had so far,
    so that a first session gives NaN, except of bars that are a session each.
    """
    out = np.full(close.size, np.nan)
    most = inside = 0
    for i in range(close.size):
        if i > 0 and session[i] != session[i - 1]:
            most = max(most, inside)
            inside = 0
        inside += 1
        if i < PERIOD or most == 0:
            continue
        mean = 0.0
        for j in range(i - PERIOD + 1, i + 1):
            mean += close[j] / close[j - 1] - 1.0
        mean /= PERIOD
        squares = 0.0
        for j in range(i - PERIOD + 1, i + 1):
            distance = close[j] / close[j - 1] - 1.0 - mean
            squares += distance * distance
        out[i] = math.sqrt(squares / (PERIOD - 1) * sessions_a_year * most)
    return out
