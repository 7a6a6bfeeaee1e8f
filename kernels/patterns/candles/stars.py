"""Stars: a small body that a gap sets apart from the long one before. Columns as in `scan`."""

from ...jit import F64, kernel, step_kernel
from ...memory import empty
from .measure import (
    Prices,
    bar,
    black,
    body,
    bottom,
    gap_down,
    gap_up,
    long,
    mean_range,
    signed,
    tiny,
    top,
    trio,
    white,
)
from .scan import scan


@step_kernel
def _doji_star(prices: Prices, i: int, _: float) -> float:
    before, star = bar(prices, i - 1), bar(prices, i)
    return signed(black(before) & gap_down(before, star), white(before) & gap_up(before, star))


@step_kernel
def _long_then_doji(prices: Prices, i: int) -> bool:
    return long(prices, i - 1) and tiny(prices, i)


@kernel
def doji_star(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Doji star: a doji whose body gaps away from a long body, in the direction of its colour."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _doji_star, _long_then_doji, 0.0)
    return out


@step_kernel
def _morning(prices: Prices, i: int, penetration: float) -> float:
    first, star, last = trio(prices, i)
    back = last.close > first.close + body(first) * penetration
    return signed(black(first) & gap_down(first, star) & white(last) & back, False)


@step_kernel
def _evening(prices: Prices, i: int, penetration: float) -> float:
    first, star, last = trio(prices, i)
    back = last.close < first.close - body(first) * penetration
    return signed(False, white(first) & gap_up(first, star) & black(last) & back)


@step_kernel
def _short_star(prices: Prices, i: int) -> bool:
    return long(prices, i - 2) and not long(prices, i - 1) and long(prices, i)


@step_kernel
def _tiny_star(prices: Prices, i: int) -> bool:
    return long(prices, i - 2) and tiny(prices, i - 1) and long(prices, i)


@kernel
def morning_star(open_: F64, high: F64, low: F64, close: F64, penetration: float) -> F64:
    """Morning star: long black, a short body below it, then white, well into the first body.

    penetration  part of the first body that the last close must be above its close
    """
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 12, _morning, _short_star, penetration)
    return out


@kernel
def evening_star(open_: F64, high: F64, low: F64, close: F64, penetration: float) -> F64:
    """Evening star: long white, a short body above it, then black, well into the first body.

    penetration  part of the first body that the last close must be below its close
    """
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 12, _evening, _short_star, penetration)
    return out


@kernel
def morning_doji_star(open_: F64, high: F64, low: F64, close: F64, penetration: float) -> F64:
    """Morning star whose star is a doji; penetration as there."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 12, _morning, _tiny_star, penetration)
    return out


@kernel
def evening_doji_star(open_: F64, high: F64, low: F64, close: F64, penetration: float) -> F64:
    """Evening star whose star is a doji; penetration as there."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 12, _evening, _tiny_star, penetration)
    return out


@step_kernel
def _abandoned(prices: Prices, i: int, penetration: float) -> float:
    first, star, last = trio(prices, i)
    below = (star.high < first.low) & (last.low > star.high)
    above = (star.low > first.high) & (last.high < star.low)
    rise = last.close > first.close + body(first) * penetration
    fall = last.close < first.close - body(first) * penetration
    return signed(
        black(first) & white(last) & below & rise, white(first) & black(last) & above & fall
    )


@kernel
def abandoned_baby(open_: F64, high: F64, low: F64, close: F64, penetration: float) -> F64:
    """Abandoned baby: a doji star that gaps on both sides leave alone, shadows included.

    penetration  part of the first body that the last close must have taken back
    """
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 12, _abandoned, _tiny_star, penetration)
    return out


@step_kernel
def _tristar(prices: Prices, i: int, _: float) -> float:
    first, star, last = trio(prices, i)
    up = gap_down(first, star) & (bottom(last) > bottom(star))
    down = gap_up(first, star) & (top(last) < top(star))
    return signed(up, down)


@step_kernel
def _three_dojis(prices: Prices, i: int) -> bool:
    first, star, last = trio(prices, i)
    limit = 0.1 * mean_range(prices, i - 2, 10)
    return body(first) <= limit and body(star) <= limit and body(last) <= limit


@kernel
def tristar(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Tristar: three dojis by the measure of the first, the middle one gapping away."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 12, _tristar, _three_dojis, 0.0)
    return out
