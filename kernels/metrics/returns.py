"""From marks to session returns, and what follows from the first and the last mark."""

import math

import numpy as np

from ..jit import F64, I32, kernel

NOISE = 1e-14
"""A return, deviation or drawdown up to here is the rounding of the marks (a few 1e-16): zero."""

DAY = 86_400e9
DAYS_A_YEAR = 365.25


@kernel
def session_marks(equity: F64, session: I32) -> F64:
    """Equity of each session: the mark at its last step's close (semantics rows 1 and 3).

    equity    (n,) account's mark at every step's close
    session   (n,) nondecreasing; a new value begins a session
    returns   (sessions,); the last session counts although it may be unfinished
    """
    n = equity.size
    if n == 0:
        return np.empty(0)
    out = np.empty(min(n, session[n - 1] - session[0] + 1))
    k = 0
    for i in range(1, n):
        if session[i] != session[i - 1]:
            out[k] = equity[i - 1]
            k += 1
    out[k] = equity[n - 1]
    return out[: k + 1]


@kernel
def session_returns(marks: F64, capital: float) -> F64:
    """Simple return of each session, the first over the starting capital (semantics row 1).

    returns   (sessions,) fractions; 0 once the mark before is at or below zero (row 35)
    """
    out = np.zeros(marks.size)
    before = capital
    for i in range(marks.size):
        if before > 0.0:
            out[i] = marks[i] / before - 1.0
        before = marks[i]
    return out


@kernel
def active(returns: F64) -> F64:
    """The returns that are not zero, in order.

    Zeros add nothing to a sum, and to a sum of squared deviations each the same term. So a metric
    needs these and the number of sessions only, and a sweep may skip sessions without a position.
    """
    count = 0
    for value in returns:
        count += value != 0.0
    out = np.empty(count)
    k = 0
    for value in returns:
        if value != 0.0:
            out[k] = value
            k += 1
    return out


@kernel
def spread(moving: F64, n: int) -> tuple[float, float]:
    """Mean and sample standard deviation (ddof 1) of n returns of which `moving` are not zero.

    returns   per session; NaN, NaN below 2 returns
    """
    if n < 2:
        return np.nan, np.nan
    total = 0.0
    for value in moving:
        total += value
    mean = total / n
    squares = (n - moving.size) * (mean * mean)
    for value in moving:
        squares += (value - mean) * (value - mean)
    return mean, math.sqrt(squares / (n - 1))


@kernel
def total_return(final: float, capital: float) -> float:
    """Last mark, open position included, over the starting capital, minus 1 (semantics row 6)."""
    return final / capital - 1.0


@kernel
def years(first_ts: int, end_ts: int) -> float:
    """Calendar time in years of 365.25 days.

    first_ts   ns, start of the first bar
    end_ts     ns, end of the last bar (its start + the interval)
    """
    return (end_ts - first_ts) / DAY / DAYS_A_YEAR


@kernel
def cagr(final: float, capital: float, length: float) -> float:
    """Compound annual growth rate: (final / capital) ^ (1 / years) - 1 (semantics row 5).

    returns   fraction a year; NaN below one day, at equity at or below zero, or beyond a float
    """
    if final <= 0.0 or length * DAYS_A_YEAR < 1.0:
        return np.nan
    growth = float((final / capital) ** (1.0 / length)) - 1.0
    return growth if np.isfinite(growth) else np.nan


@kernel
def volatility(deviation: float, annual: float) -> float:
    """Sample standard deviation of session returns times sqrt(sessions a year)."""
    return deviation * math.sqrt(annual)
