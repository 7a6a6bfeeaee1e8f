"""Buy and hold: what the market gave without a strategy."""

import math

import numpy as np

from ..jit import F64, I32, I64, Records, kernel
from ..risk.rounding import floor_to_lot
from .costs import affordable, fee, slipped


@kernel
def last_rows(session: I32) -> I64:
    """Row of each session's last step; ordinals rise, so that their span is room enough."""
    if session.size == 0:
        return np.empty(0, np.int64)
    last = session.size - 1
    rows = np.empty(min(session.size, session[last] - session[0] + 1), np.int64)
    count = 0
    for i in range(last):
        if session[i + 1] != session[i]:
            rows[count] = i
            count += 1
    rows[count] = last
    return rows[: count + 1]


@kernel
def buy_and_hold(open_: F64, close: F64, session: I32, rules: Records, capital: float) -> F64:
    """Equity of capital/S put into each symbol at its first open, never sold (rows 32, 54).

    open_, close   (n, S) prices, NaN where a symbol has no bar
    session        (n,) ordinals; the marks are taken at each session's last step
    rules          (S,) of RULES
    returns        (sessions,) equity; the share of a later starter waits in cash
    """
    rows = last_rows(session)
    equity = np.zeros(rows.size)
    symbols = close.shape[1]
    share = capital / symbols
    for s in range(symbols):
        rule = rules[s]
        first = 0
        while first < close.shape[0] and math.isnan(close[first, s]):
            first += 1
        if first == close.shape[0]:
            equity += share
            continue
        price = slipped(rule, open_[first, s], 1)
        quantity = floor_to_lot(affordable(rule, share, price), rule.lot)
        if not quantity < math.inf:
            quantity = 0.0
        cash = share - quantity * price * rule.multiplier - fee(rule, quantity, price)
        for j in range(rows.size):
            i = rows[j]
            while i >= first and math.isnan(close[i, s]):
                i -= 1
            if i < first:
                equity[j] += share
            else:
                equity[j] += cash + quantity * rule.multiplier * close[i, s]
    return equity
