"""The yardstick: the loop that one writes by hand for one symbol and one strategy.

It keeps no log and no trades, checks nothing, knows one kind of stop, and sums averages without
care for rounding. What it leaves out is what an engine is for; what it takes is the floor.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

F64 = NDArray[np.float64]


@njit(cache=True, nogil=True, error_model="numpy")
def plain_loop(
    open_: F64,
    high: F64,
    low: F64,
    close: F64,
    fast: int,
    slow: int,
    stop: float,
    target: float,
    percent: float,
    capital: float,
    equity: F64,
) -> tuple[float, int, int, float, float]:
    """Long while the fast average is above the slow one, out at stop or target.

    open_ ... close   (n,) prices without gaps
    stop, target      fractions of the entry price; percent is the fee, a fraction of the value
    equity            (n,) written: the mark at each close
    returns           final equity, closed trades, those that won, fees, maximum drawdown
    """
    fast_sum = slow_sum = 0.0
    was_above = np.nan
    cash = peak = capital
    quantity = entry = paid = stop_price = target_price = fees = drawdown = 0.0
    pending = trades = wins = 0
    for i in range(close.size):
        leave = 0.0
        if pending == 1:
            entry = open_[i]
            quantity = cash / (entry * (1.0 + percent))
            paid = quantity * entry * percent
            cash -= quantity * entry + paid
            fees += paid
            stop_price = entry * (1.0 - stop)
            target_price = entry * (1.0 + target)
        elif pending == -1:
            leave = open_[i]
        pending = 0
        if quantity > 0.0:
            if leave == 0.0 and (open_[i] <= stop_price or open_[i] >= target_price):
                leave = open_[i]
            elif leave == 0.0 and low[i] <= stop_price:
                leave = stop_price
            elif leave == 0.0 and high[i] >= target_price:
                leave = target_price
            if leave > 0.0:
                fee = quantity * leave * percent
                cash += quantity * leave - fee
                fees += fee
                trades += 1
                wins += quantity * (leave - entry) > paid + fee
                quantity = 0.0
        mark = cash + quantity * close[i]
        equity[i] = mark
        peak = max(peak, mark)
        drawdown = max(drawdown, 1.0 - mark / peak)

        fast_sum += close[i]
        slow_sum += close[i]
        if i >= fast:
            fast_sum -= close[i - fast]
        if i >= slow:
            slow_sum -= close[i - slow]
        if i >= slow - 1:
            above = fast_sum / fast - slow_sum / slow
            if was_above <= 0.0 and above > 0.0 and quantity == 0.0:
                pending = 1
            elif was_above > 0.0 and above <= 0.0 and quantity > 0.0:
                pending = -1
            was_above = above
    return mark, trades, wins, fees, drawdown
