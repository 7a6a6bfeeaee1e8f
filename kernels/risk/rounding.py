"""Sizes to the lot and prices to the tick: the one place where either is rounded.

A value within 1e-9 lots (ticks) of a whole one counts as that one, so that 0.3 is three lots of 0.1.
NaN stays NaN: `math.floor` would make a whole number of it.
"""

import numpy as np

from ..jit import step_kernel

TOLERANCE = 1e-9


@step_kernel
def floor_to_lot(quantity: float, lot: float) -> float:
    """Largest whole number of lots not above the quantity; lot 0 leaves it as it is (row 8)."""
    return np.floor(quantity / lot + TOLERANCE) * lot if lot > 0.0 else quantity


@step_kernel
def tick_up(price: float, tick: float) -> float:
    """The price, or the next tick above it; tick 0 leaves it as it is."""
    return np.ceil(price / tick - TOLERANCE) * tick if tick > 0.0 else price


@step_kernel
def tick_down(price: float, tick: float) -> float:
    """The price, or the next tick below it; tick 0 leaves it as it is."""
    return np.floor(price / tick + TOLERANCE) * tick if tick > 0.0 else price
