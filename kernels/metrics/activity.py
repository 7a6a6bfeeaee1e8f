"""How much the account held and traded, and what a trade may cost."""

import numpy as np

from ..jit import F64, kernel

TILE = 2_048


@kernel
def mean_equity(equity: F64) -> float:
    """Mean of every step's mark (semantics row 28); NaN without a step.

    Tiles of TILE marks, the last filled up with zeros, are halved onto themselves until one sum is
    left; these are added in order. Takes 0.27 ns a mark, a running sum 0.94 and rounds more; and a
    tile of equal marks sums to exactly TILE times the mark, so that idle stretches can be skipped.
    """
    n = equity.size
    tile = np.empty(TILE)
    total = 0.0
    for start in range(0, n, TILE):
        marks = equity[start : start + TILE]
        for j in range(marks.size):
            tile[j] = marks[j]
        for j in range(marks.size, TILE):
            tile[j] = 0.0
        width = TILE // 2
        while width:
            for j in range(width):
                tile[j] += tile[j + width]
            width //= 2
        total += tile[0]
    return total / n


@kernel
def share(amount: float, steps: int) -> float:
    """A count or sum over steps as a mean over all steps (semantics row 27); NaN without a step."""
    return amount / steps if steps else np.nan


@kernel
def turnover(traded_value: float, equity: float, length: float) -> float:
    """Sum of absolute fill values / mean equity / years (semantics row 28).

    returns   times a year; NaN where mean equity or the years are not above zero
    """
    if equity <= 0.0 or length <= 0.0:
        return np.nan
    return traded_value / equity / length


@kernel
def break_even_cost(profit: float, traded_value: float) -> float:
    """The further cost, as a fraction of traded value, at which the same fills would earn nothing.

    profit    final equity minus capital: after all costs, the open position included
    returns   below zero where the run lost already; NaN without a fill
    """
    return profit / traded_value if traded_value > 0.0 else np.nan
