"""Straight lines through a trailing window, by least squares."""

import numpy as np

from ..jit import F64, kernel
from ..memory import empty
from ..rolling.variance import variance

SHORT = 18
TILE = 512


@kernel
def linreg_slope(close: F64, period: int) -> F64:
    """Slope of the line through the last `period` values.

    close    (n,) any column; a value that is not finite marks a missing bar
    period   bars in the window, at least 2
    returns  (n,) in units of the column a bar; NaN where the window is not full or holds a missing
             bar
    source   least squares, as TA-Lib's LINEARREG_SLOPE
    """
    out = empty(close.size)
    if period <= SHORT:
        _short(close, period, out)
    else:
        _long(close, period, out)
    for i in range(min(period - 1, close.size)):
        out[i] = np.nan
    return out


@kernel
def linreg_r2(close: F64, period: int) -> F64:
    """Share of the window's variance that lies on the line through it, 0 to 1.

    close    (n,) any column; a value that is not finite marks a missing bar
    period   bars in the window, at least 2
    returns  (n,) NaN where the window is not full, holds a missing bar or is flat
    source   coefficient of determination of least squares
    """
    out = linreg_slope(close, period)
    spread = variance(close, period)
    across = (float(period) * period - 1.0) / 12.0
    for i in range(close.size):
        share = out[i] * out[i] * across / (spread[i] if spread[i] > 0.0 else np.nan)
        out[i] = share if not share > 1.0 else 1.0
    return out


@kernel
def _short(values: F64, period: int, out: F64) -> None:
    """Pairs of values as far from the middle of the window, for many windows at once."""
    steepness = 12.0 / (period * (float(period) * period - 1.0))
    for start in range(period - 1, values.size, TILE):
        slopes = out[start : start + TILE]
        middle = values[start - period // 2 : start - period // 2 + slopes.size]
        for i in range(slopes.size):
            slopes[i] = middle[i] - middle[i]
        for k in range(period // 2):
            later = values[start - k : start - k + slopes.size]
            earlier = values[start + 1 - period + k : start + 1 - period + k + slopes.size]
            weight = 0.5 * (period - 1.0) - k
            for i in range(slopes.size):
                slopes[i] += weight * (later[i] - earlier[i])
        for i in range(slopes.size):
            slope = slopes[i] * steepness
            slopes[i] = slope if abs(slope) < np.inf else np.nan


@kernel
def _long(values: F64, period: int, out: F64) -> None:
    """A suffix of an old block and a prefix of a new one, as in kernels.rolling.

    Values and bars are measured from the first of the new block, which the window holds.
    """
    prefix = np.empty(period)
    prefix_moment = np.empty(period)
    suffix = np.zeros(period + 1)
    suffix_moment = np.zeros(period + 1)
    places = np.empty(period)
    for k in range(period):
        places[k] = k
    steepness = 12.0 / (period * (float(period) * period - 1.0))
    for start in range(0, values.size, period):
        origin = values[start]
        total = moments = 0.0
        if start > 0:
            old = values[start - period : start]
            for k in range(period - 1, 0, -1):
                offset = old[k] - origin
                total += offset
                moments += offset * (places[k] - period)
                suffix[k] = total
                suffix_moment[k] = moments
        total = moments = 0.0
        new = values[start : start + period]
        for k in range(new.size):
            offset = new[k] - origin
            total += offset
            moments += offset * places[k]
            prefix[k] = total
            prefix_moment[k] = moments
        slopes = out[start : start + period]
        for k in range(new.size):
            both = suffix[k + 1] + prefix[k]
            middle = places[k] - 0.5 * (period - 1.0)
            along = suffix_moment[k + 1] + prefix_moment[k] - both * middle
            slopes[k] = along * steepness if abs(along) < np.inf else np.nan
