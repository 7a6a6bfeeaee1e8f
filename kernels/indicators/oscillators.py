"""Oscillators: where the price stands between the extremes of its last bars."""

import numpy as np

from ..jit import F64, kernel
from ..memory import empty
from ..rolling.extremes import any_missing, blank, extremes_into, stretch, workspace
from .averages import sma
from .momentum import rsi

TILE = 512
FEW = 8
NO_RANGE = 1e-9
ROUNDING = 1e-12


@kernel
def stochastic(
    high: F64, low: F64, close: F64, k_period: int, k_smoothing: int, d_period: int
) -> tuple[F64, F64]:
    """Stochastic oscillator: the close's place between the extremes, smoothed once and twice.

    high, low, close  (n,) prices; a value that is not finite marks a missing bar
    k_period          bars between whose extremes the close is placed, at least 1
    k_smoothing       places in the simple mean k, at least 1; 1 is the fast stochastic
    d_period          values of k in the simple mean d, at least 1
    returns           k, d (n,) 0 at the low and 100 at the high, 0 where there is no range; both
                      NaN until d stands, and again after a missing bar
    source            G. Lane, Lane's Stochastics, 1984; as TA-Lib's STOCH
    """
    place = _place(high, low, close, k_period, 0.0, 0.0)
    k = empty(close.size)
    _mean_into(place, k_smoothing, k)
    return _smoothed(k, d_period, place)


@kernel
def stoch_rsi(close: F64, period: int, k_period: int, d_period: int) -> tuple[F64, F64]:
    """Stochastic of the relative strength index: where it stands between its own extremes.

    close     (n,) any column; a change that is not finite marks a missing bar
    period    changes in the smoothing window of the index, at least 1
    k_period  values of the index between whose extremes k places the last, at least 1
    d_period  values of k in the simple mean d, at least 1
    returns   k, d (n,) 0 at the lowest and 100 at the highest index, 0 where the index has no range
              beyond its rounding (1e-9); both NaN until d stands, and again after a missing bar
    source    T. Chande, S. Kroll, The New Technical Trader, 1994; as TA-Lib's STOCHRSI
    """
    strength = rsi(close, period)
    k = _place(strength, strength, strength, k_period, NO_RANGE, ROUNDING)
    return _smoothed(k, d_period, strength)


@kernel
def williams_r(high: F64, low: F64, close: F64, period: int) -> F64:
    """Williams' %R: how far the close lies below the highest high, in percent of the range.

    high, low, close  (n,) prices; a value that is not finite marks a missing bar
    period            bars in the window, at least 1
    returns           (n,) -100 at the low and 0 at the high, 0 where there is no range; NaN where
                      the window is not full or holds a missing bar
    source            L. Williams, How I Made One Million Dollars, 1973; as TA-Lib's WILLR
    """
    out = empty(close.size)
    top = np.empty(stretch(period))
    bottom = np.empty(stretch(period))
    work = workspace(period)
    for first in range(period - 1, close.size, top.size):
        places = out[first : min(first + top.size, close.size)]
        prices = close[first : first + places.size]
        extremes_into(high, first, period, True, work, top[: places.size])
        extremes_into(low, first, period, False, work, bottom[: places.size])
        for k in range(places.size):
            below = 100.0 * (prices[k] - top[k])
            places[k] = below / (top[k] - bottom[k]) if top[k] != bottom[k] else 0.0
    _blank_all(high, low, close, period, out)
    return out


@kernel
def _place(high: F64, low: F64, close: F64, period: int, no_range: float, rounding: float) -> F64:
    """The close between the extremes, 0 to 100; 0 where these are within `no_range`.

    What is within `rounding` of the low is at the low.
    """
    out = empty(close.size)
    top = np.empty(stretch(period))
    bottom = np.empty(stretch(period))
    work = workspace(period)
    for first in range(period - 1, close.size, top.size):
        places = out[first : min(first + top.size, close.size)]
        prices = close[first : first + places.size]
        extremes_into(high, first, period, True, work, top[: places.size])
        extremes_into(low, first, period, False, work, bottom[: places.size])
        for k in range(places.size):
            span = top[k] - bottom[k]
            above = prices[k] - bottom[k]
            place = 100.0 * above / span
            places[k] = 0.0 if (span <= no_range) | (abs(above) <= rounding) else place
    _blank_all(high, low, close, period, out)
    return out


@kernel
def _blank_all(high: F64, low: F64, close: F64, period: int, out: F64) -> None:
    """Write NaN where the window is not full, or holds a missing bar."""
    for i in range(min(period - 1, out.size)):
        out[i] = np.nan
    if any_missing(high):
        blank(high, period, out)
    if any_missing(low):
        blank(low, period, out)
    if any_missing(close):
        blank(close, period, out)


@kernel
def _smoothed(k: F64, d_period: int, out: F64) -> tuple[F64, F64]:
    """k, and its mean in the memory `out`; k has no value where the mean has none."""
    _mean_into(k, d_period, out)
    for i in range(k.size):
        k[i] = np.nan if np.isnan(out[i]) else k[i]
    return k, out


@kernel
def _mean_into(values: F64, period: int, out: F64) -> None:
    """Write the simple mean of the last values, of a few of them by adding them up.

    Measured from the newest, so that equal values give exactly themselves.
    """
    if period > FEW:
        means = sma(values, period)
        for i in range(out.size):
            out[i] = means[i]
        return
    for i in range(min(period - 1, out.size)):
        out[i] = np.nan
    for first in range(period - 1, out.size, TILE):
        stop = min(first + TILE, out.size)
        new = values[first:stop]
        means = out[first:stop]
        for k in range(new.size):
            means[k] = 0.0
        for back in range(1, period):
            old = values[first - back : stop - back]
            for k in range(new.size):
                means[k] += old[k] - new[k]
        for k in range(new.size):
            means[k] = new[k] + means[k] / period
