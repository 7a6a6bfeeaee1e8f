"""Volatility as a standard deviation: of a column, or of a year's returns, from bars."""

import math

import numpy as np

from ..jit import F64, kernel
from ..memory import empty
from ..rolling.sums import total
from ..rolling.variance import variance


@kernel
def stdev(close: F64, period: int, deviations: float) -> F64:
    """Population standard deviation (ddof 0), `deviations` times.

    close       (n,) any column; a value that is not finite marks a missing bar
    period      bars in the window, at least 2
    deviations  factor of the result
    returns     (n,) in units of the column; NaN where the window is not full or holds a missing bar
    source      as TA-Lib's STDDEV
    """
    out = variance(close, period)
    for i in range(close.size):
        out[i] = deviations * np.sqrt(out[i])
    return out


@kernel
def realized_volatility(close: F64, period: int, annual: int) -> F64:
    """Volatility from closes: sample deviation (ddof 1) of log returns, times sqrt(annual).

    close    (n,) price; 0, less, or a value that is not finite marks a missing bar
    period   returns in the window, at least 2
    annual   bars in a year
    returns  (n,) fraction a year; NaN where the window is not full or holds a missing bar
    source   J. Hull, Options, Futures, and Other Derivatives, 2018, section 15.4
    """
    out = variance(_returns(close, close), period)
    scale = annual * (period / (period - 1.0))
    for i in range(close.size):
        out[i] = np.sqrt(scale * out[i])
    return out


@kernel
def parkinson(high: F64, low: F64, period: int, annual: int) -> F64:
    """Volatility from ranges, for prices that wander without drift and without gaps.

    high, low  (n,) prices; 0, less, or a value that is not finite marks a missing bar
    period     bars in the window, at least 1
    annual     bars in a year
    returns    (n,) fraction a year; NaN where the window is not full or holds a missing bar
    source     M. Parkinson, The Extreme Value Method for Estimating the Variance of the Rate of
               Return, 1980
    """
    squares = empty(high.size)
    for i in range(high.size):
        span = _log(high[i], low[i])
        squares[i] = span * span
    return _yearly(squares, period, annual / (4.0 * math.log(2.0)))


@kernel
def garman_klass(open: F64, high: F64, low: F64, close: F64, period: int, annual: int) -> F64:
    """Volatility from whole bars, for prices that wander without drift and without gaps.

    open, high, low, close  (n,) prices; 0, less, or a value that is not finite marks a missing bar
    period                  bars in the window, at least 1
    annual                  bars in a year
    returns                 (n,) fraction a year; NaN where the window is not full or holds a
                            missing bar, or where opens and closes lie so far outside of their bars
                            that nothing is left
    source                  M. Garman, M. Klass, On the Estimation of Security Price Volatilities
                            from Historical Data, 1980, without the opening jump
    """
    squares = empty(close.size)
    for i in range(close.size):
        span = _log(high[i], low[i])
        move = _log(close[i], open[i])
        squares[i] = 0.5 * (span * span) - (2.0 * math.log(2.0) - 1.0) * (move * move)
    return _yearly(squares, period, float(annual))


@kernel
def yang_zhang(open: F64, high: F64, low: F64, close: F64, period: int, annual: int) -> F64:
    """Volatility from whole bars and the gaps between them, whatever the drift.

    open, high, low, close  (n,) prices; 0, less, or a value that is not finite marks a missing bar
    period                  bars in the window, each with the close before it, at least 2
    annual                  bars in a year
    returns                 (n,) fraction a year; NaN where the window is not full or holds a
                            missing bar
    source                  D. Yang, Q. Zhang, Drift-Independent Volatility Estimation Based on
                            High, Low, Open, and Close Prices, 2000, with alpha 1.34
    """
    gaps = _returns(open, close)
    moves = empty(close.size)
    squares = empty(close.size)
    for i in range(close.size):
        move = _log(close[i], open[i])
        up = _log(high[i], open[i])
        down = _log(low[i], open[i])
        moves[i] = move
        squares[i] = up * (up - move) + down * (down - move)
    out = variance(gaps, period)
    inside = variance(moves, period)
    drifting = total(squares, period)
    sample = period / (period - 1.0)
    k = 0.34 / (1.34 + (period + 1.0) / (period - 1.0))
    for i in range(close.size):
        both = sample * (out[i] + k * inside[i]) + (1.0 - k) * (drifting[i] / period)
        out[i] = np.sqrt(annual * both)
    return out


@kernel
def _log(price: float, base: float) -> float:
    return np.log(price / base) if price > 0.0 and base > 0.0 else np.nan


@kernel
def _returns(price: F64, close: F64) -> F64:
    """Logarithms of each price over the close before; NaN at the first bar."""
    out = empty(price.size)
    for i in range(price.size):
        out[i] = _log(price[i], close[i - 1]) if i > 0 else np.nan
    return out


@kernel
def _yearly(squares: F64, period: int, scale: float) -> F64:
    out = total(squares, period)
    for i in range(out.size):
        out[i] = np.sqrt(scale * (out[i] / period))
    return out
