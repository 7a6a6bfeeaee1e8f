"""Gaps: bodies that leave a space, and whether it is filled. Columns as in `scan`."""

from ...jit import F64, kernel, step_kernel
from ...memory import empty
from .measure import (
    Prices,
    bar,
    black,
    body,
    bottom,
    equal,
    gap_down,
    gap_up,
    long,
    near,
    signed,
    top,
    trio,
    white,
)
from .scan import scan, scan_shape


@step_kernel
def _tasuki(prices: Prices, i: int, _: float) -> float:
    first, second, last = trio(prices, i)
    up = gap_up(first, second) & white(second) & black(last)
    up &= (last.open < second.close) & (last.open > second.open)
    up &= (last.close < second.open) & (last.close > top(first))
    down = gap_down(first, second) & black(second) & white(last)
    down &= (last.open < second.open) & (last.open > second.close)
    down &= (last.close > second.open) & (last.close < bottom(first))
    return signed(up, down)


@step_kernel
def _alike(prices: Prices, i: int) -> bool:
    difference = body(bar(prices, i - 1)) - body(bar(prices, i))
    return abs(difference) < near(prices, i - 1)


@kernel
def tasuki_gap(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Tasuki gap: a body gaps away, one of the other colour and like size closes in the gap."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 7, _tasuki, _alike, 0.0)
    return out


@step_kernel
def _side_by_side(prices: Prices, i: int, _: float) -> float:
    first, second, last = trio(prices, i)
    both_white = white(second) & white(last)
    up = gap_up(first, second) & gap_up(first, last)
    down = gap_down(first, second) & gap_down(first, last)
    return signed(both_white & up, both_white & down)


@step_kernel
def _twins(prices: Prices, i: int) -> bool:
    second, last = bar(prices, i - 1), bar(prices, i)
    size, level = near(prices, i - 1), equal(prices, i - 1)
    return (
        body(last) >= body(second) - size
        and body(last) <= body(second) + size
        and last.open >= second.open - level
        and last.open <= second.open + level
    )


@kernel
def side_by_side_white_lines(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Side-by-side white lines: two of like size and equal open, beyond a gap up or down."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 7, _side_by_side, _twins, 0.0)
    return out


@step_kernel
def _three_methods(prices: Prices, i: int, _: float) -> float:
    first, second, last = trio(prices, i)
    filled = (last.open < top(second)) & (last.open > bottom(second))
    filled &= (last.close < top(first)) & (last.close > bottom(first))
    up = white(first) & white(second) & black(last) & gap_up(first, second)
    down = black(first) & black(second) & white(last) & gap_down(first, second)
    return signed(filled & up, filled & down)


@kernel
def gap_three_methods(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Gap three methods: two of one colour part by a gap, which a third of the other fills."""
    out = empty(close.size)
    scan_shape(Prices(open_, high, low, close), out, 2, _three_methods)
    return out


@step_kernel
def _breakaway(prices: Prices, i: int, _: float) -> float:
    first, second = bar(prices, i - 4), bar(prices, i - 3)
    third, fourth, last = trio(prices, i)
    lower = (third.high < second.high) & (third.low < second.low)
    lower &= (fourth.high < third.high) & (fourth.low < third.low)
    higher = (third.high > second.high) & (third.low > second.low)
    higher &= (fourth.high > third.high) & (fourth.low > third.low)
    up = black(first) & black(second) & black(fourth) & white(last) & gap_down(first, second)
    up &= lower & (last.close > second.open) & (last.close < first.close)
    down = white(first) & white(second) & white(fourth) & black(last) & gap_up(first, second)
    down &= higher & (last.close < second.open) & (last.close > first.close)
    return signed(up, down)


@step_kernel
def _long_start(prices: Prices, i: int) -> bool:
    return long(prices, i - 4)


@kernel
def breakaway(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Breakaway: a gap, two more steps, then one of the other colour closes in the gap."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 14, _breakaway, _long_start, 0.0)
    return out
