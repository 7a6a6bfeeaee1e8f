"""Volatility from a bar's range: how far prices reach."""

import numpy as np

from ..jit import F64, kernel
from ..memory import empty
from ..rolling.extremes import highest, lowest
from ..rolling.sums import total

TILE = 512


@kernel
def true_range(high: F64, low: F64, close: F64) -> F64:
    """The bar's range, widened to the close before: what a holder over the gap went through.

    high, low, close   (n,) prices; a value that is not finite marks a missing bar
    returns            (n,) in price units; NaN at the first bar, at a missing bar and the next
    source             J. W. Wilder, New Concepts in Technical Trading Systems, 1978, section III
    """
    out = empty(close.size)
    if close.size > 0:
        out[0] = np.nan
    _reach(high[1:], low[1:], close, out[1:])
    return out


@kernel
def atr(high: F64, low: F64, close: F64, period: int) -> F64:
    """Average true range: Wilder's smoothing of `true_range`.

    high, low, close   (n,) prices; a value that is not finite marks a missing bar
    period             true ranges in the first mean, at least 1
    returns            (n,) in price units; NaN until `period` true ranges have been seen, and again
                       after a missing bar
    source             J. W. Wilder, New Concepts in Technical Trading Systems, 1978, section III
    """
    out = empty(close.size)
    if close.size > 0:
        out[0] = np.nan
    seen = 0
    mean = 0.0
    for start in range(1, close.size, TILE):
        stop = min(start + TILE, close.size)
        part = out[start:stop]
        _reach(high[start:stop], low[start:stop], close[start - 1 : stop - 1], part)
        mean, seen = _smooth(part, period, mean, seen)
    return out


@kernel
def natr(high: F64, low: F64, close: F64, period: int) -> F64:
    """Normalised average true range: `atr` in percent of the close.

    high, low, close   (n,) prices; a value that is not finite marks a missing bar
    period             true ranges in the first mean, at least 1
    returns            (n,) in percent; NaN as in `atr`, and where the close is 0 or missing
    source             J. Forman, Cross-Market Evaluations with Normalized Average True Range, 2006
    """
    out = atr(high, low, close, period)
    for i in range(close.size):
        price = close[i]
        out[i] = out[i] / (price if price != 0.0 else np.nan) * 100.0
        out[i] = out[i] if abs(price) < np.inf else np.nan
    return out


@kernel
def choppiness(high: F64, low: F64, close: F64, period: int) -> F64:
    """Choppiness index: the way that prices went against the distance they came.

    high, low, close   (n,) prices; a value that is not finite marks a missing bar
    period             bars in the window, at least 2
    returns            (n,) about 100 where the bars lie side by side, towards 0 in a straight move;
                       NaN until `period` true ranges are there, where one is missing, and in a
                       window without range
    source             E. W. Dreiss's index, 1993: 100 * log(sum of true ranges / range) / log(n)
    """
    out = total(true_range(high, low, close), period)
    upper = highest(high, period)
    lower = lowest(low, period)
    scale = 100.0 / np.log(period)
    for i in range(close.size):
        distance = upper[i] - lower[i]
        out[i] = scale * np.log(out[i] / distance) if distance > 0.0 else np.nan
    return out


@kernel
def _reach(high: F64, low: F64, before: F64, out: F64) -> None:
    """Write the true ranges, NaN where a price is missing."""
    for k in range(out.size):
        span = high[k] - low[k]
        up = abs(high[k] - before[k])
        down = abs(low[k] - before[k])
        far = up if up > down else down
        far = far if far > span else span
        out[k] = far if abs(span) + up + down < np.inf else np.nan


@kernel
def _smooth(values: F64, period: int, mean: float, seen: int) -> tuple[float, int]:
    """Put Wilder means in the values' place.

    Four bars at once where none is missing: the fourth mean comes from the one before the four, a
    step of their common weight towards their weighted mean, and need not wait for the others.
    """
    weight = 1.0 / period
    rest = 1.0 - weight
    common = 1.0 - rest * rest * rest * rest
    third = weight * rest / common
    second = third * rest
    first = second * rest
    i = 0
    while i < values.size:
        if seen >= period:
            fours = values[i : i + (values.size - i) // 4 * 4].reshape(-1, 4)
            for k in range(fours.shape[0]):
                a, b, c, d = fours[k, 0], fours[k, 1], fours[k, 2], fours[k, 3]
                target = d + ((first * (a - d) + second * (b - d)) + third * (c - d))
                if not abs(target) < np.inf:
                    break
                a = mean + weight * (a - mean)
                b = a + weight * (b - a)
                fours[k, 0] = a
                fours[k, 1] = b
                fours[k, 2] = b + weight * (c - b)
                mean += common * (target - mean)
                fours[k, 3] = mean
                i += 4
        for k in range(i, min(i + 4, values.size)):
            value = values[k]
            if not value < np.inf:
                seen = 0
                mean = 0.0
                continue
            seen += 1
            mean += (weight if seen > period else 1.0 / seen) * (value - mean)
            values[k] = mean if seen >= period else np.nan
        i += 4
    return mean, seen
