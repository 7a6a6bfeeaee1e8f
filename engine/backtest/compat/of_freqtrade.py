"""freqtrade (2026.9): the statistics of its backtest summary, of the same trades.

It closes what is open at the end, so an open position counts here as a trade at its last mark. Its
Sharpe, Sortino and Calmar divide a profit per calendar day by the spread of whole trades; the
`wallet_stats` are by days, from the balance, here the mark of each bar.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ...data.intervals import DAY
from .arithmetic import date_returns, deviation, mean, omega, power, quality, ratio, share_above
from .definition import Definition

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .account import Account

YEAR = 365
BAD = "-100"
ZERO = "0"


def profits(run: Account) -> NDArray[np.float64]:
    """Pnl of every trade over the capital, by exit, those still open last."""
    return np.concatenate((run.closed.pnl, run.still.pnl)) / run.capital


def days(run: Account) -> int:
    """Whole days from the first bar to the last, at least one."""
    return max(1, int(run.ts[-1] - run.ts[0]) // DAY)


def fall(path: NDArray[np.float64], *, relative: bool) -> float:
    """The deepest fall of a balance as a fraction of its peak.

    path      (n,) balance, the starting one first
    relative  deepest by the fraction; else by money, and the fraction of that one
    """
    peak = np.maximum.accumulate(path)
    share = (peak - path) / peak
    deepest = share if relative else peak - path
    return float(share[int(deepest.argmax())])


def balances(run: Account) -> NDArray[np.float64]:
    """Capital plus the closed profits so far; between exits it stands still."""
    return 1.0 + np.concatenate(([0.0], np.cumsum(profits(run))))


def a_day(run: Account) -> float:
    """Profit over the capital for each calendar day."""
    return float(profits(run).sum()) / days(run)


def per_trade(run: Account, spread: float) -> float:
    """A day's profit over a spread of trades, times the root of a year."""
    return ratio(a_day(run), spread) * math.sqrt(YEAR) if run.ts[-1] > run.ts[0] else math.nan


def sharpe(run: Account) -> float:
    """Over the deviation of all trades."""
    return per_trade(run, deviation(profits(run), 0))


def sortino(run: Account) -> float:
    """Over the deviation of the losing trades among themselves."""
    return per_trade(run, deviation(profits(run)[profits(run) < 0.0], 0))


def calmar(run: Account) -> float:
    """Over the drawdown."""
    return 100.0 * per_trade(run, fall(balances(run), relative=False))


def cagr(run: Account) -> float:
    """Over days / 365; 0 where nothing is left to compound."""
    final = 1.0 + float(profits(run).sum())
    return power(final, YEAR / days(run)) - 1.0 if final >= 0.0 else 0.0


def expectancy_ratio(run: Account) -> float:
    """(1 + mean win / mean loss) * win rate - 1."""
    pnl = profits(run)
    won, lost = pnl[pnl > 0.0], pnl[pnl < 0.0]
    payoff = ratio(mean(won) if won.size else 0.0, -mean(lost))
    return (1.0 + payoff) * share_above(pnl) - 1.0


def sqn(run: Account) -> float:
    """System quality number, to four places."""
    return round(quality(profits(run)), 4)


def wallet_sharpe(run: Account) -> float:
    """Mean over population deviation of days."""
    returns = date_returns(run.ts, run.equity)
    return ratio(mean(returns), deviation(returns, 0)) * math.sqrt(YEAR)


def wallet_sortino(run: Account) -> float:
    """Mean over the deviation of losing days among themselves."""
    returns = date_returns(run.ts, run.equity)
    spread = deviation(returns[returns < 0.0], 0)
    return ratio(mean(returns), spread) * math.sqrt(YEAR)


def wallet_calmar(run: Account) -> float:
    """Percent a day over the drawdown, times the root of a year."""
    gain = float(run.equity[-1] / run.equity[0] - 1.0) / days(run) * 100.0
    return ratio(gain, fall(run.equity, relative=False)) * math.sqrt(YEAR)


