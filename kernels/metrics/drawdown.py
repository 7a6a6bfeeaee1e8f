"""How far, and how long, the account was below its peak, to which the starting capital belongs."""

import math

import numpy as np

from ..jit import F64, kernel
from .returns import NOISE

BLOCK = 256
CERTAIN = 1.0 - 1e-12  # room for the rounding of a bound


@kernel
def max_drawdown(equity: F64, capital: float) -> float:
    """Largest fall from a peak, over every step's mark.

    returns   (peak - mark) / peak, a positive fraction; 0 where no mark is below a peak

    A block whose lowest mark lies no deeper below its highest peak than what is known needs no look
    inside (marks below 0 are deeper below a lower peak: they get one). 0.4 to 1.0 ns a mark instead
    of 1.4 on random walks, 1.8 where each block rises above the last one; the same bits.
    """
    peak = capital
    deepest = 0.0
    for begin in range(0, equity.size, BLOCK):
        block = equity[begin : begin + BLOCK]
        highest = peak
        lowest = np.inf
        for mark in block:
            highest = mark if mark > highest else highest
            lowest = mark if mark < lowest else lowest
        if lowest < 0.0 or (highest - lowest) / highest > deepest * CERTAIN:
            for mark in block:
                peak = mark if mark > peak else peak
                depth = (peak - mark) / peak
                deepest = depth if depth > deepest else deepest
        peak = highest
    return deepest


@kernel
def spans(marks: F64, capital: float) -> tuple[float, float]:
    """Length of the longest drawdown and of the deepest one, on session marks (semantics row 30).

    A drawdown lasts from its peak (the last mark before it falls) to the first mark at or above it.

    returns   sessions of the longest, one still open included, 0 without a drawdown;
              sessions of the deepest (the first of equals), NaN while it is open or without one
    """
    peak = capital
    peak_at = -1
    trough = capital
    longest = 0
    deepest = 0.0
    recovery = np.nan
    for i in range(marks.size):
        mark = marks[i]
        if mark >= peak:
            if trough < peak:
                longest = max(longest, i - peak_at)
                depth = (peak - trough) / peak
                if depth > deepest:
                    deepest = depth
                    recovery = float(i - peak_at)
            peak = mark
            peak_at = i
            trough = mark
        elif mark < trough:
            trough = mark
    if trough < peak:
        longest = max(longest, marks.size - 1 - peak_at)
        if (peak - trough) / peak > deepest:
            recovery = np.nan
    return float(longest), recovery


@kernel
def ulcer_index(marks: F64, capital: float) -> float:
    """Root of the mean squared drawdown over all session marks (semantics row 31).

    returns   fraction; NaN without a session
    source    P. Martin and B. McCann, The Investor's Guide to Fidelity Funds, 1989
    """
    peak = capital
    squares = 0.0
    for mark in marks:
        peak = max(peak, mark)
        depth = (peak - mark) / peak
        squares += depth * depth
    return math.sqrt(squares / marks.size)


@kernel
def calmar(growth: float, deepest: float) -> float:
    """CAGR over maximum drawdown; NaN where either is undefined or the drawdown is zero.

    source   T. W. Young, Calmar Ratio: A Smoother Tool, Futures, October 1991
    """
    return growth / deepest if deepest > NOISE else np.nan
