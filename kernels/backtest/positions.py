"""Opening and closing a position: price, quantity, cash, fees and the protective orders."""

import math

from ..enums import (
    ExitReason,
    OrderStatus,
    OrderType,
    Reason,
    SizeAt,
    SizingKind,
    StopKind,
    TargetKind,
)
from ..jit import Record, Records, step_kernel
from ..risk import sizing, stops, targets
from ..risk.rounding import floor_to_lot
from .costs import affordable, fee, slipped
from .orders import cancel_exits, end, place, record, remove

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
    quantity: float,
    price: float,
    atr: float,
) -> None:
    """Place the stop and the target of an entry at `price`; they work from the fill on (row 10)."""
    level = math.nan
    if rule.stop != StopKind.NONE:
        level = stops.initial(rule, side, price, atr)
        place(
            account,
            book,
            log,
            session,
            signal,
            OrderType.STOP,
            -side,
            ExitReason.STOP,
            quantity,
            level,
            math.nan,
            math.nan,
        )
    if rule.target != TargetKind.NONE:
        limit = targets.level(rule, side, price, level)
        place(
            account,
            book,
            log,
            session,
            signal,
            OrderType.LIMIT,
            -side,
            ExitReason.TARGET,
            quantity,
            limit,
            math.nan,
            math.nan,
        )


@step_kernel
def open_position(
    account: Record, book: Record, log: Records, rule: Record, k: int, session: int
) -> None:
    """Fill the entry order at place k at the bar's open, or end it with the reason why not."""
    order = book.orders[k]
    side = order.side
    if session - order.session > rule.max_age:
        end(account, book, log, k, OrderStatus.CANCELLED, Reason.STALE)
        return
    if account.open_positions >= rule.max_positions:
        end(account, book, log, k, OrderStatus.REJECTED, Reason.MAX_POSITIONS)
        return
    price = slipped(rule, book.open, side)
    equity = account.sizing_equity
    if rule.size_at == SizeAt.FILL:
        quantity = sizing.wanted(rule, side, equity, price, order.atr, order.strength)
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
    account.committed += settle(account, book, log, rule, order, quantity, book.open, price, reason)
    account.open_positions += 1
    book.quantity = side * quantity
    book.entry_price = price
    book.extreme = price
    book.last_close = price
    signal = order.signal
    atr = order.atr
    remove(book, k)
    protect(account, book, log, rule, session, signal, side, quantity, price, atr)


@step_kernel
def close_position(
    account: Record, book: Record, log: Records, rule: Record, k: int, raw: float, price: float
) -> None:
    """Fill the exit order at place k at `price`, `raw` before slippage; its partners die."""
    order = book.orders[k]
    settle(account, book, log, rule, order, abs(book.quantity), raw, price, Reason.NONE)
    account.open_positions -= 1
    book.quantity = 0.0
    remove(book, k)
    cancel_exits(account, book, log)
