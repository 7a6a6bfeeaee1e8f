"""Continuations: a rest within a move that then goes on. Columns as in `scan`."""

from ...jit import F64, kernel, step_kernel
from ...memory import empty
from .measure import (
    Prices,
    bar,
    black,
    body,
    bottom,
    gap_up,
    long,
    near,
    short,
    signed,
    top,
    trio,
    white,
)
from .scan import scan


@step_kernel
def _strike(prices: Prices, i: int, _: float) -> float:
    first = bar(prices, i - 3)
    second, third, last = trio(prices, i)
    rising = (second.close > first.close) & (third.close > second.close)
    falling = (second.close < first.close) & (third.close < second.close)
    up = white(first) & white(second) & white(third) & black(last) & rising
    up &= (last.open > third.close) & (last.close < first.open)
    down = black(first) & black(second) & black(third) & white(last) & falling
    down &= (last.open < third.close) & (last.close > first.open)
    return signed(up, down)


@step_kernel
def _opens_by_the_body(prices: Prices, i: int) -> bool:
    before, margin = bar(prices, i - 1), near(prices, i - 1)
    return bottom(before) - margin <= prices.open[i] <= top(before) + margin


@step_kernel
def _opens_joined(prices: Prices, i: int) -> bool:
    return _opens_by_the_body(prices, i - 2) and _opens_by_the_body(prices, i - 1)


@kernel
def three_line_strike(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Three-line strike: three steps in one colour, then one candle takes all of them back."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 8, _strike, _opens_joined, 0.0)
    return out


@step_kernel
def _mat(prices: Prices, i: int, penetration: float) -> float:
    first, second = bar(prices, i - 4), bar(prices, i - 3)
    third, fourth, last = trio(prices, i)
    floor = first.close - body(first) * penetration
    found = white(first) & black(second) & white(last) & gap_up(first, second)
    found &= (bottom(third) < first.close) & (bottom(fourth) < first.close)
    found &= (bottom(third) > floor) & (bottom(fourth) > floor)
    found &= (top(third) < second.open) & (top(fourth) < top(third))
    found &= (last.open > fourth.close) & (last.close > second.high)
    return signed(found & (last.close > third.high) & (last.close > fourth.high), False)


@step_kernel
def _three_short(prices: Prices, i: int) -> bool:
    return short(prices, i - 3) and short(prices, i - 2) and short(prices, i - 1)


@step_kernel
def _long_then_rest(prices: Prices, i: int) -> bool:
    return long(prices, i - 4) and _three_short(prices, i)


@kernel
def mat_hold(open_: F64, high: F64, low: F64, close: F64, penetration: float) -> F64:
    """Mat hold: long white, three short bodies that sink from a gap, then a close above them.

    penetration  part of the first body that the short ones must not sink through
    """
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 14, _mat, _long_then_rest, penetration)
    return out


@step_kernel
def _methods(prices: Prices, i: int, _: float) -> float:
    first, second = bar(prices, i - 4), bar(prices, i - 3)
    third, fourth, last = trio(prices, i)
    within = (bottom(second) < first.high) & (top(second) > first.low)
    within &= (bottom(third) < first.high) & (top(third) > first.low)
    within &= (bottom(fourth) < first.high) & (top(fourth) > first.low)
    up = white(first) & black(second) & black(third) & black(fourth) & white(last)
    up &= (third.close < second.close) & (fourth.close < third.close)
    up &= (last.open > fourth.close) & (last.close > first.close)
    down = black(first) & white(second) & white(third) & white(fourth) & black(last)
    down &= (third.close > second.close) & (fourth.close > third.close)
    down &= (last.open < fourth.close) & (last.close < first.close)
    return signed(within & up, within & down)


@step_kernel
def _rest_between_long(prices: Prices, i: int) -> bool:
    return long(prices, i - 4) and _three_short(prices, i) and long(prices, i)


@kernel
def rising_falling_three_methods(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Rising or falling three methods: three short steps back within a long candle, then on."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 14, _methods, _rest_between_long, 0.0)
    return out
