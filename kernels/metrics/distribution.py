"""The shape of session returns: their worst twentieth, skew and kurtosis."""

import math

import numpy as np

from ..jit import F64, kernel
from .returns import NOISE


@kernel
def _sink(heap: F64, size: int) -> None:
    """Move the root of a heap (largest first) down to its place among the first `size` cells."""
    value = heap[0]
    hole = 0
    child = 1
    while child < size:
        if child + 1 < size and heap[child + 1] > heap[child]:
            child += 1
        if heap[child] <= value:
            break
        heap[hole] = heap[child]
        hole = child
        child = 2 * hole + 1
    heap[hole] = value


@kernel
def lowest(values: F64, count: int) -> F64:
    """The `count` smallest values, ascending.

    A heap, because `np.sort` takes 1.8 s to compile and `np.partition` 6 s.
    """
    heap = np.full(count, np.inf)
    for value in values:
        if value < heap[0]:
            heap[0] = value
            _sink(heap, count)
    for end in range(count - 1, 0, -1):
        heap[0], heap[end] = heap[end], heap[0]
        _sink(heap, end)
    return heap


@kernel
def value_at_risk(returns: F64) -> tuple[float, float]:
    """Historical value at risk and expected shortfall at 95 %, of one session (semantics row 29).

    returns   minus the 5th percentile (linear between ranks), and minus the mean of the
              floor(0.05 * (n - 1)) + 1 smallest; positive is a loss; NaN without a return
    source    R. T. Rockafellar and S. Uryasev, Optimization of Conditional Value-at-Risk, 2000
    """
    n = returns.size
    if n == 0:
        return np.nan, np.nan
    rank = 0.05 * (n - 1)
    below = int(np.floor(rank))
    tail = lowest(returns, min(below + 2, n))
    percentile = tail[below]
    if below + 1 < n:
        percentile += (rank - below) * (tail[below + 1] - tail[below])
    total = 0.0
    for i in range(below + 1):
        total += tail[i]
    return 0.0 - percentile, 0.0 - total / (below + 1)


@kernel
def shape(returns: F64) -> tuple[float, float]:
    """Skew and raw kurtosis (3 for a normal distribution) by population moments (row 29).

    returns   m3 / m2^1.5 and m4 / m2^2; NaN below 2 returns or at zero deviation
    """
    n = returns.size
    if n < 2:
        return np.nan, np.nan
    mean = 0.0
    for value in returns:
        mean += value
    mean /= n
    second = 0.0
    third = 0.0
    fourth = 0.0
    for value in returns:
        gap = value - mean
        square = gap * gap
        second += square
        third += square * gap
        fourth += square * square
    second /= n
    if not math.sqrt(second) > NOISE * (1.0 + abs(mean)):
        return np.nan, np.nan
    return third / n / (second * math.sqrt(second)), fourth / n / (second * second)
