"""From a signal to the order of an entry, or to the reason why there is none."""

import math

from kernels.enums import Side

from .account_book import Book
from .account_levels import has_first_stop, needs_atr, stop_on_tick, target_on_tick
from .account_prices import on_tick
from .account_records import Entry
from .account_sizing import drawdown_scale, kelly_share, volatility_share


def entry_of(
    ts: int, book: Book, side: Side, marks: list[float], capital: float, share: float
) -> Entry | str:
    """The order of an entry, not yet sized, or why there is none; the reasons in this order.

    cooldown, limit_and_trigger, no_stop, no_atr, wrong_side, no_volatility, no_edge, drawdown

    marks   of the account up to this step
    share   of equity by default (row 49)
    """
    risk, row = book.rules.risk, book.bar.row
    if _is_cooling(book):
        return "cooldown"
    order = _order(ts, book, side)
    if order.limit is not None and order.trigger is not None:
        return "limit_and_trigger"
    if order.stop is None and not has_first_stop(book.rules) and _measures_by_stop(order, book):
        return "no_stop"
    if needs_atr(order.stop, order.target, book.rules) and math.isnan(order.atr):
        return "no_atr"
    if _is_wrong(order, book.bar.close):
        return "wrong_side"
    order.share = share if risk.fraction is None else risk.fraction
    if risk.sizing == "volatility":
        found = volatility_share(book.value("volatility", row), book.rules)
        if found is None:
            return "no_volatility"
        order.share = found
    if risk.sizing == "kelly":
        found = kelly_share(book.pnls, order.share, book.rules)
        if found is None:
            return "no_edge"
        order.share = found
    scale = drawdown_scale(marks, capital, book.rules)
    if scale == 0.0:
        return "drawdown"
    order.weight = order.strength * scale
    return order


def _is_cooling(book: Book) -> bool:
    """Whether an entry of this bar's signal would come too soon after an exit."""
    cooldown = book.rules.risk.cooldown
    if book.position is not None:
        return cooldown > 0  # a reversal: its exit is still to come
    return book.bars - book.exit_bar < cooldown


def _order(ts: int, book: Book, side: Side) -> Entry:
    """The order with the prices that came with the signal, on the tick."""
    row, rules, is_long = book.bar.row, book.rules, side == Side.BUY
    stop, target = book.given("stop", row), book.given("target", row)
    limit, trigger = book.given("limit", row), book.given("trigger", row)
    return Entry(
        ts=ts,
        seen=ts,
        side=side,
        strength=book.strength(row),
        weight=0.0,
        share=0.0,
        atr=book.value("atr", row),
        stop=None if stop is None else stop_on_tick(side, stop, rules),
        target=None if target is None else target_on_tick(side, target, rules),
        limit=None if limit is None else on_tick(limit, rules.tick, up=not is_long),
        trigger=None if trigger is None else on_tick(trigger, rules.tick, up=not is_long),
        bars=rules.risk.entry_bars,
    )


def _measures_by_stop(order: Entry, book: Book) -> bool:
    """Whether size or targets are counted in distances to a stop."""
    risk = book.rules.risk
    by_target = order.target is None and any(kind == "r" for kind, _, _ in risk.targets)
    return risk.sizing == "risk" or by_target


def _is_wrong(order: Entry, close: float) -> bool:
    """Whether stop or target lie on the wrong side of the price, or a price is none."""
    price = signal_price(order, close)
    stop, target = order.stop, order.target
    given = [each for each in (price, stop, target) if each is not None]
    if not all(0.0 < each < math.inf for each in given):
        return True
    return (stop is not None and order.side * (price - stop) <= 0.0) or (
        target is not None and order.side * (target - price) <= 0.0
    )


def signal_price(order: Entry, close: float) -> float:
    """What an entry is expected to pay: its limit or trigger, else the signal bar's close."""
    if order.limit is not None:
        return order.limit
    return close if order.trigger is None else order.trigger
