"""Meetings: two candles that open or close at one price, or part at it. Columns as in `scan`."""

from ...jit import F64, kernel, step_kernel
from ...memory import empty
from .measure import (
    Prices,
    bar,
    black,
    body,
    equal,
    long,
    lower,
    signed,
    sliver,
    trio,
    upper,
    white,
)
from .scan import scan, scan_shape


@step_kernel
def _meet(price: float, level: float, margin: float) -> bool:
    return (price <= level + margin) & (price >= level - margin)


@step_kernel
def _countered(prices: Prices, i: int, _: float) -> float:
    before, candle = bar(prices, i - 1), bar(prices, i)
    met = _meet(candle.close, before.close, equal(prices, i - 1))
    return signed(met & black(before) & white(candle), met & white(before) & black(candle))


@step_kernel
def _both_long(prices: Prices, i: int) -> bool:
    return long(prices, i - 1) and long(prices, i)


@kernel
def counterattack(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Counterattack: two long candles of opposite colour with equal closes."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _countered, _both_long, 0.0)
    return out


@step_kernel
def _parting(prices: Prices, i: int, _: float) -> float:
    before, candle = bar(prices, i - 1), bar(prices, i)
    met = _meet(candle.open, before.open, equal(prices, i - 1))
    return signed(met & black(before) & white(candle), met & white(before) & black(candle))


@step_kernel
def _belt(prices: Prices, i: int) -> bool:
    candle = bar(prices, i)
    shadow = lower(candle) if white(candle) else upper(candle)
    return long(prices, i) and shadow < sliver(prices, i)


@kernel
def separating_lines(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Separating lines: equal opens, opposite colours, the second a belt hold."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _parting, _belt, 0.0)
    return out


@step_kernel
def _matching(prices: Prices, i: int, _: float) -> float:
    before, candle = bar(prices, i - 1), bar(prices, i)
    met = _meet(candle.close, before.close, equal(prices, i - 1))
    return signed(met & black(before) & black(candle), False)


@kernel
def matching_low(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Matching low: two black candles with equal closes."""
    out = empty(close.size)
    scan_shape(Prices(open_, high, low, close), out, 6, _matching)
    return out


@step_kernel
def _sandwich(prices: Prices, i: int, _: float) -> float:
    first, filling, last = trio(prices, i)
    met = _meet(last.close, first.close, equal(prices, i - 2))
    colours = black(first) & white(filling) & black(last)
    return signed(met & colours & (filling.low > first.close), False)


@kernel
def stick_sandwich(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Stick sandwich: a white candle above the close of two black ones whose closes are equal."""
    out = empty(close.size)
    scan_shape(Prices(open_, high, low, close), out, 7, _sandwich)
    return out


@step_kernel
def _kick(prices: Prices, i: int, _: float) -> float:
    before, candle = bar(prices, i - 1), bar(prices, i)
    up = black(before) & white(candle) & (candle.low > before.high)
    down = white(before) & black(candle) & (candle.high < before.low)
    return signed(up, down)


@step_kernel
def _longer_kick(prices: Prices, i: int, _: float) -> float:
    before, candle = bar(prices, i - 1), bar(prices, i)
    up = black(before) & white(candle) & (candle.low > before.high)
    down = white(before) & black(candle) & (candle.high < before.low)
    second = body(candle) > body(before)
    first = body(candle) <= body(before)
    return signed((up & second) | (down & first), (down & second) | (up & first))


@step_kernel
def _bald_and_long(prices: Prices, i: int) -> bool:
    candle = bar(prices, i)
    return long(prices, i) and max(upper(candle), lower(candle)) < sliver(prices, i)


@step_kernel
def _two_marubozus(prices: Prices, i: int) -> bool:
    return _bald_and_long(prices, i - 1) and _bald_and_long(prices, i)


@kernel
def kicking(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Kicking: two marubozus of opposite colour, the second gapping away in its own direction."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _kick, _two_marubozus, 0.0)
    return out


@kernel
def kicking_by_length(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Kicking that points in the direction of the longer of its two marubozus."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _longer_kick, _two_marubozus, 0.0)
    return out
