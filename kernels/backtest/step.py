"""The bar step: one account, one `ts`, all symbols. Every face of the product trades through it.

Order inside a step (semantics row 47): (a) exits at the opens, (b) entries at the opens, (c) what
happens after the opens, (d) marks, then signals.
"""

import math

import numpy as np

from ..enums import ExitReason, OrderStatus, OrderType, Reason, Side, SignalType
from ..jit import F64, Record, Records, inline_kernel, step_kernel
from ..risk import stops
from .costs import slipped
from .entries import end_stale, enter_at_open, queue_entries, take_sizing_marks
from .exits import close_after_entry, close_at_open, close_inside
from .fills import touched
from .orders import end, find, find_entry, guard, place, record
from .positions import open_position
from .signals import respond
from .state import Market, State


@step_kernel
def after_open(
    account: Record, book: Record, log: Records, rule: Record, intrabar: int, session: int
) -> None:
    """(c): a waiting entry that the bar reaches and what follows it, else the position's exits."""
    k = find_entry(book)
    if k < 0:
        close_inside(account, book, log, rule, intrabar)
        return
    order = book.orders[k]
    if touched(order, book.high, book.low):
        by_limit = order.type == OrderType.LIMIT
        raw = order.level
        price = raw if by_limit else slipped(rule, raw, order.side)
        open_position(account, book, log, rule, k, session, raw, price)
        if book.quantity != 0.0:
            close_after_entry(account, book, log, rule, intrabar, raw, by_limit)
        return
    order.session = session
    if account.step - book.missing >= order.last_bar:
        end(account, book, log, k, OrderStatus.CANCELLED, Reason.EXPIRED)


@step_kernel
def trade(
    account: Record,
    books: Records,
    log: Records,
    rules: Records,
    intrabar: int,
    busy: int,
    opens: F64,
    row: int,
    session: int,
) -> None:
    """(a), (b) and (c) for the `busy` symbols."""
    waiting = False
    for j in range(busy):
        s = books[j].busy
        close_at_open(account, books[s], log, rules[s])
        waiting = end_stale(account, books[s], log, rules[s], session) or waiting
    if waiting:
        take_sizing_marks(account, books, rules, opens, row)
        entries = queue_entries(books, busy)
        for j in range(entries):
            s = books[j].queue
            enter_at_open(account, books[s], log, rules[s], session)
    for j in range(busy):
        s = books[j].busy
        after_open(account, books[s], log, rules[s], intrabar, session)
        guard(books[s])


@step_kernel
def follow(
    account: Record,
    book: Record,
    log: Records,
    rule: Record,
    high: float,
    low: float,
    close: float,
    atr: float,
    session: int,
) -> None:
    """Move the stop by the bar that is now complete, and see whether time is up (rows 12 to 14)."""
    side = 1 if book.quantity > 0.0 else -1
    if side * close > side * book.best_close:
        book.best_close = close
    best = high if side > 0 else low
    if math.isnan(book.extreme) or side * best > side * book.extreme:
        book.extreme = best
    k = find(book, OrderType.STOP)
    before = book.orders[k].level if k >= 0 else math.nan
    level = stops.moved(rule, book, before, close, atr)
    if k >= 0:
        book.orders[k].level = level
    elif not math.isnan(level):
        quantity = abs(book.quantity)
        kind, purpose = OrderType.STOP, ExitReason.STOP
        place(account, book, log, session, SignalType.HOLD, kind, -side, purpose, quantity, level)
    bars = account.step - book.missing - book.entry_bar
    if stops.is_over(rule, bars) and find(book, OrderType.MARKET) < 0:
        quantity = abs(book.quantity)
        kind, purpose = OrderType.MARKET, ExitReason.TIME
        signal = SignalType.HOLD
        place(account, book, log, session, signal, kind, -side, purpose, quantity, math.nan)
    guard(book)


