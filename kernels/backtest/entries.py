"""Entries at the opens of a step: which, in what order, by what equity (rows 47, 48, 51, 55)."""

import math

from ..enums import OrderStatus, OrderType, Reason
from ..jit import F64, Record, Records, step_kernel
from .costs import slipped
from .fills import open_satisfies
from .orders import end, find_entry
from .positions import open_position


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
def enters_at_open(book: Record) -> bool:
    """Whether the symbol's entry is a market order, or one that the open satisfies."""
    k = find_entry(book)
    if k < 0:
        return False
    order = book.orders[k]
    return order.type == OrderType.MARKET or open_satisfies(order, book.open)


@step_kernel
def end_stale(account: Record, book: Record, log: Records, rule: Record, session: int) -> bool:
    """Cancel an entry that waited for a bar longer than `max_age` (row 55); whether one is left."""
    k = find_entry(book)
    if k >= 0 and session - book.orders[k].session > rule.max_age:
        end(account, book, log, k, OrderStatus.CANCELLED, Reason.STALE)
        return False
    return k >= 0


@step_kernel
def queue_entries(books: Records, busy: int) -> int:
    """List the symbols that enter at the open, by strength, then in symbol order; how many."""
    entries = 0
    for j in range(busy):
        s = books[j].busy
        if not enters_at_open(books[s]):
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
def entry_strength(book: Record) -> float:
    """Strength of the waiting entry."""
    return book.orders[find_entry(book)].strength


@step_kernel
def enter_at_open(account: Record, book: Record, log: Records, rule: Record, session: int) -> None:
    """(b): the entry at the open; a limit order's without slippage."""
    k = find_entry(book)
    side = book.orders[k].side
    raw = book.open
    price = raw if book.orders[k].type == OrderType.LIMIT else slipped(rule, raw, side)
    open_position(account, book, log, rule, k, session, raw, price)
