"""Commodity channel index: the price's distance from its mean, in mean absolute deviations."""

import numpy as np

from ..jit import F64, kernel
from ..memory import empty
from .averages import sma

TILE = 512
SHORT = 256
LEAF = 32
ROUNDING = 1e-15
LAMBERT = 0.015


@kernel
def cci(high: F64, low: F64, close: F64, period: int) -> F64:
    """Commodity channel index: distance of the typical price from its mean, by mean deviation.

    high, low, close  (n,) prices; a value that is not finite marks a missing bar
    period            bars in the window, at least 1
    returns           (n,) within +-100 for most prices; 0 where the mean deviation is within the
                      rounding of a price (1e-15 of it); NaN where the window is not full or holds
                      a missing bar
    source            D. Lambert, Commodity Channel Index, Commodities, October 1980
    """
    size = close.size
    out = empty(size)
    for i in range(min(period - 1, size)):
        out[i] = np.nan
    if period > SHORT:
        prices = empty(size)
        typical_into(high, low, close, prices)
        means = sma(prices, period)
        apart = empty(size)
        distances_into(prices, means, period, apart)
        if size >= period:
            last = period - 1
            _index_into(prices[last:], means[last:], apart[last:], period, out[last:])
        return out
    window = np.empty(TILE + period - 1)
    mean = np.empty(TILE)
    apart = np.empty(TILE)
    for first in range(period - 1, size, TILE):
        stop = min(first + TILE, size)
        count = stop - first
        oldest = first + 1 - period
        prices = window[: stop - oldest]
        typical_into(high[oldest:stop], low[oldest:stop], close[oldest:stop], prices)
        _means_into(prices, period, mean[:count])
        _direct_into(prices, mean[:count], period, apart[:count])
        _index_into(prices[period - 1 :], mean[:count], apart[:count], period, out[first:stop])
    return out


@kernel
def distances_into(values: F64, means: F64, period: int, out: F64) -> None:
    """Write the sum of |value - mean| over the last `period` values, by order of size.

    Bars 0 to 31, 32 to 63, 0 to 63 and so on are sorted as each of these blocks is complete, with
    running sums. A window is a handful of whole blocks and loose ends; in a block the values above
    the mean are found by bisection. What is kept depends on no later bar.
    """
    span = LEAF
    levels = 1
    while span < period:
        span *= 2
        levels += 1
    ordered = np.empty((levels, 2 * span))
    sums = np.empty((levels, 2 * span))
    for i in range(values.size):
        if (i + 1) % LEAF == 0:
            _sort_leaf(values, i + 1 - LEAF, ordered, sums)
            _merge_blocks(i + 1, ordered, sums)
        if i >= period - 1:
            whole = not np.isnan(means[i])
            out[i] = _distances(values, i, period, means[i], ordered, sums) if whole else np.nan


@kernel
def typical_into(high: F64, low: F64, close: F64, out: F64) -> None:
    """Write the typical price of each bar, the mean of high, low and close."""
    for k in range(out.size):
        out[k] = (high[k] + low[k] + close[k]) / 3.0


@kernel
def _means_into(prices: F64, period: int, out: F64) -> None:
    """Window means measured from the newest price: equal prices give exactly themselves."""
    newest = prices[period - 1 :]
    for k in range(out.size):
        out[k] = 0.0
    for j in range(period - 1):
        older = prices[j : j + out.size]
        for k in range(out.size):
            out[k] += older[k] - newest[k]
    for k in range(out.size):
        out[k] = newest[k] + out[k] / period


@kernel
def _direct_into(prices: F64, mean: F64, period: int, out: F64) -> None:
    for k in range(out.size):
        out[k] = 0.0
    for j in range(period):
        each = prices[j : j + out.size]
        for k in range(out.size):
            out[k] += abs(each[k] - mean[k])


@kernel
def _index_into(price: F64, mean: F64, apart: F64, period: int, out: F64) -> None:
    for k in range(out.size):
        flat = apart[k] <= period * ROUNDING * abs(price[k])
        index = (price[k] - mean[k]) * period / (LAMBERT * apart[k])
        out[k] = 0.0 if flat else index


@kernel
def _sort_leaf(values: F64, first: int, ordered: F64, sums: F64) -> None:
    start = first % ordered.shape[1]
    leaf = ordered[0, start : start + LEAF]
    for k in range(LEAF):
        value = values[first + k]
        place = k
        while place > 0 and leaf[place - 1] > value:
            leaf[place] = leaf[place - 1]
            place -= 1
        leaf[place] = value
    _add_up(leaf, sums[0, start : start + LEAF])


@kernel
def _merge_blocks(stop: int, ordered: F64, sums: F64) -> None:
    """Sort the wider blocks that end before bar `stop`, each from its two halves."""
    width = 2 * LEAF
    for level in range(1, ordered.shape[0]):
        if stop % width != 0:
            return
        start = (stop - width) % ordered.shape[1]
        left = ordered[level - 1, start : start + width // 2]
        right = ordered[level - 1, start + width // 2 : start + width]
        block = ordered[level, start : start + width]
        a = b = 0
        for k in range(width):
            if b == right.size or (a < left.size and left[a] <= right[b]):
                block[k] = left[a]
                a += 1
            else:
                block[k] = right[b]
                b += 1
        _add_up(block, sums[level, start : start + width])
        width *= 2


@kernel
def _add_up(block: F64, sums: F64) -> None:
    """Running sums of what lies above the smallest value, small beside a price."""
    total = 0.0
    for k in range(block.size):
        total += block[k] - block[0]
        sums[k] = total


@kernel
def _distances(values: F64, i: int, period: int, mean: float, ordered: F64, sums: F64) -> float:
    total = 0.0
    bar = i + 1 - period
    while bar <= i:
        if bar % LEAF != 0 or bar + LEAF > i + 1:
            total += abs(values[bar] - mean)
            bar += 1
            continue
        width = LEAF
        level = 0
        while level + 1 < ordered.shape[0] and bar % (2 * width) == 0 and bar + 2 * width <= i + 1:
            width *= 2
            level += 1
        start = bar % ordered.shape[1]
        block = ordered[level, start : start + width]
        total += _distances_in_block(block, sums[level, start : start + width], mean)
        bar += width
    return total


@kernel
def _distances_in_block(block: F64, sums: F64, mean: float) -> float:
    below = 0
    step = block.size
    while step > 0:  # block.size is a power of two
        if below + step <= block.size and block[below + step - 1] < mean:
            below += step
        step //= 2
    reach = mean - block[0]
    under = sums[below - 1] if below > 0 else 0.0
    over = sums[block.size - 1] - under
    return (below * reach - under) + (over - (block.size - below) * reach)
