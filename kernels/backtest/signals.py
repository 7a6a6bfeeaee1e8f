"""From a signal to orders, or to the reason why there are none."""

import math

from ..enums import ExitReason, OrderStatus, OrderType, Reason, SignalType, SizeAt
from ..jit import Record, Records, step_kernel
from ..risk import sizing, stops
from ..risk.rounding import floor_to_lot
from .orders import end, guard, place, refuse
from .state import ENTRY


@step_kernel
def no_use(account: Record, book: Record, rule: Record, signal: int, close: float) -> int:
    """Why the signal asks for nothing in this state of the position, or NONE."""
    if account.ruined:
        return Reason.RUINED
    if math.isnan(close):
        return Reason.MISSING_BAR
    if account.step - book.missing < rule.ready:
        return Reason.WARM_UP
    held = book.quantity
    if signal == SignalType.BUY:
        return Reason.ALREADY_LONG if held > 0.0 else Reason.NONE
    if signal == SignalType.SELL:
        if held < 0.0:
            return Reason.ALREADY_SHORT
        return Reason.SHORT_NOT_ALLOWED if held == 0.0 and not rule.allow_short else Reason.NONE
    return Reason.ALREADY_FLAT if held == 0.0 else Reason.NONE


@step_kernel
def replace_pending(account: Record, book: Record, log: Records) -> None:
    """Cancel the symbol's market orders that still wait: the newer signal counts (row 20)."""
    k = 0
    while k < book.count:
        if book.orders[k].type == OrderType.MARKET:
            end(account, book, log, k, OrderStatus.CANCELLED, Reason.REPLACED)
        else:
            k += 1


@step_kernel
def enter(
    account: Record,
    book: Record,
    log: Records,
    rule: Record,
    signal: int,
    close: float,
    strength: float,
    atr: float,
    session: int,
) -> None:
    """Place the entry order that a signal asks for."""
    if stops.needs_atr(rule) and math.isnan(atr):
        refuse(account, book, log, signal, Reason.NO_ATR)
        return
    side = 1 if signal == SignalType.BUY else -1
    weight = 1.0 if math.isnan(strength) else min(max(strength, 0.0), 1.0)
    quantity = math.nan
    if rule.size_at == SizeAt.SIGNAL:
        size = sizing.wanted(rule, side, account.equity, close, atr, weight)
        quantity = floor_to_lot(size, rule.lot)
        if quantity <= 0.0:
            refuse(account, book, log, signal, Reason.TOO_SMALL)
            return
    place(
        account,
        book,
        log,
        session,
        signal,
        OrderType.MARKET,
        side,
        ENTRY,
        quantity,
        math.nan,
        weight,
        atr,
    )


@step_kernel
def respond(
    account: Record,
    book: Record,
    log: Records,
    rule: Record,
    signal: int,
    close: float,
    strength: float,
    atr: float,
    session: int,
) -> None:
    """Turn the signal of a completed bar into orders, which can first fill in the next one."""
    reason = no_use(account, book, rule, signal, close)
    if reason != Reason.NONE:
        refuse(account, book, log, signal, reason)
        return
    replace_pending(account, book, log)
    held = book.quantity
    if held != 0.0:
        side = -1 if held > 0.0 else 1
        place(
            account,
            book,
            log,
            session,
            signal,
            OrderType.MARKET,
            side,
            ExitReason.SIGNAL,
            abs(held),
            math.nan,
            math.nan,
            math.nan,
        )
    if signal == SignalType.BUY or (signal == SignalType.SELL and rule.allow_short):
        enter(account, book, log, rule, signal, close, strength, atr, session)
    guard(book)
