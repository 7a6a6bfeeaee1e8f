"""What a fill costs, and what a budget buys."""

from ..jit import Record, step_kernel
from ..risk.rounding import tick_down, tick_up


@step_kernel
def fee(rule: Record, quantity: float, price: float) -> float:
    """Commission: percent of value plus per share, at least `minimum`, at most the cap."""
    if quantity <= 0.0:
        return 0.0
    value = quantity * price * rule.multiplier
    charge = max(rule.percent * value + rule.per_share * quantity, rule.minimum)
    if rule.maximum_percent > 0.0:
        charge = min(charge, rule.maximum_percent * value)
    return charge


@step_kernel
def affordable(rule: Record, budget: float, price: float) -> float:
    """Largest quantity whose value and fee are within the budget (row 7); never negative."""
    value = price * rule.multiplier
    quantity = budget / (value * (1.0 + rule.percent) + rule.per_share)
    if rule.minimum > 0.0:
        quantity = min(quantity, (budget - rule.minimum) / value)
    if rule.maximum_percent > 0.0:
        quantity = max(quantity, budget / (value * (1.0 + rule.maximum_percent)))
    return max(quantity, 0.0)


@step_kernel
def slipped(rule: Record, price: float, side: int) -> float:
    """Price of a market or stop fill: moved against the trader, and so to the tick (row 9)."""
    if rule.slippage == 0.0:
        return price
    moved = price * (1.0 + side * rule.slippage)
    return tick_up(moved, rule.tick) if side > 0 else tick_down(moved, rule.tick)
