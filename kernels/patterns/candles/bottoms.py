"""Bottoms: falls of three to five candles that run out. Columns as in `scan`."""

from ...jit import F64, kernel, step_kernel
from ...memory import empty
from .measure import (
    Prices,
    bar,
    black,
    body,
    gap_down,
    long,
    lower,
    short,
    signed,
    sliver,
    trio,
    upper,
    white,
)
from .scan import scan


@step_kernel
def _three_stars(prices: Prices, i: int, _: float) -> float:
    first, second, last = trio(prices, i)
    found = black(first) & black(second) & black(last) & (lower(first) > body(first))
    found &= (body(second) < body(first)) & (second.low < first.close)
    found &= (second.open > first.close) & (second.open <= first.high) & (second.low >= first.low)
    found &= (last.low > second.low) & (last.high < second.high)
    return signed(found, False)


@step_kernel
def _dwindling(prices: Prices, i: int) -> bool:
    last = bar(prices, i)
    return (
        max(lower(last), upper(last)) < sliver(prices, i)
        and lower(bar(prices, i - 1)) > sliver(prices, i - 1)
        and short(prices, i)
        and long(prices, i - 2)
    )


@kernel
def three_stars_in_the_south(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Three stars in the south: black candles, each smaller and within the lows of the first."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 12, _three_stars, _dwindling, 0.0)
    return out


@step_kernel
def _three_river(prices: Prices, i: int, _: float) -> float:
    first, second, last = trio(prices, i)
    inside = (second.close > first.close) & (second.open <= first.open)
    found = black(first) & black(second) & white(last) & inside
    return signed(found & (second.low < first.low) & (last.open > second.low), False)


@step_kernel
def _long_then_short(prices: Prices, i: int) -> bool:
    return long(prices, i - 2) and short(prices, i)


@kernel
def unique_three_river(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Unique three river: long black, a black harami with a new low, then a short white body."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 12, _three_river, _long_then_short, 0.0)
    return out


@step_kernel
def _swallow(prices: Prices, i: int, _: float) -> float:
    first = bar(prices, i - 3)
    second, third, last = trio(prices, i)
    found = black(first) & black(second) & black(third) & black(last)
    found &= gap_down(second, third) & (third.high > second.close)
    return signed(found & (last.high > third.high) & (last.low < third.low), False)


@step_kernel
def _bald(prices: Prices, i: int) -> bool:
    candle = bar(prices, i)
    return max(upper(candle), lower(candle)) < sliver(prices, i)


@step_kernel
def _concealed(prices: Prices, i: int) -> bool:
    shadow = upper(bar(prices, i - 1)) > sliver(prices, i - 1)
    return shadow and _bald(prices, i - 3) and _bald(prices, i - 2)


@kernel
def concealing_baby_swallow(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Concealing baby swallow: two black marubozus, a gap reached back into, then an engulfing."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 13, _swallow, _concealed, 0.0)
    return out


@step_kernel
def _ladder(prices: Prices, i: int, _: float) -> float:
    first, second = bar(prices, i - 4), bar(prices, i - 3)
    third, fourth, last = trio(prices, i)
    found = black(first) & black(second) & black(third) & black(fourth) & white(last)
    found &= (first.open > second.open) & (second.open > third.open)
    found &= (first.close > second.close) & (second.close > third.close)
    return signed(found & (last.open > fourth.open) & (last.close > fourth.high), False)


@step_kernel
def _shadow_above(prices: Prices, i: int) -> bool:
    return upper(bar(prices, i - 1)) > sliver(prices, i - 1)


@kernel
def ladder_bottom(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Ladder bottom: three black steps, a black candle with a shadow above, a white one over it."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 14, _ladder, _shadow_above, 0.0)
    return out
