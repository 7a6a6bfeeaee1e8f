"""Hammers: a short body at one end of a long shadow. Columns as in `scan`."""

from ...jit import F64, kernel, step_kernel
from ...memory import empty
from .measure import (
    Prices,
    bar,
    body,
    bottom,
    gap_down,
    gap_up,
    lower,
    near,
    short,
    signed,
    sliver,
    upper,
)
from .scan import scan


@step_kernel
def _standing(prices: Prices, i: int, _: float) -> float:
    candle = bar(prices, i)
    return signed((lower(candle) > body(candle)) & (upper(candle) < sliver(prices, i)), False)


@step_kernel
def _near_lows(prices: Prices, i: int) -> bool:
    before, candle = bar(prices, i - 1), bar(prices, i)
    return short(prices, i) and bottom(candle) <= before.low + near(prices, i - 1)


@kernel
def hammer(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Hammer: a long shadow below, none above, and the body near the low before or beneath it."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _standing, _near_lows, 0.0)
    return out


@step_kernel
def _hanging(prices: Prices, i: int, _: float) -> float:
    candle = bar(prices, i)
    return signed(False, (lower(candle) > body(candle)) & (upper(candle) < sliver(prices, i)))


@step_kernel
def _near_highs(prices: Prices, i: int) -> bool:
    before, candle = bar(prices, i - 1), bar(prices, i)
    return short(prices, i) and bottom(candle) >= before.high - near(prices, i - 1)


@kernel
def hanging_man(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Hanging man: a hammer whose body is near the high before or above it."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _hanging, _near_highs, 0.0)
    return out


@step_kernel
def _inverted(prices: Prices, i: int, _: float) -> float:
    before, candle = bar(prices, i - 1), bar(prices, i)
    return signed((upper(candle) > body(candle)) & gap_down(before, candle), False)


@step_kernel
def _shooting(prices: Prices, i: int, _: float) -> float:
    before, candle = bar(prices, i - 1), bar(prices, i)
    return signed(False, (upper(candle) > body(candle)) & gap_up(before, candle))


@step_kernel
def _short_on_its_low(prices: Prices, i: int) -> bool:
    return lower(bar(prices, i)) < sliver(prices, i) and short(prices, i)


@kernel
def inverted_hammer(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Inverted hammer: a long shadow above, none below, the body gapping down."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _inverted, _short_on_its_low, 0.0)
    return out


@kernel
def shooting_star(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Shooting star: a long shadow above, none below, the body gapping up."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _shooting, _short_on_its_low, 0.0)
    return out
