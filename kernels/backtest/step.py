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
from .fills import gap_price, open_satisfies, target_first, touched
from .orders import end, find, guard, record
from .positions import close_position, open_position
from .signals import respond
from .state import Market, State


@step_kernel
def close_at_open(account: Record, book: Record, log: Records, rule: Record) -> None:
    """(a): a signal's exit, else the stop, else the target, if the open fills it (rows 16, 18)."""
    raw = book.open
    if book.quantity == 0.0:
        return
    k = find(book, OrderType.MARKET, False)
    if k < 0:
        k = find(book, OrderType.STOP, False)
        if k >= 0 and not open_satisfies(book.orders[k], raw):
            k = -1
    if k >= 0:
        close_position(account, book, log, rule, k, raw, slipped(rule, raw, book.orders[k].side))
        return
    k = find(book, OrderType.LIMIT, False)
    if k >= 0 and open_satisfies(book.orders[k], raw):
        close_position(account, book, log, rule, k, raw, raw)


@step_kernel
def take_sizing_marks(
    account: Record, books: Records, rules: Records, opens: F64, row: int
) -> None:
    """Equity and gross exposure that size the entries: at the opens, after (a) (rows 48, 51)."""
    equity = account.cash
    gross = 0.0
    if account.open_positions > 0:
        for s in range(books.size):
            book = books[s]
            if book.quantity != 0.0:
                price = book.last_close if math.isnan(opens[row, s]) else opens[row, s]
                value = book.quantity * rules[s].multiplier * price
                equity += value
                gross += abs(value)
    account.sizing_equity = equity
    account.committed = gross


@step_kernel
def entry_strength(book: Record) -> float:
    """Strength of the waiting entry."""
    return book.orders[find(book, OrderType.MARKET, True)].strength


@step_kernel
def queue_entries(books: Records, busy: int) -> int:
    """List the symbols that enter, the strongest first, then in symbol order; return how many."""
    entries = 0
    for j in range(busy):
        s = books[j].busy
        if find(books[s], OrderType.MARKET, True) < 0:
            continue
        strength = entry_strength(books[s])
        k = entries
        while k > 0 and entry_strength(books[books[k - 1].queue]) < strength:
            books[k].queue = books[k - 1].queue
            k -= 1
        books[k].queue = s
        entries += 1
    return entries


@step_kernel
def close_inside(account: Record, book: Record, log: Records, rule: Record, intrabar: int) -> None:
    """(c): the stop or the target, whichever the bar reaches first (rows 15 to 17)."""
    if book.quantity == 0.0:
        return
    stop = find(book, OrderType.STOP, False)
    target = find(book, OrderType.LIMIT, False)
    stopped = stop >= 0 and touched(book.orders[stop], book.high, book.low)
    reached = target >= 0 and touched(book.orders[target], book.high, book.low)
    if stopped and reached and not open_satisfies(book.orders[stop], book.open):
        if open_satisfies(book.orders[target], book.open):
            stopped = False
        else:
            account.ambiguous += 1
            side = 1 if book.quantity > 0.0 else -1
            stopped = not target_first(intrabar, side, book.open, book.high, book.low)
    if stopped:
        order = book.orders[stop]
        raw = gap_price(order, book.open)
        close_position(account, book, log, rule, stop, raw, slipped(rule, raw, order.side))
    elif reached:
        raw = gap_price(book.orders[target], book.open)
        close_position(account, book, log, rule, target, raw, raw)


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
    for j in range(busy):
        s = books[j].busy
        close_at_open(account, books[s], log, rules[s])
    entries = queue_entries(books, busy)
    if entries > 0:
        take_sizing_marks(account, books, rules, opens, row)
        for j in range(entries):
            s = books[j].queue
            k = find(books[s], OrderType.MARKET, True)
            open_position(account, books[s], log, rules[s], k, session)
    for j in range(busy):
        s = books[j].busy
        close_inside(account, books[s], log, rules[s], intrabar)
        guard(books[s])


@step_kernel
def trail(book: Record, rule: Record, close: float, atr: float) -> None:
    """Move a trailing stop by the bar that is now complete (rows 12, 13)."""
    order = book.orders[find(book, OrderType.STOP, False)]
    side = 1 if book.quantity > 0.0 else -1
    if side * close > side * book.extreme:
        book.extreme = close
    order.level = stops.trailed(rule, side, order.level, book.extreme, close, atr)
    guard(book)


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
                if stops.is_trailing(rules[s]):
                    trail(
                        book,
                        rules[s],
                        close,
                        market.atr[i, s] if market.atr.size > 0 else math.nan,
                    )
            value = book.quantity * rules[s].multiplier * book.last_close
            equity += value
            gross += abs(value)
        if equity > 0.0:
            account.in_market += 1
            account.exposure_sum += gross / equity
    account.equity = equity
    if equity <= 0.0 and not account.ruined:
        ruin(account, books, state.log, rules)

    for s in range(np.uintp(books.size)):
        signal = np.int64(market.signal[i, s])
        if signal != 0:
            respond(
                account,
                books[s],
                state.log,
                rules[s],
                signal,
                market.close[i, s],
                market.strength[i, s] if market.strength.size > 0 else math.nan,
                market.atr[i, s] if market.atr.size > 0 else math.nan,
                session,
            )
    account.step += 1
    return equity
