"""Protective stops: the first level, and how a trailing one follows the closes.

`side` is the position's: +1 long, -1 short. Levels are rounded toward the market, to the tick.
"""

from ..enums import StopKind
from ..jit import Record, step_kernel
from .rounding import tick_down, tick_up


@step_kernel
def toward_market(rule: Record, level: float, side: int) -> float:
    """A long's stop rounds up, a short's down (semantics row 8)."""
    return tick_up(level, rule.tick) if side > 0 else tick_down(level, rule.tick)


@step_kernel
def needs_atr(rule: Record) -> bool:
    """Whether the stop's distance is a multiple of the average true range."""
    return rule.stop in (StopKind.ATR, StopKind.TRAILING_ATR)


@step_kernel
def initial(rule: Record, side: int, price: float, atr: float) -> float:
    """Level for an entry at `price` (semantics rows 10 to 13); `atr` is the signal bar's."""
    if needs_atr(rule):
        return toward_market(rule, price - side * rule.stop_value * atr, side)
    return toward_market(rule, price * (1.0 - side * rule.stop_value), side)


@step_kernel
def is_trailing(rule: Record) -> bool:
    """Whether the stop follows the closes."""
    return rule.stop in (StopKind.TRAILING_PERCENT, StopKind.TRAILING_ATR)


@step_kernel
def trailed(
    rule: Record, side: int, level: float, extreme: float, close: float, atr: float
) -> float:
    """Level after a completed bar, never looser than before; a NaN ATR leaves it.

    `extreme` is the best close since the entry, the entry price included.
    """
    if rule.stop == StopKind.TRAILING_PERCENT:
        moved = toward_market(rule, extreme * (1.0 - side * rule.stop_value), side)
    else:
        moved = toward_market(rule, close - side * rule.stop_value * atr, side)
    if side > 0:
        return moved if moved > level else level
    return moved if moved < level else level
