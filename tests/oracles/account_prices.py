"""Fees, ticks, lots and what money buys, written from semantics rows 7 to 9 and 50."""

import math
from decimal import Decimal

from engine.backtest.costs import Costs
from kernels.enums import Side

NEAR = 1e-9  # lots or ticks that count as none when rounding


def schedule(costs: Costs) -> Costs:
    """The costs in plain numbers, a broker's model spelled out."""
    if costs.model == "ibkr_fixed":
        return Costs(
            per_share=0.005, minimum=1.0, maximum_percent=0.01, slippage_bps=costs.slippage_bps
        )
    return costs


def fee(quantity: float, unit: float, costs: Costs) -> float:
    """Fee of a fill; unit is what one contract is worth (price times multiplier)."""
    if quantity == 0.0:
        return 0.0
    value = quantity * unit
    charged = max(costs.percent * value + costs.per_share * quantity, costs.minimum)
    if costs.maximum_percent > 0.0:
        charged = min(charged, costs.maximum_percent * value)
    return charged


def affordable(budget: float, unit: float, costs: Costs) -> float:
    """The largest quantity whose value and fee fit the budget; never below 0."""
    quantity = budget / (unit * (1.0 + costs.percent) + costs.per_share)
    if costs.minimum > 0.0:
        quantity = min(quantity, (budget - costs.minimum) / unit)
    if costs.maximum_percent > 0.0:
        quantity = max(quantity, budget / (unit * (1.0 + costs.maximum_percent)))
    return max(quantity, 0.0)


def steps_of(count: int, step: float) -> float:
    """So many steps as a decimal product: 237 steps of 0.05 are the double nearest to 11.85."""
    return float(count * Decimal(repr(step)))


def whole_lots(quantity: float, lot: float) -> float:
    """The quantity floored to the lot; lot 0 is fractional."""
    if lot == 0.0:
        return quantity
    return steps_of(math.floor(quantity / lot + NEAR), lot)


def on_tick(price: float, tick: float, *, up: bool) -> float:
    """The price moved to the next tick in the named direction; tick 0 leaves it."""
    if tick == 0.0:
        return price
    if up:
        return steps_of(math.ceil(price / tick - NEAR), tick)
    return steps_of(math.floor(price / tick + NEAR), tick)


def slipped(price: float, side: Side, costs: Costs, tick: float) -> float:
    """Price of a market or stop fill of an order of that side."""
    if costs.slippage_bps == 0.0:
        return price
    worse = price * (1.0 + side * costs.slippage_bps / 10_000.0)
    return on_tick(worse, tick, up=side == Side.BUY)
