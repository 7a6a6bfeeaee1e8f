"""Opening and closing a position: price, quantity, cash, fees and the protective orders."""

import math

from ..enums import (
    ExitReason,
    OrderStatus,
    OrderType,
    Reason,
    SizeAt,
    SizingKind,
)
from ..jit import Record, Records, step_kernel
from ..risk import sizing, stops, targets
from ..risk.rounding import floor_to_lot
from .costs import affordable, fee
from .orders import cancel_exits, end, find, place, record, remove
from .state import RECENT

DUST = 1e-9  # of the entry's quantity: less is rounding, and is closed with its part
SHORTFALL = 1e-9  # of equity: less is rounding, neither a lack of cash nor cash (row 50)


@step_kernel
def settle(
    account: Record,
    book: Record,
    log: Records,
    rule: Record,
    order: Record,
    quantity: float,
    raw: float,
    price: float,
    reason: int,
) -> float:
    """Book a fill of `quantity` at `price` (`raw` before slippage): cash, sums, and its event."""
    charge = fee(rule, quantity, price)
    value = quantity * price * rule.multiplier
    slippage = quantity * rule.multiplier * abs(price - raw)
    account.cash = account.cash - order.side * value - charge
    account.traded_value += value
    account.fees += charge
    account.slippage += slippage
    record(account, book, log, order, OrderStatus.FILLED, reason, quantity, price, charge, slippage)
    return value + charge


@step_kernel
def protect(
    account: Record,
    book: Record,
    log: Records,
    rule: Record,
    session: int,
    signal: int,
    side: int,
    atr: float,
    named_stop: float,
    named_target: float,
) -> None:
    """Place the stop and the targets of a filled entry; they work from the fill on (row 10)."""
    quantity = book.entry_quantity
    price = book.entry_price
    stop = stops.initial(rule, side, price, atr, named_stop)
    book.risk = abs(price - stop)
    if not math.isnan(stop):
        purpose = ExitReason.STOP
        place(account, book, log, session, signal, OrderType.STOP, -side, purpose, quantity, stop)
    limit = OrderType.LIMIT
    purpose = ExitReason.TARGET
    if not math.isnan(named_target):
        level = named_target
        place(account, book, log, session, signal, limit, -side, purpose, quantity, level)
        return
    all_parts = targets.takes_all(rule)
    placed = 0.0
    for j in range(rule.target_count):
        part = floor_to_lot(rule.targets[j].part * quantity, rule.lot)
        if all_parts and j == rule.target_count - 1:
            part = quantity - placed
        if part > 0.0:
            level = targets.level(rule, j, side, price, book.risk, atr)
            place(account, book, log, session, signal, limit, -side, purpose, part, level)
            placed += part


@step_kernel
def open_position(
    account: Record,
    book: Record,
    log: Records,
    rule: Record,
    k: int,
    session: int,
    raw: float,
    price: float,
) -> None:
    """Fill the entry at place k at `price`, `raw` before slippage, or end it with the reason."""
    order = book.orders[k]
    side = order.side
    if account.open_positions >= rule.max_positions:
        end(account, book, log, k, OrderStatus.REJECTED, Reason.MAX_POSITIONS)
        return
    equity = account.sizing_equity
    if rule.size_at == SizeAt.FILL:
        stop = stops.initial(rule, side, price, order.atr, order.stop)
        quantity = sizing.wanted(rule, side, equity, price, stop, order.share, order.scale)
    else:
        quantity = order.quantity
    power = equity * rule.max_leverage - account.committed
    cost = quantity * price * rule.multiplier + fee(rule, quantity, price)
    cut = quantity > 0.0 and cost > power + SHORTFALL * equity
    if cut:
        spent = power <= SHORTFALL * equity
        quantity = affordable(rule, power, price)
        if spent or rule.sizing == SizingKind.QUANTITY:
            quantity = 0.0
    quantity = floor_to_lot(quantity, rule.lot)
    if price <= 0.0 or not 0.0 < quantity < math.inf:
        end(
            account, book, log, k, OrderStatus.REJECTED, Reason.NO_CASH if cut else Reason.TOO_SMALL
        )
        return
    reason = Reason.CUT if cut else Reason.NONE
    book.quantity = side * quantity
    account.committed += settle(account, book, log, rule, order, quantity, raw, price, reason)
    account.open_positions += 1
    book.entry_quantity = quantity
    book.entry_price = price
    book.entry_bar = account.step - book.missing
    book.best_close = price
    book.extreme = math.nan
    book.last_close = price
    book.targets_filled = 0
    book.pnl = -fee(rule, quantity, price)
    signal = order.signal
    atr = order.atr
    stop = order.stop
    target = order.target
    remove(book, k)
    protect(account, book, log, rule, session, signal, side, atr, stop, target)


@step_kernel
def close_position(
    account: Record, book: Record, log: Records, rule: Record, k: int, raw: float, price: float
) -> None:
    """Fill the exit order at place k at `price`, `raw` before slippage.

    A target closes its part; every other exit, and a target that leaves dust, closes everything,
    and the partners die.
    """
    order = book.orders[k]
    held = abs(book.quantity)
    side = 1 if book.quantity > 0.0 else -1
    quantity = held
    if order.purpose == ExitReason.TARGET and held - order.quantity > DUST * book.entry_quantity:
        quantity = order.quantity
    book.quantity = 0.0 if quantity == held else side * (held - quantity)
    settle(account, book, log, rule, order, quantity, raw, price, Reason.NONE)
    book.pnl += side * quantity * rule.multiplier * (price - book.entry_price)
    book.pnl -= fee(rule, quantity, price)
    remove(book, k)
    if book.quantity == 0.0:
        account.open_positions -= 1
        book.exit_bar = account.step - book.missing
        book.recent[book.closed % RECENT] = book.pnl
        book.closed += 1
        cancel_exits(account, book, log)
        return
    book.targets_filled += 1
    stop = find(book, OrderType.STOP)
    if stop >= 0:
        book.orders[stop].quantity = abs(book.quantity)
