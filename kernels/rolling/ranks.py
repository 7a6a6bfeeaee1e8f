"""How many values of a trailing window are below the newest one."""

import numpy as np

from ..jit import F64, I64, kernel
from ..memory import empty

SHORT = 1_000  # up to here comparing costs less than the tree: 0.1 ns a value of the window
TILE = 512


@kernel
def count_below(values: F64, period: int) -> F64:
    """How many of the `period` values before this one are below it.

    values   (n,) any column; a value that is not finite marks a missing bar
    period   values before this one that are compared, at least 1
    returns  (n,) 0..period; NaN where fewer came before, and where one of them or this is missing
    """
    out = empty(values.size)
    if period <= SHORT:
        _compared(values, period, out)
    else:
        _counted(values, period, out)
    last_missing = -1
    for i in range(values.size):
        if not abs(values[i]) < np.inf:
            last_missing = i
        if i - last_missing <= period:
            out[i] = np.nan
    return out


@kernel
def _compared(values: F64, period: int, out: F64) -> None:
    """One older value after another, for many bars at once."""
    for start in range(period, values.size, TILE):
        counts = out[start : start + TILE]
        newest = values[start : start + TILE]
        unpaired = start - (period if period % 2 == 1 else 0)
        older = values[unpaired : unpaired + counts.size]
        for i in range(counts.size):
            counts[i] = 1.0 if older[i] < newest[i] else 0.0
        for k in range(1, period, 2):
            older = values[start - k : start - k + counts.size]
            oldest = values[start - k - 1 : start - k - 1 + counts.size]
            for i in range(counts.size):
                one = 1.0 if older[i] < newest[i] else 0.0
                counts[i] += one + (1.0 if oldest[i] < newest[i] else 0.0)


@kernel
def _counted(values: F64, period: int, out: F64) -> None:
    """Blocks as long as the window, and a tree of counts over the ranks of two of them.

    source   P. Fenwick, A New Data Structure for Cumulative Frequency Tables, 1994
    """
    order = np.empty(2 * period, np.int64)
    rank = np.empty(2 * period, np.int64)
    room = np.empty(2 * period)
    tree = np.zeros(2 * period + 1, np.int64)
    for start in range(period, values.size, period):
        both = room[: min(2 * period, values.size - start + period)]
        for k in range(both.size):
            value = values[start - period + k]
            both[k] = value if abs(value) < np.inf else np.inf
        ranks = _ranks(both, order, rank)
        for k in range(ranks + 1):
            tree[k] = 0
        for k in range(period):
            _add(tree, ranks, rank[k], 1)
        for k in range(period, both.size):
            out[start - period + k] = _below(tree, rank[k])
            _add(tree, ranks, rank[k], 1)
            _add(tree, ranks, rank[k - period], -1)


@kernel
def _add(tree: I64, size: int, rank: int, change: int) -> None:
    while rank <= size:
        tree[rank] += change
        rank += rank & -rank


@kernel
def _below(tree: I64, rank: int) -> int:
    count = 0
    rank -= 1
    while rank > 0:
        count += tree[rank]
        rank -= rank & -rank
    return count


@kernel
def _ranks(values: F64, order: I64, rank: I64) -> int:
    """Write each value's rank among the distinct ones, from 1; return how many there are."""
    _sort(values, order, rank)
    last = 0
    for k in range(values.size):
        last += k == 0 or values[order[k]] != values[order[k - 1]]
        rank[order[k]] = last
    return last


@kernel
def _sort(values: F64, order: I64, spare: I64) -> None:
    """Write the positions in the order of their values: runs of 1, 2, 4 ... merged."""
    size = values.size
    for k in range(size):
        order[k] = k
    width = 1
    while width < size:
        for start in range(0, size, 2 * width):
            middle = min(start + width, size)
            stop = min(start + 2 * width, size)
            left = start
            right = middle
            for k in range(start, stop):
                if left < middle and (
                    right == stop or not values[order[right]] < values[order[left]]
                ):
                    spare[k] = order[left]
                    left += 1
                else:
                    spare[k] = order[right]
                    right += 1
        for k in range(size):
            order[k] = spare[k]
        width *= 2
