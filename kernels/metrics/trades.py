"""Statistics of closed trades, in the order of their exits (semantics row 56).

pnl is money, net of the fees of entry and exit. A win is above zero, a loss below; a trade at
exactly zero counts in the number of trades only, and ends a losing run (row 23).
"""

import math
from typing import NamedTuple

import numpy as np

from ..jit import F64, kernel

ALIKE = 1e-9
"""A deviation of trade pnl up to this share of the mean is rounding: all trades earned the same."""


class Tally(NamedTuple):
    """Counts and sums of one pass over the pnl. `lost` is the sum of losses, at or below zero.

    Counts are floats: they end up in ratios, and `ratio` then compiles once.
    """

    trades: float
    wins: float
    losses: float
    longest_losing_run: float
    earned: float
    lost: float
    total: float
    best: float
    worst: float


@kernel
def tally(pnl: F64) -> Tally:
    """One pass over the pnl of closed trades; best and worst are NaN without a trade."""
    wins = 0.0
    losses = 0.0
    run = 0.0
    longest = 0.0
    earned = 0.0
    lost = 0.0
    total = 0.0
    best = np.nan
    worst = np.nan
    for value in pnl:
        total += value
        if not value <= best:
            best = value
        if not value >= worst:
            worst = value
        if value < 0.0:
            losses += 1.0
            lost += value
            run += 1.0
            longest = max(longest, run)
        else:
            run = 0.0
            if value > 0.0:
                wins += 1.0
                earned += value
    trades = float(pnl.size)
    return Tally(trades, wins, losses, longest, earned, lost, total, best, worst)


@kernel
def ratio(part: float, whole: float) -> float:
    """part / whole, NaN where whole is zero."""
    return part / whole if whole != 0.0 else np.nan


@kernel
def payoff(t: Tally) -> float:
    """Mean win over mean loss, both as amounts; NaN without a win or without a loss (row 25)."""
    return ratio(ratio(t.earned, t.wins), -ratio(t.lost, t.losses))


@kernel
def kelly(t: Tally) -> float:
    """Kelly fraction W - (1 - W) / payoff, W the win rate; NaN without a payoff (row 26).

    source   J. L. Kelly, A New Interpretation of Information Rate, 1956
    """
    won = ratio(t.wins, t.trades)
    return won - (1.0 - won) / payoff(t)


@kernel
def sqn(pnl: F64, t: Tally) -> float:
    """System quality number: sqrt(n) * mean / standard deviation (ddof 1), uncapped (row 26).

    returns   NaN below 2 trades or where all earned the same
    source    V. K. Tharp, Trade Your Way to Financial Freedom, 2nd edition, 2007
    """
    if t.trades < 2.0:
        return np.nan
    mean = t.total / t.trades
    squares = 0.0
    for value in pnl:
        squares += (value - mean) * (value - mean)
    deviation = math.sqrt(squares / (t.trades - 1.0))
    return math.sqrt(t.trades) * mean / deviation if deviation > ALIKE * abs(mean) else np.nan


@kernel
def average(values: F64) -> float:
    """Plain mean; NaN without a value."""
    total = 0.0
    for value in values:
        total += value
    return ratio(total, float(values.size))


@kernel
def expectancy_r(pnl: F64, risk: F64) -> float:
    """Mean of pnl / risk over the trades that had a stop at entry, in multiples of R.

    risk      money lost if the first stop had filled at its price; NaN without a stop
    returns   NaN without such a trade
    source    V. K. Tharp, Trade Your Way to Financial Freedom, 2nd edition, 2007
    """
    total = 0.0
    count = 0.0
    for i in range(pnl.size):
        if risk[i] > 0.0:
            total += pnl[i] / risk[i]
            count += 1.0
    return ratio(total, count)
