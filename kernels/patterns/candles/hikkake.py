"""Hikkake: a false break out of an inside bar, and its confirmation. Columns as in `scan`.

A break that fails points the other way: 100 where lows break, -100 where highs do. When one of the
next three closes is beyond the far end of the inside bar, it is confirmed there: 200 or -200.
"""

from ...jit import F64, inline_kernel, kernel, step_kernel
from ...memory import empty
from .measure import Prices, at, bar, near, signed, trio
from .scan import TILE, Proof, Shape, unknown


@inline_kernel
def _trapped(
    prices: Prices, out: F64, first: int, lookback: int, shape: Shape, proof: Proof
) -> None:
    missing = trap = -1
    direction = 0.0
    for start in range(0, out.size, TILE):
        stop = min(start + TILE, out.size)
        for i in range(max(start, first), stop):
            out[at(i)] = shape(prices, i, 0.0)
        for i in range(max(start, first), stop):
            if out[at(i)] != 0.0 and proof(prices, i):
                trap, direction = i, out[at(i)]
                continue
            out[at(i)] = 0.0
            if trap >= 0 and i <= trap + 3 and _confirms(prices, i, trap, direction):
                out[at(i)] = 2.0 * direction
                trap = -1
        missing = unknown(prices, out, start, stop, missing, lookback)


@step_kernel
def _confirms(prices: Prices, i: int, trap: int, direction: float) -> bool:
    if direction > 0.0:
        return prices.close[at(i)] > prices.high[at(trap - 1)]
    return prices.close[at(i)] < prices.low[at(trap - 1)]


@step_kernel
def _inside_then_out(prices: Prices, i: int, _: float) -> float:
    outer, inner, out = trio(prices, i)
    inside = (inner.high < outer.high) & (inner.low > outer.low)
    up = (out.high < inner.high) & (out.low < inner.low)
    down = (out.high > inner.high) & (out.low > inner.low)
    return signed(inside & up, inside & down)


@step_kernel
def _always(prices: Prices, i: int) -> bool:
    return True


@kernel
def hikkake(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Hikkake: an inside bar and a break out of it; twice the number where it proves false."""
    out = empty(close.size)
    _trapped(Prices(open_, high, low, close), out, 2, 5, _inside_then_out, _always)
    return out


@step_kernel
def _twice_inside(prices: Prices, i: int, _: float) -> float:
    outer = bar(prices, i - 3)
    middle, inner, out = trio(prices, i)
    inside = (middle.high < outer.high) & (middle.low > outer.low)
    inside &= (inner.high < middle.high) & (inner.low > middle.low)
    up = (out.high < inner.high) & (out.low < inner.low)
    down = (out.high > inner.high) & (out.low > inner.low)
    return signed(inside & up, inside & down)


@step_kernel
def _closed_at_the_end(prices: Prices, i: int) -> bool:
    middle, margin = bar(prices, i - 2), near(prices, i - 2)
    if prices.high[i] < prices.high[i - 1]:
        return middle.close <= middle.low + margin
    return middle.close >= middle.high - margin


@kernel
def modified_hikkake(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Modified hikkake: two bars inside one another, the outer of which closes at its end."""
    out = empty(close.size)
    _trapped(Prices(open_, high, low, close), out, 7, 10, _twice_inside, _closed_at_the_end)
    return out
