"""Profit targets."""

from ..enums import TargetKind
from ..jit import Record, step_kernel
from .rounding import tick_down, tick_up


@step_kernel
def away(rule: Record, level: float, side: int) -> float:
    """A limit rounds away from filling, to the tick: a long's target up (semantics row 8)."""
    return tick_up(level, rule.tick) if side > 0 else tick_down(level, rule.tick)


@step_kernel
def level(rule: Record, j: int, side: int, price: float, risk: float, atr: float) -> float:
    """Limit price of target j for an entry at `price`.

    A fraction of the price, a multiple of `risk` (the distance to the stop) or of the ATR.
    """
    kind = rule.targets[j].kind
    distance = rule.targets[j].value
    if kind == TargetKind.PERCENT:
        distance *= price
    elif kind == TargetKind.R:
        distance *= risk
    else:
        distance *= atr
    return away(rule, price + side * distance, side)


@step_kernel
def takes_all(rule: Record) -> bool:
    """Whether the targets' parts make up the whole position, so that the last takes the rest."""
    whole = 0.0
    for j in range(rule.target_count):
        whole += rule.targets[j].part
    return whole >= 1.0 - 1e-9


@step_kernel
def has(rule: Record, kind: int) -> bool:
    """Whether one of the targets is of this kind."""
    found = False
    for j in range(rule.target_count):
        found = found or rule.targets[j].kind == kind
    return found
