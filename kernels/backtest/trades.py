"""Trades, read from the event log: from flat to flat, an entry and its exits (row 24)."""

import math

import numpy as np

from ..enums import ExitReason, OrderStatus, OrderType, SignalType
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
"""A round trip. An open one has exit_step -1, a NaN exit price, and the pnl of its mark less fees.

exit_price       mean of the exit fills by quantity; `exit_reason` and `exit_step` of the last
holding          bars of the symbol's own
risk             money between entry and first stop, NaN without one
mae, mfe         fractions of the entry price (row 33)
"""


EXITS = np.dtype(
    [
        ("entry", "i8"),
        ("parts", "i8"),
        ("risk", "f8"),
        ("gain", "f8"),
        ("value", "f8"),
        ("fees", "f8"),
        ("slippage", "f8"),
        ("lowest", "f8"),
        ("highest", "f8"),
    ],
    align=True,
)
"""A symbol's trade so far: the event of its entry (-1: none), and of its exit fills the number,
gain, value, fees, slippage, lowest and highest price."""


@kernel
def begin(exits: Record, entry: int) -> None:
    """Start a trade with the event of its entry."""
    exits.entry = entry
    exits.parts = 0
    exits.risk = math.nan
    exits.gain = exits.value = exits.fees = exits.slippage = 0.0
    exits.lowest = math.inf
    exits.highest = -math.inf


@kernel
def add(exits: Record, entry: Record, event: Record, multiplier: float) -> None:
    """Add one exit fill."""
    exits.parts += 1
    exits.gain += event.quantity * multiplier * (entry.side * (event.price - entry.price))
    exits.value += event.quantity * event.price
    exits.fees += event.fee
    exits.slippage += event.slippage
    exits.lowest = min(exits.lowest, event.price)
    exits.highest = max(exits.highest, event.price)


@kernel
def excursions(trade: Record, exits: Record, high: F64, low: F64, last: int, price: float) -> None:
    """Set MAE and MFE: entry bar and those up to row `last`, the fills, and `price` (row 33)."""
    s = trade.symbol
    worst = min(price, exits.lowest)
    best = max(price, exits.highest)
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
def open_trade(trade: Record, entry: Record, exits: Record) -> None:
    """Fill in what the fills so far know."""
    trade.symbol = entry.symbol
    trade.side = entry.side
    trade.entry_step = entry.step
    trade.entry_price = entry.price
    trade.quantity = entry.quantity
    trade.fees = entry.fee + exits.fees
    trade.slippage = entry.slippage + exits.slippage
    trade.risk = exits.risk


@kernel
def count_trades(events: Records) -> int:
    """Number of closed trades in the log."""
    closed = 0
    for i in range(events.size):
        event = events[i]
        if event.status == OrderStatus.FILLED and event.purpose != ENTRY and event.held == 0.0:
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
    running = np.zeros(books.size, EXITS)
    for s in range(books.size):
        begin(running[s], -1)
    count = 0
    for i in range(events.size):
        event = events[i]
        exits = running[event.symbol]
        multiplier = rules[event.symbol].multiplier
        if event.status == OrderStatus.WORKING:
            first = event.signal != SignalType.HOLD  # a later one only starts to trail
            if first and event.type == OrderType.STOP and event.purpose == ExitReason.STOP:
                entry = events[exits.entry]
                exits.risk = abs(entry.price - event.level) * entry.quantity * multiplier
        elif event.status == OrderStatus.FILLED and event.purpose == ENTRY:
            begin(exits, i)
        elif event.status == OrderStatus.FILLED:
            entry = events[exits.entry]
            add(exits, entry, event, multiplier)
            if event.held != 0.0:
                continue
            trade = trades[count]
            open_trade(trade, entry, exits)
            trade.exit_reason = event.purpose
            trade.exit_step = event.step
            trade.exit_price = event.price if exits.parts == 1 else exits.value / entry.quantity
            trade.holding = event.bar - entry.bar
            trade.pnl = exits.gain - trade.fees
            excursions(trade, exits, high, low, event.step - 1, event.price)
            count += 1
            exits.entry = -1
    for s in range(books.size):
        exits = running[s]
        if exits.entry >= 0:
            trade = trades[count]
            entry = events[exits.entry]
            open_trade(trade, entry, exits)
            trade.exit_reason = ExitReason.OPEN
            trade.exit_step = -1
            trade.exit_price = math.nan
            bars = high.shape[0] - books[s].missing
            trade.holding = bars - 1 - entry.bar
            change = books[s].last_close - trade.entry_price
            gain = books[s].quantity * rules[s].multiplier * change
            trade.pnl = exits.gain + gain - trade.fees
            excursions(trade, exits, high, low, high.shape[0] - 1, books[s].last_close)
            count += 1
    return count
