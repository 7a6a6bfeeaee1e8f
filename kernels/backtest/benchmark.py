"""Buy and hold: what the market gave without a strategy."""

import math

import numpy as np

from ..jit import F64, kernel
from ..risk.rounding import floor_to_lot
from .costs import affordable, fee, slipped


@kernel
def buy_and_hold(open_: F64, close: F64, rules, capital: float) -> F64:
    """Equity of capital/S put into each symbol at its first open, same costs, no exit (rows 32, 54).

    open_, close   (n, S) prices, NaN where a symbol has no bar
    rules          (S,) of RULES
    returns        (n,) equity at the closes; the share of a later starter waits in cash
    """
    steps, symbols = close.shape
    equity = np.zeros(steps)
    for s in range(symbols):
        rule = rules[s]
        share = capital / symbols
        cash = share
        quantity = 0.0
        last = 0.0
        for i in range(steps):
            if not math.isnan(close[i, s]):
                if cash == share and quantity == 0.0:
                    price = slipped(rule, open_[i, s], 1)
                    quantity = floor_to_lot(affordable(rule, share, price), rule.lot)
                    cash = share - quantity * price * rule.multiplier - fee(rule, quantity, price)
                last = close[i, s]
            equity[i] += cash + quantity * rule.multiplier * last
    return equity
