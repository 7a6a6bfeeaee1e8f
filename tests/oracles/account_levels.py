"""Where stops and targets stand and how they move, written from semantics rows 8, 10 to 14, 62."""

import math
from collections.abc import Iterator

from kernels.enums import Side

from .account_events import touches
from .account_prices import on_tick, whole_lots
from .account_records import Bar, Entry, Position, Rules, Target

TRAILING = ("trailing_percent", "trailing_atr", "chandelier")
NEAR = 1e-9  # parts that sum to 1 within this are the whole position


def stop_on_tick(side: Side, level: float, rules: Rules) -> float:
    """A stop that protects a position of that side, rounded toward the market."""
    return on_tick(level, rules.tick, up=side == Side.BUY)


def target_on_tick(side: Side, level: float, rules: Rules) -> float:
    """A target of a position of that side, rounded away from filling."""
    return on_tick(level, rules.tick, up=side == Side.BUY)


def tighter(side: Side, one: float, other: float) -> float:
    """The level nearer to the market."""
    return max(one, other) if side == Side.BUY else min(one, other)


def has_first_stop(rules: Rules) -> bool:
    """Whether the settings price a stop at the fill; trailing after a target prices none yet."""
    return any(
        kind in ("percent", "atr") or (kind in TRAILING and not rules.risk.trail_after_target)
        for kind, _ in rules.risk.stops
    )


def first_stop(
    side: Side, price: float, atr: float, given: float | None, rules: Rules
) -> float | None:
    """First level of an entry's stop order: the signal's own, or the tightest of the settings."""
    if given is not None:
        return given
    levels = []
    for kind, value in rules.risk.stops:
        if kind in TRAILING and rules.risk.trail_after_target:
            continue
        if kind in ("percent", "trailing_percent"):
            levels.append(price * (1.0 - side * value))
        elif kind in ("atr", "trailing_atr", "chandelier"):
            levels.append(price - side * value * atr)
    if not levels:
        return None
    return stop_on_tick(side, max(levels) if side == Side.BUY else min(levels), rules)


def needs_atr(given_stop: float | None, given_target: float | None, rules: Rules) -> bool:
    """Whether a first stop or a target of the settings is priced from the signal bar's ATR."""
    by_stop = any(
        kind == "atr"
        or (kind in ("trailing_atr", "chandelier") and not rules.risk.trail_after_target)
        for kind, _ in rules.risk.stops
    )
    by_target = any(kind == "atr" for kind, _, _ in rules.risk.targets)
    return (given_stop is None and by_stop) or (given_target is None and by_target)


def first_targets(
    order: Entry, price: float, stop: float | None, quantity: float, rules: Rules
) -> list[Target]:
    """The target orders of an entry at that price: the signal's own alone, or the settings'."""
    side, targets = order.side, rules.risk.targets
    if order.target is not None:
        return [Target(order.target, quantity)]
    orders, left = [], quantity
    is_whole = sum(part for _, _, part in targets) >= 1.0 - NEAR
    for number, (kind, value, part) in enumerate(targets):
        if kind == "percent":
            level = price * (1.0 + side * value)
        elif kind == "r":
            level = price + side * value * abs(price - stop)
        else:
            level = price + side * value * order.atr
        takes_rest = is_whole and number == len(targets) - 1
        size = left if takes_rest else whole_lots(part * quantity, rules.risk.lot)
        left -= size
        if size > 0.0:
            orders.append(Target(target_on_tick(side, level, rules), size))
    return orders


def move_stop(position: Position, bar: Bar, atr: float, rules: Rules) -> None:
    """Tighten the stop by a completed bar; it works from the next bar on."""
    side = position.side
    extreme = bar.high if side == Side.BUY else bar.low
    position.anchor = tighter(side, position.anchor, bar.close)
    position.peak = extreme if position.peak is None else tighter(side, position.peak, extreme)
    for level in _candidates(position, bar, atr, rules):
        candidate = stop_on_tick(side, level, rules)
        position.stop = (
            candidate if position.stop is None else tighter(side, position.stop, candidate)
        )


def _candidates(position: Position, bar: Bar, atr: float, rules: Rules) -> Iterator[float]:
    side, risk = position.side, rules.risk
    is_trailing = position.has_taken or not risk.trail_after_target
    for kind, value in risk.stops:
        if kind == "trailing_percent" and is_trailing:
            yield position.anchor * (1.0 - side * value)
        elif kind == "trailing_atr" and is_trailing and not math.isnan(atr):
            yield bar.close - side * value * atr
        elif kind == "chandelier" and is_trailing and not math.isnan(atr):
            yield position.peak - side * value * atr
        elif kind == "break_even" and position.distance is not None:
            start = position.entry_price
            goal = start + side * (value * position.distance - 1e-9 * start)
            if touches(bar.close, goal, side):
                yield start


def is_out_of_time(bars: int, rules: Rules) -> bool:
    """Whether a position that has stood so many bars, its entry's included, leaves at the next."""
    return any(kind == "time" and bars >= value for kind, value in rules.risk.stops)
