"""Sizes to the lot and prices to the tick: the one place where either is rounded.

A value within 1e-9 lots (ticks) of a whole one counts as that one: 0.3 is three lots of 0.1. NaN
stays NaN, where `math.floor` would make a whole number of it.
"""

import numpy as np

from ..jit import step_kernel

TOLERANCE = 1e-9


@step_kernel
def multiple(count: float, step: float) -> float:
    """`count` steps; of a step like 0.05, of which 20 make 1, the double that 11.85 is written as.

    237 * 0.05 is 11.850000000000001, which a high of 11.85 would not touch; 237 / 20 is 11.85.
    """
    per_unit = np.rint(1.0 / step)
    if per_unit >= 1.0 and abs(per_unit * step - 1.0) < TOLERANCE:
        return count / per_unit
    return count * step


@step_kernel
def floor_to_lot(quantity: float, lot: float) -> float:
    """Most whole lots not above the quantity; lot 0 leaves it as it is (row 8)."""
    return multiple(np.floor(quantity / lot + TOLERANCE), lot) if lot > 0.0 else quantity


@step_kernel
def tick_up(price: float, tick: float) -> float:
    """The price, or the next tick above it; tick 0 leaves it as it is."""
    return multiple(np.ceil(price / tick - TOLERANCE), tick) if tick > 0.0 else price


@step_kernel
def tick_down(price: float, tick: float) -> float:
    """The price, or the next tick below it; tick 0 leaves it as it is."""
    return multiple(np.floor(price / tick + TOLERANCE), tick) if tick > 0.0 else price
