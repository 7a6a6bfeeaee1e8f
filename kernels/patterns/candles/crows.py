"""Crows: black candles that perch above or step down from a rise. Columns as in `scan`."""

from ...jit import F64, kernel, step_kernel
from ...memory import empty
from .measure import (
    Prices,
    bar,
    black,
    equal,
    gap_up,
    long,
    lower,
    signed,
    sliver,
    trio,
    white,
)
from .scan import scan


@step_kernel
def _two_crows(prices: Prices, i: int, _: float) -> float:
    first, crow, last = trio(prices, i)
    opens_within = (last.open < crow.open) & (last.open > crow.close)
    closes_within = (last.close > first.open) & (last.close < first.close)
    colours = white(first) & black(crow) & black(last)
    return signed(False, colours & gap_up(first, crow) & opens_within & closes_within)


@step_kernel
def _long_first(prices: Prices, i: int) -> bool:
    return long(prices, i - 2)


@kernel
def two_crows(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Two crows: a black body gaps above a long white one, another falls back into it."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 12, _two_crows, _long_first, 0.0)
    return out


@step_kernel
def _upside_gap(prices: Prices, i: int, _: float) -> float:
    first, crow, last = trio(prices, i)
    covers = (last.open > crow.open) & (last.close < crow.close)
    colours = white(first) & black(crow) & black(last)
    return signed(False, colours & gap_up(first, crow) & covers & (last.close > first.close))


@step_kernel
def _long_first_short_crow(prices: Prices, i: int) -> bool:
    return long(prices, i - 2) and not long(prices, i - 1)


@kernel
def upside_gap_two_crows(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Upside gap two crows: two black bodies stay above a long white one, the second engulfs."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 12, _upside_gap, _long_first_short_crow, 0.0)
    return out


@step_kernel
def _three_steps(prices: Prices, i: int, _: float) -> float:
    before = bar(prices, i - 3)
    first, second, last = trio(prices, i)
    colours = white(before) & black(first) & black(second) & black(last)
    falling = (before.high > first.close) & (first.close > second.close)
    opens = (second.open < first.open) & (second.open > first.close)
    opens &= (last.open < second.open) & (last.open > second.close)
    return signed(False, colours & falling & (second.close > last.close) & opens)


@step_kernel
def _on_their_lows(prices: Prices, i: int) -> bool:
    first, second, last = trio(prices, i)
    return (
        lower(first) < sliver(prices, i - 2)
        and lower(second) < sliver(prices, i - 1)
        and lower(last) < sliver(prices, i)
    )


@kernel
def three_black_crows(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Three black crows: lower closes on the lows, each open within the body before."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 13, _three_steps, _on_their_lows, 0.0)
    return out


@step_kernel
def _three_falling(prices: Prices, i: int, _: float) -> float:
    first, second, last = trio(prices, i)
    falling = (first.close > second.close) & (second.close > last.close)
    return signed(False, black(first) & black(second) & black(last) & falling)


@step_kernel
def _opens_at_the_close(prices: Prices, i: int) -> bool:
    level, margin = prices.close[i - 1], equal(prices, i - 1)
    return prices.open[i] <= level + margin and prices.open[i] >= level - margin


@step_kernel
def _identical(prices: Prices, i: int) -> bool:
    joined = _opens_at_the_close(prices, i - 1) and _opens_at_the_close(prices, i)
    return joined and _on_their_lows(prices, i)


@kernel
def identical_three_crows(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Identical three crows: lower closes on the lows, each open at the close before."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 12, _three_falling, _identical, 0.0)
    return out
