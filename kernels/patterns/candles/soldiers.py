"""Soldiers: three white candles that march up, or tire. Columns as in `scan`."""

from ...jit import F64, kernel, step_kernel
from ...memory import empty
from .measure import (
    Prices,
    bar,
    body,
    far,
    long,
    mean_body,
    mean_shadow,
    near,
    signed,
    sliver,
    trio,
    upper,
    white,
)
from .scan import scan


@step_kernel
def _rising(prices: Prices, i: int) -> bool:
    first, second, last = trio(prices, i)
    closes = (first.close < second.close) & (second.close < last.close)
    return white(first) & white(second) & white(last) & closes & (second.open > first.open)


@step_kernel
def _march(prices: Prices, i: int, _: float) -> float:
    return signed(_rising(prices, i) & (prices.open[i] > prices.open[i - 1]), False)


@step_kernel
def _slow_march(prices: Prices, i: int, _: float) -> float:
    return signed(False, _rising(prices, i) & (prices.open[i] > prices.open[i - 1]))


@step_kernel
def _last_stand(prices: Prices, i: int, _: float) -> float:
    return signed(False, _rising(prices, i))


@step_kernel
def _opens_near(prices: Prices, i: int) -> bool:
    return prices.open[i] <= prices.close[i - 1] + near(prices, i - 1)


@step_kernel
def _on_its_high(prices: Prices, i: int) -> bool:
    return upper(bar(prices, i)) < sliver(prices, i)


@step_kernel
def _strong(prices: Prices, i: int) -> bool:
    first, second, last = trio(prices, i)
    return (
        _on_its_high(prices, i)
        and _on_its_high(prices, i - 1)
        and _on_its_high(prices, i - 2)
        and _opens_near(prices, i - 1)
        and _opens_near(prices, i)
        and body(second) > body(first) - far(prices, i - 2)
        and body(last) > body(second) - far(prices, i - 1)
        and body(last) > mean_body(prices, i)
    )


@kernel
def three_white_soldiers(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Three white soldiers: higher closes on the highs, opens in or near the body before."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 12, _march, _strong, 0.0)
    return out


@step_kernel
def _weakening(prices: Prices, i: int) -> bool:
    first, second, last = trio(prices, i)
    if body(last) < body(second) - far(prices, i - 1):
        return True
    shrunk = body(second) < body(first) - far(prices, i - 2)
    if shrunk and body(last) < body(second) + near(prices, i - 1):
        return True
    if body(last) >= body(second):
        return False
    if upper(last) > body(last):
        return True
    high = upper(last) > mean_shadow(prices, i) or upper(second) > mean_shadow(prices, i - 1)
    return body(second) < body(first) and high


@step_kernel
def _blocked(prices: Prices, i: int) -> bool:
    return (
        long(prices, i - 2)
        and _opens_near(prices, i - 1)
        and _opens_near(prices, i)
        and upper(bar(prices, i - 2)) < mean_shadow(prices, i - 2)
        and _weakening(prices, i)
    )


@kernel
def advance_block(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Advance block: three white candles whose bodies shrink or whose upper shadows grow."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 12, _slow_march, _blocked, 0.0)
    return out


@step_kernel
def _stalled(prices: Prices, i: int) -> bool:
    second, last = bar(prices, i - 1), bar(prices, i)
    return (
        long(prices, i - 2)
        and long(prices, i - 1)
        and body(last) < mean_body(prices, i)
        and _on_its_high(prices, i - 1)
        and _opens_near(prices, i - 1)
        and last.open >= second.close - body(last) - near(prices, i - 1)
    )


@kernel
def stalled_pattern(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Stalled pattern: two long white candles, then a short one at the end of the second body."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 12, _last_stand, _stalled, 0.0)
    return out
