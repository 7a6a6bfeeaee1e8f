"""Engulfings: one body within another, and what the third bar makes of it. Columns as in `scan`."""

from ...jit import F64, kernel, step_kernel
from ...memory import empty
from .measure import (
    Bar,
    Prices,
    bar,
    black,
    bottom,
    long,
    signed,
    tiny,
    top,
    trio,
    white,
)
from .scan import scan, scan_shape


@step_kernel
def _engulfing(prices: Prices, i: int, _: float) -> float:
    before, candle = bar(prices, i - 1), bar(prices, i)
    ends_meet = (candle.open == before.close) | (candle.close == before.open)
    longer = (candle.open != before.close) | (candle.close != before.open)
    up = white(candle) & black(before) & _covers_black(before, candle) & longer
    down = black(candle) & white(before) & _covers_white(before, candle) & longer
    return (80.0 if ends_meet else 100.0) * (1.0 * up - 1.0 * down)


@step_kernel
def _covers_black(before: Bar, candle: Bar) -> bool:
    return (candle.close >= before.open) & (candle.open <= before.close)


@step_kernel
def _covers_white(before: Bar, candle: Bar) -> bool:
    return (candle.open >= before.close) & (candle.close <= before.open)


@kernel
def engulfing(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Engulfing: a body covers that of the other colour before it; 80 where one end is equal."""
    out = empty(close.size)
    scan_shape(Prices(open_, high, low, close), out, 2, _engulfing)
    return out


@step_kernel
def _harami(prices: Prices, i: int, _: float) -> float:
    mother, child = bar(prices, i - 1), bar(prices, i)
    within = (top(child) <= top(mother)) & (bottom(child) >= bottom(mother))
    inside = (top(child) < top(mother)) & (bottom(child) > bottom(mother))
    direction = 1.0 * (within & black(mother)) - 1.0 * (within & white(mother))
    return (100.0 if inside else 80.0) * direction


@step_kernel
def _long_then_short(prices: Prices, i: int) -> bool:
    return long(prices, i - 1) and not long(prices, i)


@kernel
def harami(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Harami: a short body within the long one before it; 80 where an end is equal."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _harami, _long_then_short, 0.0)
    return out


@step_kernel
def _long_then_doji(prices: Prices, i: int) -> bool:
    return long(prices, i - 1) and tiny(prices, i)


@kernel
def harami_cross(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Harami cross: a doji within the long body before it; 80 where an end is equal."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _harami, _long_then_doji, 0.0)
    return out


@step_kernel
def _pigeon(prices: Prices, i: int, _: float) -> float:
    mother, child = bar(prices, i - 1), bar(prices, i)
    inside = (child.open < mother.open) & (child.close > mother.close)
    return signed(black(mother) & black(child) & inside, False)


@kernel
def homing_pigeon(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Homing pigeon: a short black body inside a long black one."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _pigeon, _long_then_short, 0.0)
    return out


@step_kernel
def _three_inside(prices: Prices, i: int, _: float) -> float:
    mother, child, last = trio(prices, i)
    inside = (top(child) < top(mother)) & (bottom(child) > bottom(mother))
    up = black(mother) & white(last) & (last.close > mother.open)
    down = white(mother) & black(last) & (last.close < mother.open)
    return signed(inside & up, inside & down)


@step_kernel
def _long_then_short_before(prices: Prices, i: int) -> bool:
    return long(prices, i - 2) and not long(prices, i - 1)


@kernel
def three_inside(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Three inside up or down: a harami, then a close beyond the open of the long body."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 12, _three_inside, _long_then_short_before, 0.0)
    return out


@step_kernel
def _three_outside(prices: Prices, i: int, _: float) -> float:
    first, cover, last = trio(prices, i)
    up = black(first) & white(cover) & (cover.close > first.open) & (cover.open < first.close)
    down = white(first) & black(cover) & (cover.open > first.close) & (cover.close < first.open)
    return signed(up & (last.close > cover.close), down & (last.close < cover.close))


@kernel
def three_outside(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Three outside up or down: a body engulfs the one before, then a close further on."""
    out = empty(close.size)
    scan_shape(Prices(open_, high, low, close), out, 3, _three_outside)
    return out
