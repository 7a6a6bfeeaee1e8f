"""Working orders: placing, ending, and the two guard prices that tell when to look at them."""

import math

from ..enums import OrderStatus, OrderType, Reason, Side
from ..jit import Record, Records, step_kernel
from .state import ENTRY


@step_kernel
def record(
    account: Record,
    book: Record,
    log: Records,
    order: Record,
    status: int,
    reason: int,
    quantity: float,
    price: float,
    charge: float,
    slippage: float,
) -> None:
    """Append one event of an order to the log."""
    event = log[account.events]
    event.order = order.id
    event.step = account.step
    event.placed = order.placed
    event.bar = account.step - book.missing
    event.symbol = book.symbol
    event.status = status
    event.signal = order.signal
    event.type = order.type
    event.side = order.side
    event.purpose = order.purpose
    event.reason = reason
    event.quantity = quantity
    event.level = order.level
    event.price = price
    event.fee = charge
    event.slippage = slippage
    event.held = book.quantity
    account.events += 1


@step_kernel
def refuse(account: Record, book: Record, log: Records, signal: int, reason: int) -> None:
    """Log the reason why a signal of this step leads to no order."""
    event = log[account.events]
    event.order = 0
    event.step = account.step
    event.placed = account.step
    event.bar = account.step - book.missing
    event.symbol = book.symbol
    event.status = OrderStatus.REJECTED
    event.signal = signal
    event.type = OrderType.MARKET
    event.side = 0
    event.purpose = ENTRY
    event.reason = reason
    event.quantity = math.nan
    event.level = math.nan
    event.price = math.nan
    event.fee = 0.0
    event.slippage = 0.0
    event.held = book.quantity
    account.events += 1


@step_kernel
def guard(book: Record) -> None:
    """Set the guards: no order works where `low > guard_low` and `high < guard_high`.

    A waiting entry is looked at on every bar, as it may end with it.
    """
    low = -math.inf
    high = math.inf
    for k in range(book.count):
        order = book.orders[k]
        if order.type == OrderType.MARKET or order.purpose == ENTRY:
            low = math.inf
        elif (order.type == OrderType.STOP) == (
            order.side == Side.BUY
        ):  # a buy stop, or a sell limit
            high = min(high, order.level)
        else:
            low = max(low, order.level)
    book.guard_low = low
    book.guard_high = high


@step_kernel
def place(
    account: Record,
    book: Record,
    log: Records,
    session: int,
    signal: int,
    kind: int,
    side: int,
    purpose: int,
    quantity: float,
    level: float,
) -> None:
    """Put an order to work; the caller sets the guards once all of a bar's changes are made."""
    account.last_order += 1
    order = book.orders[book.count]
    order.id = account.last_order
    order.placed = account.step
    order.session = session
    order.last_bar = 0
    order.signal = signal
    order.type = kind
    order.side = side
    order.purpose = purpose
    order.quantity = quantity
    order.level = level
    order.strength = math.nan
    order.atr = math.nan
    order.share = math.nan
    order.scale = math.nan
    order.stop = math.nan
    order.target = math.nan
    book.count += 1
    record(
        account, book, log, order, OrderStatus.WORKING, Reason.NONE, quantity, math.nan, 0.0, 0.0
    )


@step_kernel
def remove(book: Record, k: int) -> None:
    """Take the order at place k out; those behind it move up, so that age keeps its order."""
    book.count -= 1
    for j in range(k, book.count):
        book.orders[j] = book.orders[j + 1]


@step_kernel
def end(account: Record, book: Record, log: Records, k: int, status: int, reason: int) -> None:
    """End the order at place k without a fill."""
    order = book.orders[k]
    record(account, book, log, order, status, reason, order.quantity, math.nan, 0.0, 0.0)
    remove(book, k)


@step_kernel
def cancel_exits(account: Record, book: Record, log: Records) -> None:
    """The position is flat: what was left to close it dies with it; an entry that waits stays."""
    k = 0
    while k < book.count:
        if book.orders[k].purpose == ENTRY:
            k += 1
        else:
            end(account, book, log, k, OrderStatus.CANCELLED, Reason.POSITION_CLOSED)


@step_kernel
def find(book: Record, kind: int) -> int:
    """Place of the first working order of a type that closes the position, or -1."""
    for k in range(book.count):
        order = book.orders[k]
        if order.type == kind and order.purpose != ENTRY:
            return k
    return -1


@step_kernel
def find_entry(book: Record) -> int:
    """Place of the waiting entry, or -1; a symbol has one at most."""
    for k in range(book.count):
        if book.orders[k].purpose == ENTRY:
            return k
    return -1


@step_kernel
def nearest_target(book: Record) -> int:
    """Place of the target that the market reaches first, or -1."""
    nearest = -1
    for k in range(book.count):
        order = book.orders[k]
        if order.type != OrderType.LIMIT or order.purpose == ENTRY:
            continue
        if nearest < 0 or order.side * order.level > order.side * book.orders[nearest].level:
            nearest = k
    return nearest