@inline_kernel
def cell(column: F64, i: int, s: int) -> float:
    """The column's value at a step of a symbol; NaN where nothing fills the column."""
    return column[i, s] if column.size > 0 else math.nan


@step_kernel
def ruin(account: Record, books: Records, log: Records, rules: Records) -> None:
    """Equity is gone: every order is cancelled, every position ends at its mark (row 35)."""
    account.ruined = 1
    for s in range(books.size):
        book = books[s]
        while book.count > 0:
            last = book.count - 1
            end(account, book, log, last, OrderStatus.CANCELLED, Reason.RUINED)
        if book.quantity != 0.0:
            account.cash += book.quantity * rules[s].multiplier * book.last_close
            account.open_positions -= 1
            order = book.orders[0]
            account.last_order += 1
            order.id = account.last_order
            order.placed = account.step
            order.signal = SignalType.HOLD
            order.type = OrderType.MARKET
            order.side = Side.SELL if book.quantity > 0.0 else Side.BUY
            order.purpose = ExitReason.RUINED
            order.level = math.nan
            quantity = abs(book.quantity)
            price = book.last_close
            book.quantity = 0.0
            status = OrderStatus.FILLED
            record(account, book, log, order, status, Reason.RUINED, quantity, price, 0.0, 0.0)
        guard(book)


@inline_kernel
def step(market: Market, row: int, rules: Records, intrabar: int, state: State) -> float:
    """Advance the account over row `row` of the market; return its equity at the closes.

    market    Market of S symbols
    rules     (S,) of RULES
    intrabar  Intrabar policy
    state     changed in place; its log must have room for EVENTS_PER_SYMBOL * S more events
    """
    account = state.account[0]
    books = state.books
    i = np.uintp(row)  # unsigned indices need no test for negative ones: 2 ns a bar
    session = np.int64(market.session[i])
    busy = np.int64(0)  # not a literal, for which `trade` would be compiled once more
    for s in range(np.uintp(books.size)):
        book = books[s]
        low, high = market.low[i, s], market.high[i, s]
        if low > book.guard_low and high < book.guard_high:
            continue
        if math.isnan(market.close[i, s]):
            book.missing += 1
            continue
        book.open, book.high, book.low = market.open[i, s], high, low
        book.close = market.close[i, s]
        books[busy].busy = s
        busy += 1
    if busy > 0:
        trade(account, books, state.log, rules, intrabar, busy, market.open, row, session)

    equity = account.cash
    if account.open_positions > 0:
        gross = 0.0
        for s in range(np.uintp(books.size)):
            book = books[s]
            if book.quantity == 0.0:
                continue
            close = market.close[i, s]
            if not math.isnan(close):
                book.last_close = close
                if rules[s].moving:
                    high, low = market.high[i, s], market.low[i, s]
                    atr = cell(market.atr, i, s)
                    rule, log = rules[s], state.log
                    follow(account, book, log, rule, high, low, close, atr, session)
            value = book.quantity * rules[s].multiplier * book.last_close
            equity += value
            gross += abs(value)
        if equity > 0.0:
            account.in_market += 1
            account.exposure_sum += gross / equity
    account.equity = equity
    account.peak = max(account.peak, equity)
    if equity <= 0.0 and not account.ruined:
        ruin(account, books, state.log, rules)

    for s in range(np.uintp(books.size)):
        signal = np.int64(market.signal[i, s])
        if signal != 0:
            said = account.said
            said.close = market.close[i, s]
            said.strength = cell(market.strength, i, s)
            said.atr = cell(market.atr, i, s)
            said.volatility = cell(market.volatility, i, s)
            said.stop = cell(market.stop, i, s)
            said.target = cell(market.target, i, s)
            said.limit = cell(market.limit, i, s)
            said.trigger = cell(market.trigger, i, s)
            respond(account, books[s], state.log, rules[s], signal, said, session)
    account.step += 1
    return equity
