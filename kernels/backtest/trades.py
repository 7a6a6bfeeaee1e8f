"""Trades, read from the event log: from flat to flat, one entry fill and one exit fill."""

import math

import numpy as np

from ..enums import ExitReason, OrderStatus, OrderType
from ..jit import F64, Record, Records, kernel
from .state import ENTRY

TRADE = np.dtype(
    [
        ("symbol", "i4"),
        ("side", "i2"),
        ("exit_reason", "i2"),
        ("entry_step", "i8"),
        ("exit_step", "i8"),
        ("holding", "i8"),
        ("entry_price", "f8"),
        ("exit_price", "f8"),
        ("quantity", "f8"),
        ("pnl", "f8"),
        ("fees", "f8"),
        ("slippage", "f8"),
        ("risk", "f8"),
        ("mae", "f8"),
        ("mfe", "f8"),
    ],
    align=True,
)
"""A round trip. `holding` counts the symbol's own bars, `risk` is the money between entry and first
stop (NaN without one), `mae` and `mfe` are fractions of the entry price (row 33). An open trade has
exit_step -1, a NaN exit price, and the pnl of its mark less the entry fee."""


@kernel
def excursions(trade: Record, high: F64, low: F64, last: int, price: float) -> None:
    """Set MAE and MFE: the entry bar and those up to row `last`, and then `price` (row 33)."""
    s = trade.symbol
    worst = best = price
    for i in range(trade.entry_step, last + 1):
        if low[i, s] < worst:  # noqa: PLR1730 - min() would let a NaN in
            worst = low[i, s]
        if high[i, s] > best:  # noqa: PLR1730
            best = high[i, s]
    if trade.side < 0:
        worst, best = best, worst
    trade.mae = max(trade.side * (trade.entry_price - worst) / trade.entry_price, 0.0)
    trade.mfe = max(trade.side * (best - trade.entry_price) / trade.entry_price, 0.0)


@kernel
def open_trade(trade: Record, entry: Record, risk: float) -> None:
    """Fill in what the entry's event knows."""
    trade.symbol = entry.symbol
    trade.side = entry.side
    trade.entry_step = entry.step
    trade.entry_price = entry.price
    trade.quantity = entry.quantity
    trade.fees = entry.fee
    trade.slippage = entry.slippage
    trade.risk = risk


@kernel
def count_trades(events: Records) -> int:
    """Number of closed trades in the log."""
    closed = 0
    for i in range(events.size):
        if events[i].status == OrderStatus.FILLED and events[i].purpose != ENTRY:
            closed += 1
    return closed


@kernel
def trades_of(
    events: Records, books: Records, rules: Records, high: F64, low: F64, trades: Records
) -> int:
    """Write the trades of the log, closed ones in its order, then those still open in symbol order.

    events     the written part of the log
    high, low  (n, S) of the Market
    trades     TRADE records with room for `count_trades` and one more a symbol
    returns    how many were written
    """
    entries = np.full(books.size, -1)
    risks = np.full(books.size, math.nan)
    count = 0
    for i in range(events.size):
        event = events[i]
        s = event.symbol
        if event.status == OrderStatus.WORKING:
            if event.type == OrderType.STOP and event.purpose == ExitReason.STOP:
                entry = events[entries[s]]
                distance = abs(entry.price - event.level)
                risks[s] = distance * entry.quantity * rules[s].multiplier
        elif event.status == OrderStatus.FILLED and event.purpose == ENTRY:
            entries[s] = i
        elif event.status == OrderStatus.FILLED:
            trade = trades[count]
            open_trade(trade, events[entries[s]], risks[s])
            trade.exit_reason = event.purpose
            trade.exit_step = event.step
            trade.exit_price = event.price
            trade.holding = event.bar - events[entries[s]].bar
            trade.fees += event.fee
            trade.slippage += event.slippage
            change = trade.side * (event.price - trade.entry_price)
            trade.pnl = trade.quantity * rules[s].multiplier * change - trade.fees
            excursions(trade, high, low, event.step - 1, event.price)
            count += 1
            entries[s] = -1
            risks[s] = math.nan
    for s in range(books.size):
        if entries[s] >= 0:
            trade = trades[count]
            open_trade(trade, events[entries[s]], risks[s])
            trade.exit_reason = ExitReason.OPEN
            trade.exit_step = -1
            trade.exit_price = math.nan
            bars = high.shape[0] - books[s].missing
            trade.holding = bars - 1 - events[entries[s]].bar
            change = trade.side * (books[s].last_close - trade.entry_price)
            trade.pnl = trade.quantity * rules[s].multiplier * change - trade.fees
            excursions(trade, high, low, high.shape[0] - 1, books[s].last_close)
            count += 1
    return count
