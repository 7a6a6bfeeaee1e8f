"""Candles measured: the parts of a bar, and how it compares with what was usual before it.

What is long, short or small is told by the mean of the bars before the one looked at, as in
TA-Lib's default settings. The means are summed anew for each bar: no running total, so nothing
depends on where history began.
"""

from typing import NamedTuple

import numpy as np

from ...jit import F64, step_kernel

at = np.uint64  # as an index it cannot be negative, which loops over vectors need to know


class Prices(NamedTuple):
    """The columns of the bars."""

    open: F64
    high: F64
    low: F64
    close: F64


class Bar(NamedTuple):
    """The prices of one bar."""

    open: float
    high: float
    low: float
    close: float


@step_kernel
def bar(prices: Prices, i: int) -> Bar:
    """Bar i."""
    return Bar(prices.open[at(i)], prices.high[at(i)], prices.low[at(i)], prices.close[at(i)])


@step_kernel
def trio(prices: Prices, i: int) -> tuple[Bar, Bar, Bar]:
    """The bars i - 2, i - 1 and i."""
    return bar(prices, i - 2), bar(prices, i - 1), bar(prices, i)


@step_kernel
def body(candle: Bar) -> float:
    """Distance of open and close."""
    return abs(candle.close - candle.open)


@step_kernel
def top(candle: Bar) -> float:
    """Upper end of the body."""
    return candle.close if candle.close >= candle.open else candle.open


@step_kernel
def bottom(candle: Bar) -> float:
    """Lower end of the body."""
    return candle.open if candle.close >= candle.open else candle.close


@step_kernel
def upper(candle: Bar) -> float:
    """Length of the shadow above the body."""
    return candle.high - top(candle)


@step_kernel
def lower(candle: Bar) -> float:
    """Length of the shadow below the body."""
    return bottom(candle) - candle.low


@step_kernel
def shadows(candle: Bar) -> float:
    """Length of both shadows."""
    return upper(candle) + lower(candle)


@step_kernel
def extent(candle: Bar) -> float:
    """High less low."""
    return candle.high - candle.low


@step_kernel
def white(candle: Bar) -> bool:
    """Closed at its open or above."""
    return candle.close >= candle.open


@step_kernel
def black(candle: Bar) -> bool:
    """Closed below its open."""
    return candle.close < candle.open


@step_kernel
def gap_up(before: Bar, after: Bar) -> bool:
    """The whole body above the body before."""
    return bottom(after) > top(before)


@step_kernel
def gap_down(before: Bar, after: Bar) -> bool:
    """The whole body below the body before."""
    return top(after) < bottom(before)


@step_kernel
def signed(up: bool, down: bool) -> float:
    """100 for a pattern that points up, -100 for one that points down, 0 for none."""
    return 100.0 * up - 100.0 * down


@step_kernel
def mean_body(prices: Prices, i: int) -> float:
    """Mean body of the ten bars before bar i."""
    total = 0.0
    for back in range(10, 0, -1):
        total += abs(prices.close[at(i - back)] - prices.open[at(i - back)])
    return total / 10.0


@step_kernel
def mean_range(prices: Prices, i: int, period: int) -> float:
    """Mean of high less low of the `period` bars before bar i."""
    total = 0.0
    for back in range(period, 0, -1):
        total += prices.high[at(i - back)] - prices.low[at(i - back)]
    return total / period


@step_kernel
def mean_shadow(prices: Prices, i: int) -> float:
    """Mean length of a shadow, upper or lower, of the ten bars before bar i."""
    total = 0.0
    for back in range(10, 0, -1):
        total += shadows(bar(prices, i - back))
    return total / 10.0 / 2.0


@step_kernel
def long(prices: Prices, i: int) -> bool:
    """Body longer than usual."""
    return body(bar(prices, i)) > mean_body(prices, i)


@step_kernel
def short(prices: Prices, i: int) -> bool:
    """Body shorter than usual."""
    return body(bar(prices, i)) < mean_body(prices, i)


@step_kernel
def tiny(prices: Prices, i: int) -> bool:
    """Body of a doji: at most a tenth of the usual range."""
    return body(bar(prices, i)) <= 0.1 * mean_range(prices, i, 10)


@step_kernel
def sliver(prices: Prices, i: int) -> float:
    """A shadow shorter than this at bar i counts as none: a tenth of the usual range."""
    return 0.1 * mean_range(prices, i, 10)


@step_kernel
def equal(prices: Prices, i: int) -> float:
    """Two prices no further apart than this count as equal at bar i."""
    return 0.05 * mean_range(prices, i, 5)


@step_kernel
def near(prices: Prices, i: int) -> float:
    """Two prices no further apart than this are near each other at bar i."""
    return 0.2 * mean_range(prices, i, 5)


@step_kernel
def far(prices: Prices, i: int) -> float:
    """Lengths that differ by more than this differ much at bar i."""
    return 0.6 * mean_range(prices, i, 5)
