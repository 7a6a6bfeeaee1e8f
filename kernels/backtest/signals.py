"""From a signal to orders, or to the reason why there are none."""

import math

from ..enums import (
    ExitReason,
    OrderStatus,
    OrderType,
    Reason,
    SignalType,
    SizeAt,
    SizingKind,
    TargetKind,
)
from ..jit import Record, Records, step_kernel
from ..risk import sizing, stops, targets
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
def replace_pending(account: Record, book: Record, log: Records) -> bool:
    """Cancel what waits to enter, and market exits: the newer signal counts (row 20)."""
    replaced = False
    k = 0
    while k < book.count:
        if book.orders[k].type == OrderType.MARKET or book.orders[k].purpose == ENTRY:
            end(account, book, log, k, OrderStatus.CANCELLED, Reason.REPLACED)
            replaced = True
        else:
            k += 1
    return replaced


@step_kernel
def is_no_price(value: float) -> bool:
    """Whether a strategy filled a price column with what cannot be one; NaN is allowed."""
    return not math.isnan(value) and not 0.0 < value < math.inf


@step_kernel
def no_entry(
    account: Record, book: Record, rule: Record, side: int, said: Record, reference: float
) -> int:
    """Why the signal may not become an entry, or NONE.

    said        what the strategy said with the signal (INTENT), prices on the tick
    reference   the price from which stop and target are looked at: limit, trigger or close
    """
    bar = account.step - book.missing
    if rule.cooldown > 0 and (book.quantity != 0.0 or bar - book.exit_bar < rule.cooldown):
        return Reason.COOLDOWN
    if not math.isnan(said.limit) and not math.isnan(said.trigger):
        return Reason.LIMIT_AND_TRIGGER
    by_stop, by_target = math.isnan(said.stop), math.isnan(said.target)
    measured = rule.sizing == SizingKind.RISK or (by_target and targets.has(rule, TargetKind.R))
    if measured and by_stop and not stops.any_priced(rule):
        return Reason.NO_STOP
    in_atr = by_stop and stops.counts_atr(rule)
    in_atr = in_atr or (by_target and targets.has(rule, TargetKind.ATR))
    if in_atr and math.isnan(said.atr):
        return Reason.NO_ATR
    no_price = is_no_price(said.stop) or is_no_price(said.target)
    if no_price or not 0.0 < reference < math.inf:
        return Reason.WRONG_SIDE
    if side * said.stop >= side * reference or side * said.target <= side * reference:
        return Reason.WRONG_SIDE
    return Reason.NONE


@step_kernel
def drawdown_scale(account: Record, rule: Record) -> float:
    """max(0, 1 - drawdown/d), by the marks of this step's close (semantics row 61)."""
    drawdown = (account.peak - account.equity) / account.peak
    return max(0.0, 1.0 - drawdown / rule.drawdown_scale)


@step_kernel
def enter(
    account: Record,
    book: Record,
    log: Records,
    rule: Record,
    signal: int,
    said: Record,
    session: int,
) -> None:
    """Place the entry order that a signal asks for, or log why not."""
    side = 1 if signal == SignalType.BUY else -1
    kind = OrderType.MARKET
    level = math.nan
    reference = said.close
    if not math.isnan(said.limit):
        kind = OrderType.LIMIT
        reference = level = targets.away(rule, said.limit, -side)
    elif not math.isnan(said.trigger):
        kind = OrderType.STOP
        reference = level = stops.toward_market(rule, said.trigger, -side)
    said.stop = stops.toward_market(rule, said.stop, side)
    said.target = targets.away(rule, said.target, side)
    reason = no_entry(account, book, rule, side, said, reference)
    if reason != Reason.NONE:
        refuse(account, book, log, signal, reason)
        return
    share = sizing.share(rule, book, said.volatility)
    if not share > 0.0:
        unknown = math.isnan(share)
        refuse(account, book, log, signal, Reason.NO_VOLATILITY if unknown else Reason.NO_EDGE)
        return
    strength = 1.0 if math.isnan(said.strength) else min(max(said.strength, 0.0), 1.0)
    damped = drawdown_scale(account, rule)
    if damped == 0.0:
        refuse(account, book, log, signal, Reason.DRAWDOWN)
        return
    scale = strength * damped
    quantity = math.nan
    if rule.size_at == SizeAt.SIGNAL:
        stop = stops.initial(rule, side, reference, said.atr, said.stop)
        size = sizing.wanted(rule, side, account.equity, reference, stop, share, scale)
        quantity = floor_to_lot(size, rule.lot)
        if quantity <= 0.0:
            refuse(account, book, log, signal, Reason.TOO_SMALL)
            return
    place(account, book, log, session, signal, kind, side, ENTRY, quantity, level)
    order = book.orders[book.count - 1]
    order.last_bar = account.step - book.missing + rule.entry_bars
    order.strength = strength
    order.scale = scale
    order.share = share
    order.atr = said.atr
    order.stop = said.stop
    order.target = said.target


@step_kernel
def respond(
    account: Record,
    book: Record,
    log: Records,
    rule: Record,
    signal: int,
    said: Record,
    session: int,
) -> None:
    """Turn the signal of a completed bar into orders, which can first fill in the next one."""
    reason = no_use(account, book, rule, signal, said.close)
    if reason != Reason.NONE:
        ends = reason in (Reason.ALREADY_FLAT, Reason.SHORT_NOT_ALLOWED)
        if not (ends and replace_pending(account, book, log)):
            refuse(account, book, log, signal, reason)
        guard(book)
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
        )
    if signal == SignalType.BUY or (signal == SignalType.SELL and rule.allow_short):
        enter(account, book, log, rule, signal, said, session)
    guard(book)
