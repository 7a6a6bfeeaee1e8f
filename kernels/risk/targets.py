"""Profit targets."""

from ..enums import TargetKind
from ..jit import Record, step_kernel
from .rounding import tick_down, tick_up


@step_kernel
def level(rule: Record, side: int, price: float, stop: float) -> float:
    """Limit price for an entry at `price`: a fraction of it, or a multiple of the stop's distance.

    Rounded away from filling, to the tick: a long's target up, a short's down (semantics row 8).
    """
    if rule.target == TargetKind.PERCENT:
        distance = price * rule.target_value
    else:
        distance = abs(price - stop) * rule.target_value
    if side > 0:
        return tick_up(price + distance, rule.tick)
    return tick_down(price - distance, rule.tick)
