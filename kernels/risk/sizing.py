"""How much to buy."""

from ..backtest.costs import affordable
from ..enums import SizingKind
from ..jit import Record, step_kernel
from . import stops


@step_kernel
def wanted(
    rule: Record, side: int, equity: float, price: float, atr: float, strength: float
) -> float:
    """Quantity that the sizing rule asks for at `price`, before buying power and lot.

    fraction   the largest quantity whose value and fee are within fraction * equity (row 7)
    quantity   the given number
    risk       equity * risk_per_trade / distance to the stop (row 61); 0 where the distance is 0
    `strength` (0..1) scales each.
    """
    if rule.sizing == SizingKind.FRACTION:
        return affordable(rule, rule.fraction * equity * strength, price)
    if rule.sizing == SizingKind.QUANTITY:
        return rule.quantity * strength
    distance = abs(price - stops.initial(rule, side, price, atr)) * rule.multiplier
    return equity * rule.risk_per_trade * strength / distance if distance > 0.0 else 0.0
