"""empyrical (empyrical-reloaded 0.7.1) with its defaults, given the session returns.

252 periods a year whatever the market, risk-free rate 0, arithmetic mean over the sample deviation.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from .arithmetic import (
    annual_deviation,
    annual_growth,
    falls,
    growth,
    mean,
    moments,
    omega,
    power,
    ratio,
    sharpe,
    sortino,
    tail,
)
from .definition import Definition

if TYPE_CHECKING:
    from .account import Account

YEAR = 252
LOSS = -1.0


def value_at_risk(run: Account) -> float:
    """5th percentile."""
    return float(np.percentile(run.returns, 5.0)) if run.returns.size else math.nan


def conditional_value_at_risk(run: Account) -> float:
    """Mean of the worst twentieth."""
    worst = int((run.returns.size - 1) * 0.05) + 1
    return mean(np.sort(run.returns)[:worst])


def beta(run: Account) -> float:
    """Slope on the benchmark."""
    apart = run.benchmark - mean(run.benchmark)
    spread = mean(apart**2)
    return mean(apart * run.returns) / spread if spread >= 1e-30 else math.nan


def alpha(run: Account) -> float:
    """Mean of what beta leaves, compounded over a year."""
    left = run.returns - beta(run) * run.benchmark
    return power(1.0 + mean(left), YEAR) - 1.0


def stability(run: Account) -> float:
    """How straight the logarithm of wealth is."""
    path = np.log1p(run.returns).cumsum()
    slope = np.corrcoef(np.arange(path.size), path)[0, 1] if path.size > 1 else math.nan
    return float(slope) ** 2


DEFINITIONS = (
    Definition(
        "cum_returns_final",
        "total_return",
        "product of (1 + r) - 1",
        lambda run: growth(run.returns) - 1.0,
    ),
    Definition(
        "annual_return",
        "cagr",
        "(product of (1 + r))^(252 / n) - 1: years are counted returns, not calendar time",
        lambda run: annual_growth(run.returns, YEAR),
    ),
    Definition(
        "annual_volatility",
        "volatility",
        "deviation of r (ddof 1) * sqrt(252)",
        lambda run: annual_deviation(run.returns, YEAR),
    ),
    Definition(
        "sharpe_ratio",
        "sharpe",
        "arithmetic mean of r / deviation of r (ddof 1) * sqrt(252), risk-free 0",
        lambda run: sharpe(run.returns, YEAR),
        undefined="nan, or inf at zero deviation",
    ),
    Definition(
        "sortino_ratio",
        "sortino",
        "mean of r * 252 / (root of the mean of min(r, 0)^2 over all n * sqrt(252))",
        lambda run: sortino(run.returns, YEAR),
        undefined="nan, or inf without a loss",
    ),
    Definition(
        "calmar_ratio",
        "calmar",
        "annual_return / size of max_drawdown",
        lambda run: ratio(annual_growth(run.returns, YEAR), -float(falls(run.returns).min())),
    ),
    Definition(
        "max_drawdown",
        "max_drawdown",
        "deepest fall of the compounded session returns below their peak, the starting 1 being a"
        " peak; negative",
        lambda run: float(falls(run.returns).min()),
        LOSS,
    ),
    Definition(
        "omega_ratio",
        "omega",
        "sum of gains / sum of losses of r",
        lambda run: omega(run.returns),
    ),
    Definition(
        "value_at_risk",
        "var_95",
        "5th percentile of r, linear between ranks; a loss is negative",
        value_at_risk,
        LOSS,
    ),
    Definition(
        "conditional_value_at_risk",
        "cvar_95",
        "mean of the floor(0.05 * (n - 1)) + 1 smallest r; a loss is negative",
        conditional_value_at_risk,
        LOSS,
    ),
    Definition(
        "tail_ratio",
        "tail_ratio",
        "size of the 95th percentile of r / size of the 5th",
        lambda run: tail(run.returns),
        undefined="nan, or inf where the 5th percentile is 0",
    ),
    Definition(
        "skew",
        "skew",
        "third moment, biased (scipy's default)",
        lambda run: moments(run.returns)[0],
    ),
    Definition(
        "kurtosis",
        "kurtosis",
        "fourth moment, biased, excess (scipy's default)",
        lambda run: moments(run.returns)[1],
    ),
    Definition(
        "stability_of_timeseries",
        "stability",
        "squared correlation of the summed log returns with time",
        stability,
    ),
    Definition(
        "alpha",
        "alpha",
        "(1 + mean of r - beta * benchmark r)^252 - 1",
        alpha,
    ),
    Definition(
        "beta",
        "beta",
        "covariance with the benchmark's r / its variance (ddof 0)",
        beta,
    ),
)
