"""Averages whose values weigh by their age or by their volume."""

import numpy as np

from ..jit import F64, kernel
from ..memory import empty
from ..rolling.sums import weighted_mean

TILE = 4_096  # bars at a time: 7 ns a bar; by whole columns up to 15, for fresh memory


@kernel
def wma(values: F64, period: int) -> F64:
    """Weighted moving average: weights 1, 2, ... `period`, the newest value heaviest.

    values   (n,) any column; a value that is not finite marks a missing bar
    period   bars in the window, at least 1
    returns  (n,) NaN where the window is not full or holds a missing bar
    source   as TA-Lib's WMA; P. Kaufman, Trading Systems and Methods, 2013, chapter 7
    """
    return weighted_mean(values, period)


@kernel
def hma(values: F64, period: int) -> F64:
    """Hull moving average: twice the wma of half the period less the wma of all of it, smoothed.

    values   (n,) any column; a value that is not finite marks a missing bar
    period   bars of the slow wma, at least 2; half of it and its square root, which the last wma
             takes, are cut to whole bars
    returns  (n,) NaN where one of its windows is not full or holds a missing bar
    source   A. Hull, How to reduce lag in a moving average, 2005
    """
    out = empty(values.size)
    root = int(np.sqrt(period))
    warmup = period + root - 2
    tile = max(TILE, 8 * period)
    for start in range(0, values.size, tile):
        early = min(start, warmup)
        piece = values[start - early : start + tile]
        ahead = weighted_mean(piece, period // 2)
        slow = weighted_mean(piece, period)
        for k in range(piece.size):
            ahead[k] += ahead[k] - slow[k]
        smooth = weighted_mean(ahead, root)
        averages = out[start : start + tile]
        for k in range(averages.size):
            averages[k] = smooth[early + k]
    return out


@kernel
def vwma(close: F64, volume: F64, period: int) -> F64:
    """Volume-weighted moving average: what was paid on the mean for a unit in the window.

    close    (n,) any column; a value that is not finite marks a missing bar
    volume   (n,) weights, not negative; a value that is not finite marks a missing bar
    period   bars in the window, at least 1
    returns  (n,) NaN where the window is not full, holds a missing bar or has no volume
    source   sum of close * volume over sum of volume; windows and origin as in `weighted_mean`
    """
    out = empty(close.size)
    suffix = np.zeros((2, period))
    coming = np.zeros((2, period))
    for start in range(0, close.size, period):
        block, weights = close[start : start + period], volume[start : start + period]
        block_back, weights_back = block[::-1], weights[::-1]
        means = out[start : start + period]
        paid_after, traded_after = coming[0, ::-1], coming[1, ::-1]
        paid_before, traded_before = suffix[0], suffix[1]
        origin = block[0]
        origin_after = close[min(start + period, close.size - 1)]
        paid = traded = paid_later = traded_later = 0.0
        for k in range(block.size):
            paid += (block[k] - origin) * weights[k]
            traded += weights[k]
            mean = origin + (paid_before[k] + paid) / (traded_before[k] + traded)
            means[k] = mean if abs(mean) < np.inf else np.nan
            paid_after[k] = paid_later
            traded_after[k] = traded_later
            paid_later += (block_back[k] - origin_after) * weights_back[k]
            traded_later += weights_back[k]
        suffix, coming = coming, suffix
    for i in range(min(period - 1, close.size)):
        out[i] = np.nan
    return out
