"""Protective stops: the first level, and how it follows the market.

`side` is the position's: +1 long, -1 short. Levels are rounded toward the market, to the tick. Of
several stops the tightest works (semantics row 62).
"""

import math

from ..enums import StopKind
from ..jit import Record, step_kernel
from .rounding import tick_down, tick_up

NEAR = 1e-9  # of the price: 110 is ten above 100, though 100 * 1.1 is a little more


@step_kernel
def toward_market(rule: Record, level: float, side: int) -> float:
    """A long's stop rounds up, a short's down (semantics row 8)."""
    return tick_up(level, rule.tick) if side > 0 else tick_down(level, rule.tick)


@step_kernel
def tighter(level: float, other: float, side: int) -> float:
    """The level nearer to the market; NaN is none."""
    if side > 0:
        return other if other > level or math.isnan(level) else level
    return other if other < level or math.isnan(level) else level


@step_kernel
def trails(kind: int) -> bool:
    """Whether a kind of stop follows the market at a distance."""
    return kind in (StopKind.TRAILING_PERCENT, StopKind.TRAILING_ATR, StopKind.CHANDELIER)


@step_kernel
def is_priced(rule: Record, kind: int) -> bool:
    """Whether a kind of stop has a level from the entry on."""
    if trails(kind):
        return not rule.trail_after_target
    return kind in (StopKind.PERCENT, StopKind.ATR)


@step_kernel
def any_priced(rule: Record) -> bool:
    """Whether the settings give an entry a first stop."""
    found = False
    for j in range(rule.stop_count):
        found = found or is_priced(rule, rule.stops[j].kind)
    return found


@step_kernel
def counts_atr(rule: Record) -> bool:
    """Whether the settings' first stop is measured in average true ranges."""
    found = False
    for j in range(rule.stop_count):
        kind = rule.stops[j].kind
        percent = kind in (StopKind.PERCENT, StopKind.TRAILING_PERCENT)
        found = found or (is_priced(rule, kind) and not percent)
    return found


@step_kernel
def initial(rule: Record, side: int, price: float, atr: float, given: float) -> float:
    """Level for an entry at `price` (semantics rows 10 to 13), NaN where no stop works yet.

    atr     the signal bar's
    given   the strategy's own price, in the place of the settings' first levels; NaN: none
    """
    if not math.isnan(given):
        return given
    level = math.nan
    for j in range(rule.stop_count):
        kind = rule.stops[j].kind
        if not is_priced(rule, kind):
            continue
        value = rule.stops[j].value
        if kind in (StopKind.PERCENT, StopKind.TRAILING_PERCENT):
            first = price * (1.0 - side * value)
        else:
            first = price - side * value * atr
        level = tighter(level, toward_market(rule, first, side), side)
    return level


@step_kernel
def moved(rule: Record, book: Record, level: float, close: float, atr: float) -> float:
    """Level after a completed bar, never looser than before; a NaN ATR leaves it.

    book    its `best_close`, `extreme`, `entry_price` and `risk` are up to date
    close   of the completed bar, whose ATR is `atr`
    """
    side = 1 if book.quantity > 0.0 else -1
    trailing = not rule.trail_after_target or book.targets_filled > 0
    for j in range(rule.stop_count):
        kind = rule.stops[j].kind
        value = rule.stops[j].value
        candidate = math.nan
        if kind == StopKind.BREAK_EVEN:
            goal = book.entry_price + side * value * book.risk
            if side * (close - goal) >= -NEAR * book.entry_price:
                candidate = book.entry_price
        elif trailing and kind == StopKind.TRAILING_PERCENT:
            candidate = book.best_close * (1.0 - side * value)
        elif trailing and kind == StopKind.TRAILING_ATR:
            candidate = close - side * value * atr
        elif trailing and kind == StopKind.CHANDELIER:
            candidate = book.extreme - side * value * atr
        if not math.isnan(candidate):
            level = tighter(level, toward_market(rule, candidate, side), side)
    return level


@step_kernel
def is_over(rule: Record, bars: int) -> bool:
    """Whether a time stop closes a position at the next open, `bars` bars after its entry's."""
    over = False
    for j in range(rule.stop_count):
        over = over or (rule.stops[j].kind == StopKind.TIME and bars + 1 >= rule.stops[j].value)
    return over
