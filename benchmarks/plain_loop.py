"""The yardstick: the same crossing of averages as one compiled pass, written for nothing else.

No checks, no log, no trades table, no lots; running sums instead of exact ones. Equity, fees,
drawdown, trade counts and the moments of daily returns come out of the same pass.
"""

import numpy as np
from numba import njit

DAY = 86_400_000_000_000


@njit(cache=True, nogil=True, error_model="numpy")
def plain(ts, open_, high, low, close, fast, slow, stop, target, fee, capital, equity):
    fast_sum = slow_sum = 0.0
    before = np.nan
    cash, quantity, entry = capital, 0.0, 0.0
    floor = ceiling = 0.0
    pending = 0
    peak, deepest = capital, 0.0
    trades = wins = 0
    earned = lost = fees = total = 0.0
    day, mark, days, mean, square, downside = ts[0] // DAY, capital, 0, 0.0, 0.0, 0.0
    for i in range(close.size):
        price = 0.0
        if pending > 0:
            entry = open_[i]
            quantity = cash / (entry * (1.0 + fee))
            charge = quantity * entry * fee
            cash -= quantity * entry + charge
            fees += charge
            floor, ceiling = entry * (1.0 - stop), entry * (1.0 + target)
        elif pending < 0:
            price = open_[i]
        pending = 0
        if quantity > 0.0 and price == 0.0:
            if open_[i] <= floor or open_[i] >= ceiling:
                price = open_[i]
            elif low[i] <= floor:
                price = floor
            elif high[i] >= ceiling:
                price = ceiling
        if price > 0.0:
            charge = quantity * price * fee
            cash += quantity * price - charge
            fees += charge
            gain = quantity * (price - entry) - charge
            trades += 1
            if gain > 0.0:
                wins += 1
                earned += gain
            else:
                lost -= gain
            quantity = 0.0
        worth = cash + quantity * close[i]
        equity[i] = worth
        total += worth
        if worth > peak:
            peak = worth
        elif worth < peak * (1.0 - deepest):
            deepest = 1.0 - worth / peak
        if i + 1 == close.size or ts[i + 1] // DAY != day:
            change = worth / mark - 1.0
            days += 1
            step = change - mean
            mean += step / days
            square += step * (change - mean)
            downside += min(change, 0.0) ** 2
            mark = worth
            if i + 1 < close.size:
                day = ts[i + 1] // DAY
        fast_sum += close[i]
        slow_sum += close[i]
        if i >= fast:
            fast_sum -= close[i - fast]
        if i >= slow:
            slow_sum -= close[i - slow]
        if i >= slow - 1:
            difference = fast_sum / fast - slow_sum / slow
            if before <= 0.0 < difference and quantity == 0.0:
                pending = 1
            elif before > 0.0 >= difference and quantity > 0.0:
                pending = -1
            before = difference
    return equity[-1], trades, wins, earned, lost, fees, deepest, total, mean, square, downside
