"""quantstats (0.0.86), functions of `quantstats.stats` with their defaults, given session returns.

Its win rate, profit factor, payoff and Kelly count sessions, not trades. It takes returns that are
never negative and somewhere above 1 for prices; these views never do.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from .arithmetic import (
    annual_deviation,
    annual_growth,
    deviation,
    falls,
    growth,
    mean,
    moments,
    omega,
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


def probabilistic_sharpe(run: Account) -> float:
    """Probability that the true Sharpe ratio is above 0, by the corrected moments."""
    one = sharpe(run.returns, 1)
    spread = 1.0 - skew(run) * one + (kurtosis(run) + 2.0) / 4.0 * one**2
    if not spread > 0.0:
        return math.nan
    return NormalDist().cdf(one / math.sqrt(spread / (run.returns.size - 1)))


def penalty(run: Account) -> float:
    """By how much returns that follow one another widen the deviation."""
    r, n = run.returns, run.returns.size
    if n < 3 or not deviation(r[:-1]) or not deviation(r[1:]):
        return 1.0
    lag = np.arange(1, n)
    weight = abs(float(np.corrcoef(r[:-1], r[1:])[0, 1])) ** lag
    return math.sqrt(1.0 + 2.0 * float(((n - lag) / n * weight).sum()))


def max_drawdown(run: Account) -> float:
    """Deepest fall, a negative fraction."""
    return float(falls(run.returns).min())


def ulcer_index(run: Account) -> float:
    """Root of the summed squares over n - 1."""
    squares = float((falls(run.returns) ** 2).sum())
    return math.sqrt(ratio(squares, run.returns.size - 1))


def value_at_risk(run: Account) -> float:
    """5th percentile of the normal distribution of this mean and deviation."""
    spread = deviation(run.returns)
    return mean(run.returns) + spread * NormalDist().inv_cdf(0.05) if spread else math.nan


def conditional_value_at_risk(run: Account) -> float:
    """Mean of the same normal distribution below that."""
    normal = NormalDist()
    return mean(run.returns) - deviation(run.returns) * normal.pdf(normal.inv_cdf(0.05)) / 0.05


def skew(run: Account) -> float:
    """Third moment, corrected for bias."""
    n = run.returns.size
    return moments(run.returns)[0] * math.sqrt(n * (n - 1)) / (n - 2) if n > 2 else math.nan


def kurtosis(run: Account) -> float:
    """Fourth moment, corrected for bias, excess."""
    n = run.returns.size
    if n < 4:
        return math.nan
    return (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * moments(run.returns)[1] + 6.0)


def win_rate(run: Account) -> float:
    """Share of the sessions that moved."""
    moved = np.count_nonzero(run.returns)
    return float(np.count_nonzero(run.returns > 0.0) / moved) if moved else 0.0


def payoff_ratio(run: Account) -> float:
    """Mean gain over mean loss."""
    r = run.returns
    return ratio(mean(r[r > 0.0]), -mean(r[r < 0.0]))


def kelly(run: Account) -> float:
    """From win_rate and payoff_ratio."""
    return win_rate(run) - ratio(1.0 - win_rate(run), payoff_ratio(run))


def exposure(run: Account) -> float:
    """Sessions that moved, rounded up to a whole percent."""
    if not run.returns.size:
        return 0.0
    return math.ceil(np.count_nonzero(run.returns) / run.returns.size * 100) / 100


def beta(run: Account) -> float:
    """Slope on the benchmark."""
    if run.returns.size < 2:
        return math.nan
    spread = np.cov(run.returns, run.benchmark)
    return ratio(float(spread[0, 1]), float(spread[1, 1]))


def alpha(run: Account) -> float:
    """Mean of what beta leaves, times 252."""
    return (mean(run.returns) - beta(run) * mean(run.benchmark)) * YEAR


DEFINITIONS = (
    Definition(
        "comp",
        "total_return",
        "product of (1 + r) - 1",
        lambda run: growth(run.returns) - 1.0,
    ),
    Definition(
        "cagr",
        "cagr",
        "(product of (1 + r))^(252 / n) - 1",
        lambda run: annual_growth(run.returns, YEAR),
    ),
    Definition(
        "volatility",
        "volatility",
        "deviation of r (ddof 1) * sqrt(252)",
        lambda run: annual_deviation(run.returns, YEAR),
    ),
    Definition(
        "sharpe",
        "sharpe",
        "arithmetic mean of r / deviation of r (ddof 1) * sqrt(252), risk-free 0",
        lambda run: sharpe(run.returns, YEAR),
        undefined="nan, or inf at zero deviation",
    ),
    Definition(
        "smart_sharpe",
        "smart_sharpe",
        "sharpe / sqrt(1 + 2 * sum over k of (n - k) / n * |c|^k), c the correlation of r with the"
        " r before",
        lambda run: sharpe(run.returns, YEAR) / penalty(run),
    ),
    Definition(
        "probabilistic_sharpe_ratio",
        "probabilistic_sharpe",
        "Phi(S * sqrt(n - 1) / sqrt(1 - g3 * S + (g4 - 1) / 4 * S^2)), S of one session, g3 and raw"
        " g4 corrected for bias",
        probabilistic_sharpe,
    ),
    Definition(
        "sortino",
        "sortino",
        "mean of r / root of (sum of squared losses / n) * sqrt(252)",
        lambda run: sortino(run.returns, YEAR),
    ),
    Definition(
        "calmar",
        "calmar",
        "cagr / size of max_drawdown",
        lambda run: ratio(annual_growth(run.returns, YEAR), -max_drawdown(run)),
        undefined="ZeroDivisionError",
    ),
    Definition(
        "max_drawdown",
        "max_drawdown",
        "deepest fall of the compounded session returns below their peak, the start being a peak;"
        " negative",
        max_drawdown,
        LOSS,
    ),
    Definition(
        "ulcer_index",
        "ulcer_index",
        "sqrt(sum of squared drawdowns / (n - 1))",
        ulcer_index,
    ),
    Definition(
        "omega",
        "omega",
        "sum of gains / sum of losses of r",
        lambda run: omega(run.returns),
    ),
    Definition(
        "value_at_risk",
        "var_95",
        "5th percentile of a normal distribution with the mean and deviation (ddof 1) of r; a loss"
        " is negative",
        value_at_risk,
        LOSS,
    ),
    Definition(
        "conditional_value_at_risk",
        "cvar_95",
        "mean of that normal distribution below its 5th percentile; a loss is negative",
        conditional_value_at_risk,
        LOSS,
    ),
    Definition("skew", "skew", "third moment, corrected for bias (pandas)", skew),
    Definition("kurtosis", "kurtosis", "fourth moment, corrected for bias, excess", kurtosis),
    Definition(
        "tail_ratio",
        "tail_ratio",
        "size of the 95th percentile of r / size of the 5th",
        lambda run: tail(run.returns),
    ),
    Definition(
        "win_rate",
        "win_rate",
        "sessions with r > 0 / sessions with r other than 0; 0 where none moved",
        win_rate,
    ),
    Definition("payoff_ratio", "payoff", "mean of r > 0 / size of mean of r < 0", payoff_ratio),
    Definition(
        "profit_factor",
        "profit_factor",
        "sum of gains / sum of losses of session returns, not of trades",
        lambda run: omega(run.returns),
        undefined="inf, or 0 where nothing moved",
    ),
    Definition(
        "kelly_criterion",
        "kelly",
        "win_rate - (1 - win_rate) / payoff_ratio, by sessions",
        kelly,
    ),
    Definition(
        "exposure",
        "exposure",
        "sessions with r other than 0 / sessions, rounded up to a whole percent",
        exposure,
    ),
    Definition(
        "gain_to_pain_ratio",
        "gain_to_pain",
        "sum of r / sum of losses of r, by days",
        lambda run: ratio(float(run.returns.sum()), -float(run.returns[run.returns < 0.0].sum())),
    ),
    Definition(
        "recovery_factor",
        "recovery_factor",
        "size of the sum of r / size of max_drawdown",
        lambda run: ratio(abs(float(run.returns.sum())), -max_drawdown(run)),
    ),
    Definition(
        "alpha",
        "alpha",
        "(mean of r - beta * mean of benchmark r) * 252, not compounded",
        alpha,
        undefined="0",
    ),
    Definition(
        "beta",
        "beta",
        "covariance with the benchmark's r / its variance (ddof 1)",
        beta,
        undefined="0",
    ),
)
