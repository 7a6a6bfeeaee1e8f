"""Reward against risk of session returns.

`moving` holds the returns that are not zero (`returns.active`), n the number of sessions.
"""

import math

import numpy as np

from ..jit import F64, kernel
from .returns import NOISE


@kernel
def per_session(yearly: float, annual: float) -> float:
    """The rate of one session that compounds to the yearly one: (1 + rf) ^ (1 / A) - 1."""
    return float((1.0 + yearly) ** (1.0 / annual)) - 1.0


@kernel
def session_sharpe(mean: float, deviation: float, rate: float) -> float:
    """(mean - rate) / deviation of one session; NaN below 2 returns, at zero deviation (row 4)."""
    if not deviation > NOISE * (1.0 + abs(mean)):
        return np.nan
    return (mean - rate) / deviation


@kernel
def sharpe(session: float, annual: float) -> float:
    """Session Sharpe ratio times sqrt(sessions a year).

    source   W. F. Sharpe, The Sharpe Ratio, Journal of Portfolio Management 21(1), 1994
    """
    return session * math.sqrt(annual)


@kernel
def sortino(moving: F64, n: int, mean: float, rate: float, annual: float) -> float:
    """(mean - rate) / downside * sqrt(A), downside the root mean square of min(r - rate, 0).

    The mean square is over all n sessions (semantics row 29).

    returns   NaN below 2 returns, or where no return is below the rate
    source    F. Sortino and L. Price, Performance Measurement in a Downside Risk Framework, 1994
    """
    if n < 2:
        return np.nan
    squares = (n - moving.size) * (rate * rate) if rate > 0.0 else 0.0
    for value in moving:
        gap = value - rate
        if gap < 0.0:
            squares += gap * gap
    downside = math.sqrt(squares / n)
    return (mean - rate) / downside * math.sqrt(annual) if downside > NOISE else np.nan


@kernel
def omega(moving: F64, n: int, rate: float) -> float:
    """Sum of max(r - rate, 0) over sum of max(rate - r, 0), over all n sessions (row 29).

    returns   NaN where no return is below the rate
    source    C. Keating and W. Shadwick, A Universal Performance Measure, 2002
    """
    idle = n - moving.size
    above = idle * max(-rate, 0.0)
    below = idle * max(rate, 0.0)
    for value in moving:
        above += max(value - rate, 0.0)
        below += max(rate - value, 0.0)
    return above / below if below > NOISE * n else np.nan


@kernel
def alpha_beta(returns: F64, benchmark: F64, rate: float, annual: float) -> tuple[float, float]:
    """Alpha and beta against a benchmark's session returns (semantics row 32).

    beta = cov(x, y) / var(y), alpha = (1 + mean(x - beta * y)) ^ A - 1, where x and y are the
    returns of account and benchmark above the risk-free rate.

    benchmark   (n,), or empty where there is none
    returns     alpha a year, beta; NaN below 2 returns, at zero deviation of the benchmark, or
                without one; alpha NaN too where its power is no finite number
    source      M. C. Jensen, The Performance of Mutual Funds, Journal of Finance 23(2), 1968
    """
    n = returns.size
    if n < 2 or benchmark.size != n:
        return np.nan, np.nan
    mine = 0.0
    theirs = 0.0
    for i in range(n):
        mine += returns[i]
        theirs += benchmark[i]
    mine /= n
    theirs /= n
    together = 0.0
    squares = 0.0
    for i in range(n):
        together += (returns[i] - mine) * (benchmark[i] - theirs)
        squares += (benchmark[i] - theirs) * (benchmark[i] - theirs)
    if not math.sqrt(squares / (n - 1)) > NOISE * (1.0 + abs(theirs)):
        return np.nan, np.nan
    beta = together / squares
    alpha = (1.0 + ((mine - rate) - beta * (theirs - rate))) ** annual - 1.0
    return (alpha if np.isfinite(alpha) else np.nan), beta
