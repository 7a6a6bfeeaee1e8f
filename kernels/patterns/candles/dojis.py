"""Dojis: open and close so near each other that the body is a line. Columns as in `scan`."""

from ...jit import F64, kernel, step_kernel
from ...memory import empty
from .measure import (
    Prices,
    bar,
    body,
    bottom,
    extent,
    lower,
    near,
    signed,
    sliver,
    tiny,
    top,
    upper,
)
from .scan import scan, scan_shape, scan_usual


@step_kernel
def _doji(prices: Prices, i: int, usual: float) -> float:
    return signed(body(bar(prices, i)) <= 0.1 * usual, False)


@kernel
def doji(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Doji: the body is at most a tenth of the usual range."""
    out = empty(close.size)
    scan_usual(Prices(open_, high, low, close), out, extent, _doji)
    return out


@step_kernel
def _dragonfly(prices: Prices, i: int, _: float) -> float:
    candle = bar(prices, i)
    limit = sliver(prices, i)
    found = (body(candle) <= limit) & (upper(candle) < limit) & (lower(candle) > limit)
    return signed(found, False)


@kernel
def dragonfly_doji(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Dragonfly doji: a shadow below and none above."""
    out = empty(close.size)
    scan_shape(Prices(open_, high, low, close), out, 10, _dragonfly)
    return out


@step_kernel
def _gravestone(prices: Prices, i: int, _: float) -> float:
    candle = bar(prices, i)
    limit = sliver(prices, i)
    found = (body(candle) <= limit) & (lower(candle) < limit) & (upper(candle) > limit)
    return signed(found, False)


@kernel
def gravestone_doji(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Gravestone doji: a shadow above and none below."""
    out = empty(close.size)
    scan_shape(Prices(open_, high, low, close), out, 10, _gravestone)
    return out


@step_kernel
def _long_legged(prices: Prices, i: int, _: float) -> float:
    candle = bar(prices, i)
    legs = (lower(candle) > body(candle)) | (upper(candle) > body(candle))
    return signed(tiny(prices, i) & legs, False)


@kernel
def long_legged_doji(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Long-legged doji: a shadow is longer than the body."""
    out = empty(close.size)
    scan_shape(Prices(open_, high, low, close), out, 10, _long_legged)
    return out


@step_kernel
def _takuri(prices: Prices, i: int, _: float) -> float:
    candle = bar(prices, i)
    limit = sliver(prices, i)
    found = (body(candle) <= limit) & (upper(candle) < limit)
    return signed(found & (lower(candle) > 2.0 * body(candle)), False)


@kernel
def takuri(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Takuri line: a doji whose lower shadow is twice the body at least, without one above."""
    out = empty(close.size)
    scan_shape(Prices(open_, high, low, close), out, 10, _takuri)
    return out


@step_kernel
def _both_legs(prices: Prices, i: int, _: float) -> float:
    candle = bar(prices, i)
    legs = (lower(candle) > body(candle)) & (upper(candle) > body(candle))
    return signed(tiny(prices, i) & legs, False)


@step_kernel
def _centred(prices: Prices, i: int) -> bool:
    candle = bar(prices, i)
    middle = candle.low + (candle.high - candle.low) / 2.0
    close_by = near(prices, i)
    return bottom(candle) <= middle + close_by and top(candle) >= middle - close_by


@kernel
def rickshaw_man(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Rickshaw man: a doji with two shadows longer than the body, which is near the middle."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 10, _both_legs, _centred, 0.0)
    return out
