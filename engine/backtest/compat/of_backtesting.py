"""backtesting.py (0.6.6): its statistics of the same marks and closed trades, risk-free 0.

Returns are those of UTC dates; the first date has none, and the first bar's mark, not the capital,
is the start. Its alpha and buy and hold begin where its own indicators do, and are left out.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ...data.intervals import DAY, SECOND
from .arithmetic import (
    date_returns,
    deviation,
    downside,
    drawdowns,
    largest,
    mean,
    omega,
    power,
    quality,
    ratio,
    share_above,
)
from .definition import Definition

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .account import Account

PERCENT = 0.01
BY_LENGTH = {7: 52, 31: 12, 365: 1}
CALENDAR_YEAR = 365.25
CLOSED = "closed trades, net of fees"
SATURDAY, SUNDAY = 5, 6
EPOCH_WEEKDAY = 3  # 1970-01-01 was a Thursday
AMPLE = 2.0 / 7.0 * 0.6


def year(run: Account) -> int:
    """Trading days a year: by the length of a bar, then by how many bars fall on a weekend."""
    length = int(np.median(np.diff(run.ts[-100:])) // DAY) if run.ts.size > 1 else 0
    weekday = (run.ts // DAY + EPOCH_WEEKDAY) % 7
    weekends = float(((weekday == SATURDAY) | (weekday == SUNDAY)).mean()) > AMPLE
    return BY_LENGTH.get(length, 365 if weekends else 252)


def day_returns(run: Account) -> NDArray[np.float64]:
    """Return of each date over the date before; the first date has none."""
    return date_returns(run.ts, run.equity)


def geometric(returns: NDArray[np.float64]) -> float:
    """Geometric mean; 0 where one lost everything."""
    if np.any(returns <= -1.0):
        return 0.0
    return math.expm1(mean(np.log1p(returns)))


def annual_return(run: Account) -> float:
    """Geometric mean of a day, compounded over a year."""
    return power(1.0 + geometric(day_returns(run)), year(run)) - 1.0


def annual_volatility(run: Account) -> float:
    """Deviation of a year's growth that is the product of such days."""
    grown, apart = 1.0 + geometric(day_returns(run)), deviation(day_returns(run))
    spread = power(apart * apart + grown * grown, year(run)) - power(grown, 2 * year(run))
    return math.sqrt(spread) if spread >= 0.0 else math.nan


def max_drawdown(run: Account) -> float:
    """Deepest fall below the highest mark; the capital is no mark."""
    return float(drawdowns(run.equity).min())


def exposure(run: Account) -> float:
    """Bars from entry to exit, both included."""
    held = np.zeros(run.equity.size, bool)
    for first, last in zip(run.closed.entered, run.closed.left, strict=True):
        held[first : last + 1] = True
    return float(held.mean())


def cagr(run: Account) -> float:
    """Over the calendar time from the first bar to the last."""
    years = int(run.ts[-1] - run.ts[0]) // SECOND / 86_400 / CALENDAR_YEAR
    grown = float(run.equity[-1] / run.equity[0])
    return power(grown, 1.0 / years) - 1.0 if years else math.nan


def kelly(run: Account) -> float:
    """From the win rate and the mean win and loss in money."""
    pnl = run.closed.pnl
    payoff = ratio(mean(pnl[pnl > 0.0]), -mean(pnl[pnl < 0.0]))
    return share_above(pnl) - ratio(1.0 - share_above(pnl), payoff)


DEFINITIONS = (
    Definition(
        "Return [%]",
        "total_return",
        "last mark / first bar's mark - 1: what the first bar did is left out",
        lambda run: 100.0 * float(run.equity[-1] / run.equity[0] - 1.0),
        PERCENT,
    ),
    Definition(
        "CAGR [%]",
        "cagr",
        "(last mark / first bar's mark)^(1 / years) - 1, years = days from the first bar's start to"
        " the last bar's / 365.25",
        lambda run: 100.0 * cagr(run),
        PERCENT,
    ),
    Definition(
        "Return (Ann.) [%]",
        "annual_return",
        "(1 + geometric mean of day returns)^A - 1; A is 365 where more than 17 % of the bars fall"
        " on a weekend, else 252; 52 for weekly bars",
        lambda run: 100.0 * annual_return(run),
        PERCENT,
    ),
    Definition(
        "Volatility (Ann.) [%]",
        "volatility",
        "sqrt((v + g^2)^A - g^(2A)), v the variance of day returns (ddof 1), g = 1 + their"
        " geometric mean: the deviation of compounded growth",
        lambda run: 100.0 * annual_volatility(run),
        PERCENT,
    ),
    Definition(
        "Sharpe Ratio",
        "sharpe",
        "Return (Ann.) / Volatility (Ann.): geometric over compounded",
        lambda run: ratio(annual_return(run), annual_volatility(run)),
    ),
    Definition(
        "Sortino Ratio",
        "sortino",
        "Return (Ann.) / (root of the mean of min(day return, 0)^2 * sqrt(A))",
        lambda run: ratio(annual_return(run), downside(day_returns(run)) * math.sqrt(year(run))),
        undefined="nan, or inf without a losing day",
    ),
    Definition(
        "Calmar Ratio",
        "calmar",
        "Return (Ann.) / size of Max. Drawdown",
        lambda run: ratio(annual_return(run), -max_drawdown(run)),
    ),
    Definition(
        "Max. Drawdown [%]",
        "max_drawdown",
        "deepest fall of the bars' marks below their peak; the capital is not a peak; negative",
        lambda run: 100.0 * max_drawdown(run),
        -PERCENT,
    ),
    Definition(
        "Exposure Time [%]",
        "exposure",
        "share of bars from a closed trade's entry to its exit, both included",
        lambda run: 100.0 * exposure(run),
        PERCENT,
    ),
    Definition("# Trades", "trades", "closed trades", lambda run: float(run.closed.pnl.size)),
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
        "Avg. Trade [%]",
        "average_trade_geometric",
        f"geometric mean of pnl / value at the entry of {CLOSED}",
        lambda run: 100.0 * geometric(run.closed.share),
        PERCENT,
    ),
    Definition(
        "Profit Factor",
        "profit_factor",
        f"sum of gains / sum of losses in percent of the entry, not money, of {CLOSED}",
        lambda run: omega(run.closed.share),
    ),
    Definition(
        "Expectancy [%]",
        "expectancy_share",
        f"mean of pnl / value at the entry of {CLOSED}",
        lambda run: 100.0 * mean(run.closed.share),
        PERCENT,
    ),
    Definition(
        "SQN",
        "sqn",
        f"sqrt(trades) * mean / deviation (ddof 1) of the pnl of {CLOSED}",
        lambda run: quality(run.closed.pnl),
    ),
    Definition(
        "Kelly Criterion",
        "kelly",
        "win rate - (1 - win rate) / (mean win / mean loss in money)",
        kelly,
    ),
)