DEFINITIONS = (
    Definition(
        "profit_total",
        "total_return",
        "sum of the trades' pnl / capital",
        lambda run: float(profits(run).sum()),
    ),
    Definition(
        "cagr",
        "cagr",
        "(final balance / capital)^(365 / days) - 1, whole days from the first bar's start to the"
        " last bar's",
        cagr,
    ),
    Definition(
        "sharpe",
        "sharpe",
        "sum of pnl / capital / days, over the deviation of pnl / capital by trade (ddof 0), times"
        " sqrt(365)",
        sharpe,
        undefined=f"{BAD} at zero deviation, {ZERO} without a trade",
    ),
    Definition(
        "sortino",
        "sortino",
        "as sharpe over the deviation of the losing trades around their own mean (ddof 0)",
        sortino,
        undefined=f"{BAD} with less than two different losses, {ZERO} without a trade",
    ),
    Definition(
        "calmar",
        "calmar",
        "100 * sum of pnl / capital / days / max_drawdown_account * sqrt(365)",
        calmar,
        undefined=f"{BAD} without a drawdown, {ZERO} without a trade",
    ),
    Definition(
        "max_drawdown_account",
        "max_drawdown",
        "fall of capital + closed profits that is largest in money, as a fraction of its peak; what"
        " an open position loses is not seen",
        lambda run: fall(balances(run), relative=False),
    ),
    Definition(
        "max_relative_drawdown",
        "max_relative_drawdown",
        "fall of capital + closed profits that is largest as a fraction of its peak",
        lambda run: fall(balances(run), relative=True),
    ),
    Definition("total_trades", "trades", "all trades", lambda run: float(profits(run).size)),
    Definition(
        "winrate",
        "win_rate",
        "trades with pnl > 0 / all trades",
        lambda run: share_above(profits(run)),
        undefined=ZERO,
    ),
    Definition(
        "profit_factor",
        "profit_factor",
        "sum of gains / sum of losses in money",
        lambda run: omega(profits(run)),
        undefined=ZERO,
    ),
    Definition(
        "expectancy",
        "expectancy",
        "win rate * mean win - loss rate * mean loss, in money",
        lambda run: mean(profits(run)) * run.capital,
        undefined=ZERO,
    ),
    Definition(
        "expectancy_ratio",
        "expectancy_ratio",
        "(1 + mean win / mean loss) * win rate - 1",
        expectancy_ratio,
        undefined="100 without a losing trade",
    ),
    Definition(
        "sqn",
        "sqn",
        "sqrt(trades) * mean / deviation (ddof 1) of pnl, rounded to 4 places",
        sqn,
        undefined=f"{BAD} at zero deviation, {ZERO} without a trade",
    ),
    Definition(
        "wallet_stats.sharpe",
        "wallet_sharpe",
        "mean / deviation (ddof 0) of daily returns of the balance * sqrt(365); the first date has"
        " no return",
        wallet_sharpe,
        undefined=f"{BAD} at zero deviation, {ZERO} below two dates",
    ),
    Definition(
        "wallet_stats.sortino",
        "wallet_sortino",
        "as wallet_stats.sharpe over the deviation of the losing days around their own mean",
        wallet_sortino,
        undefined=f"{BAD} or {ZERO}",
    ),
    Definition(
        "wallet_stats.calmar",
        "wallet_calmar",
        "100 * (last balance / first - 1) / days / wallet_stats.max_drawdown_account * sqrt(365)",
        wallet_calmar,
        undefined=f"{BAD} without a drawdown, {ZERO} below two balances",
    ),
    Definition(
        "wallet_stats.max_drawdown_account",
        "wallet_drawdown",
        "fall of the balance that is largest in money, as a fraction of its peak; the first balance"
        " is the start",
        lambda run: fall(run.equity, relative=False),
    ),
    Definition(
        "wallet_stats.max_relative_drawdown",
        "wallet_relative_drawdown",
        "fall of the balance that is largest as a fraction of its peak",
        lambda run: fall(run.equity, relative=True),
    ),
)
