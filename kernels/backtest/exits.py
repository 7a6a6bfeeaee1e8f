"""Exits of one symbol in one bar: at its open, and on the way to its close (rows 15 to 18)."""

from ..enums import Intrabar, OrderType
from ..jit import Record, Records, step_kernel
from .costs import slipped
from .fills import gap_price, open_satisfies, target_first, touched
from .orders import find, nearest_target
from .positions import close_position


@step_kernel
def close_at_open(account: Record, book: Record, log: Records, rule: Record) -> None:
    """(a): a market exit, else the stop, else the targets, if the open fills them."""
    raw = book.open
    if book.quantity == 0.0:
        return
    k = find(book, OrderType.MARKET)
    if k < 0:
        k = find(book, OrderType.STOP)
        if k >= 0 and not open_satisfies(book.orders[k], raw):
            k = -1
    if k >= 0:
        close_position(account, book, log, rule, k, raw, slipped(rule, raw, book.orders[k].side))
        return
    fill_targets_at_open(account, book, log, rule)


@step_kernel
def fill_targets_at_open(account: Record, book: Record, log: Records, rule: Record) -> None:
    """Fill every target that the open satisfies, at the open."""
    k = nearest_target(book)
    while k >= 0 and open_satisfies(book.orders[k], book.open):
        close_position(account, book, log, rule, k, book.open, book.open)
        k = nearest_target(book)


@step_kernel
def fill_targets(account: Record, book: Record, log: Records, rule: Record, reached: float) -> None:
    """Fill every target up to the price `reached` at its own, the nearest first."""
    k = nearest_target(book)
    while k >= 0:
        level = book.orders[k].level
        if book.orders[k].side * (reached - level) > 0.0:
            return
        close_position(account, book, log, rule, k, level, level)
        k = nearest_target(book)


@step_kernel
def fill_stop(account: Record, book: Record, log: Records, rule: Record, raw: float) -> None:
    """Close what is left of the position at its stop, `raw` before slippage."""
    k = find(book, OrderType.STOP)
    close_position(account, book, log, rule, k, raw, slipped(rule, raw, book.orders[k].side))


@step_kernel
def close_inside(account: Record, book: Record, log: Records, rule: Record, intrabar: int) -> None:
    """(c): the stop and the targets, in the order in which the bar reaches them (rows 15, 16)."""
    if book.quantity == 0.0:
        return
    stop = find(book, OrderType.STOP)
    if stop < 0 or not open_satisfies(book.orders[stop], book.open):
        fill_targets_at_open(account, book, log, rule)
        if book.quantity == 0.0:
            return
    target = nearest_target(book)
    stop = find(book, OrderType.STOP)
    stopped = stop >= 0 and touched(book.orders[stop], book.high, book.low)
    reached = target >= 0 and touched(book.orders[target], book.high, book.low)
    side = 1 if book.quantity > 0.0 else -1
    best = book.high if side > 0 else book.low
    raw = gap_price(book.orders[stop], book.open) if stopped else 0.0
    if stopped and reached and not open_satisfies(book.orders[stop], book.open):
        account.ambiguous += 1
        if target_first(intrabar, side, book.open, book.high, book.low):
            fill_targets(account, book, log, rule, best)
            if book.quantity == 0.0:
                return
        fill_stop(account, book, log, rule, raw)
    elif stopped:
        fill_stop(account, book, log, rule, raw)
    elif reached:
        fill_targets(account, book, log, rule, best)


@step_kernel
def close_after_entry(
    account: Record,
    book: Record,
    log: Records,
    rule: Record,
    intrabar: int,
    at: float,
    by_limit: bool,
) -> None:
    """(c): what the rest of a bar does to a position that was entered inside it (row 17).

    at         the price that the market was at; a stop that slippage or a tick put beyond it fills
    by_limit   entered by a limit order, so on the way to the stop; else by a trigger, away from it
    """
    side = 1 if book.quantity > 0.0 else -1
    close = book.close
    best = book.high if side > 0 else book.low
    stop = find(book, OrderType.STOP)
    target = nearest_target(book)
    stopped = stop >= 0 and touched(book.orders[stop], book.high, book.low)
    reached = target >= 0 and touched(book.orders[target], book.high, book.low)
    level = book.orders[stop].level if stop >= 0 else 0.0
    if stop >= 0 and side * (at - level) <= 0.0:
        fill_stop(account, book, log, rule, at)
        return
    closes_beyond = stop >= 0 and side * (close - level) <= 0.0
    certain = stopped if by_limit else closes_beyond
    if reached or (stopped and not certain):
        account.ambiguous += 1
    if intrabar == Intrabar.PESSIMISTIC:
        reached = False
    elif intrabar == Intrabar.OPTIMISTIC:
        stopped = certain
    else:
        best_first = target_first(intrabar, side, book.open, book.high, book.low)
        if by_limit and stopped:
            reached = False
        elif by_limit and best_first:
            best = close
        elif not by_limit and not best_first:
            stopped = closes_beyond
    if reached:
        fill_targets(account, book, log, rule, best)
    if stopped and book.quantity != 0.0:
        fill_stop(account, book, log, rule, level)
