"""vectorbt (1.2.0): the stats of a Portfolio with the same fills, and of its returns and trades.

Returns are those of bars, annualised to a year of 365 days of 24 hours whatever the market: 252
daily bars count as 0.69 years, and a bar of 5 minutes as a 105,120th of a year.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ...data.intervals import DAY
from .arithmetic import (
    annual_deviation,
    annual_growth,
    changes,
    drawdowns,
    largest,
    mean,
    omega,
    quality,
    ratio,
    share_above,
    sharpe,
    sortino,
    tail,
)
from .definition import Definition

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .account import Account

YEAR = 365 * DAY
PERCENT = 0.01
CLOSED = "closed trades, net of fees"


def bar_returns(run: Account) -> NDArray[np.float64]:
    """Return of each bar, the first one over the capital."""
    return changes(run.equity, run.capital)


def periods(run: Account) -> float:
    """Bars in 365 days."""
    return YEAR / run.step


def annualized_return(run: Account) -> float:
    """Growth of a year of 365 days, minus 1."""
    return annual_growth(bar_returns(run), periods(run))


def max_drawdown(run: Account) -> float:
    """Deepest fall below the highest mark; the capital is no mark."""
    return float(drawdowns(run.equity).min())


DEFINITIONS = (
    Definition(
        "Total Return [%]",
        "total_return",
        "last mark / capital - 1",
        lambda run: 100.0 * (float(run.equity[-1]) / run.capital - 1.0),
        PERCENT,
    ),
    Definition(
        "Annualized Return [%]",
        "cagr",
        "(product of (1 + bar return))^(bars in 365 days / bars) - 1",
        lambda run: 100.0 * annualized_return(run),
        PERCENT,
    ),
    Definition(
        "Annualized Volatility [%]",
        "volatility",
        "deviation of bar returns (ddof 1) * sqrt(bars in 365 days)",
        lambda run: 100.0 * annual_deviation(bar_returns(run), periods(run)),
        PERCENT,
    ),
    Definition(
        "Sharpe Ratio",
        "sharpe",
        "mean / deviation (ddof 1) of bar returns * sqrt(bars in 365 days), risk-free 0",
        lambda run: sharpe(bar_returns(run), periods(run)),
        undefined="nan, or inf at zero deviation",
    ),
    Definition(
        "Sortino Ratio",
        "sortino",
        "mean of bar returns / root of the mean of min(bar return, 0)^2 * sqrt(bars in 365 days)",
        lambda run: sortino(bar_returns(run), periods(run)),
        undefined="nan, or inf without a losing bar",
    ),
    Definition(
        "Calmar Ratio",
        "calmar",
        "Annualized Return / Max Drawdown",
        lambda run: ratio(annualized_return(run), -max_drawdown(run)),
    ),
    Definition(
        "Omega Ratio",
        "omega",
        "sum of gains / sum of losses of bar returns",
        lambda run: omega(bar_returns(run)),
        undefined="inf",
    ),
    Definition(
        "Max Drawdown [%]",
        "max_drawdown",
        "deepest fall of the bars' marks below their peak; the capital is not a peak, so a loss in"
        " the first bar is not seen",
        lambda run: -100.0 * (max_drawdown(run) or math.nan),
        PERCENT,
        undefined="nan where it never fell",
    ),
    Definition(
        "Tail Ratio",
        "tail_ratio",
        "size of the 95th percentile of bar returns / size of the 5th",
        lambda run: tail(bar_returns(run)),
        undefined="nan, or inf where the 5th percentile is 0",
    ),
    Definition(
        "Value at Risk",
        "var_95",
        "5th percentile of bar returns, linear between ranks; a loss is negative",
        lambda run: float(np.percentile(bar_returns(run), 5.0)),
        -1.0,
    ),
    Definition(
        "Total Trades",
        "all_trades",
        "round trips, those still open included",
        lambda run: float(run.closed.pnl.size + run.still.pnl.size),
    ),
    Definition(
        "Total Closed Trades",
        "trades",
        "round trips that ended",
        lambda run: float(run.closed.pnl.size),
    ),
    Definition(
        "Win Rate [%]",
        "win_rate",
        f"share with a pnl above 0 of {CLOSED}",
        lambda run: 100.0 * share_above(run.closed.pnl),
        PERCENT,
    ),
    Definition(
        "Best Trade [%]",
        "best_trade_share",
        f"largest pnl / value at the entry of {CLOSED}",
        lambda run: 100.0 * largest(run.closed.share),
        PERCENT,
    ),
    Definition(
        "Worst Trade [%]",
        "worst_trade_share",
        f"smallest pnl / value at the entry of {CLOSED}",
        lambda run: -100.0 * largest(-run.closed.share),
        PERCENT,
    ),
    Definition(
        "Profit Factor",
        "profit_factor",
        f"sum of gains / sum of losses in money of {CLOSED}",
        lambda run: omega(run.closed.pnl),
        undefined="nan, or inf without a loss",
    ),
    Definition(
        "Expectancy",
        "expectancy",
        f"mean pnl in money of {CLOSED}",
        lambda run: mean(run.closed.pnl),
    ),
    Definition(
        "SQN",
        "sqn",
        f"sqrt(trades) * mean / deviation (ddof 1) of the pnl of {CLOSED}",
        lambda run: quality(run.closed.pnl),
    ),
)
