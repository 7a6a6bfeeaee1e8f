"""Pairs: a candle answered by one of the other colour. Columns as in `scan`."""

from ...jit import F64, kernel, step_kernel
from ...memory import empty
from .measure import Prices, bar, black, body, equal, long, signed, white
from .scan import scan


@step_kernel
def _piercing(prices: Prices, i: int, _: float) -> float:
    before, candle = bar(prices, i - 1), bar(prices, i)
    into = (candle.close < before.open) & (candle.close > before.close + body(before) * 0.5)
    return signed(black(before) & white(candle) & (candle.open < before.low) & into, False)


@step_kernel
def _both_long(prices: Prices, i: int) -> bool:
    return long(prices, i - 1) and long(prices, i)


@kernel
def piercing(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Piercing line: opens below the low of a long black candle, closes above its middle."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _piercing, _both_long, 0.0)
    return out


@step_kernel
def _dark_cloud(prices: Prices, i: int, penetration: float) -> float:
    before, candle = bar(prices, i - 1), bar(prices, i)
    falls = candle.close < before.close - body(before) * penetration
    into = falls & (candle.close > before.open)
    return signed(False, white(before) & black(candle) & (candle.open > before.high) & into)


@step_kernel
def _long_before(prices: Prices, i: int) -> bool:
    return long(prices, i - 1)


@kernel
def dark_cloud_cover(open_: F64, high: F64, low: F64, close: F64, penetration: float) -> F64:
    """Dark cloud cover: opens above the high of a long white candle, closes well into its body.

    penetration  part of the white body that the close must be below its close
    """
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _dark_cloud, _long_before, penetration)
    return out


@step_kernel
def _from_below(prices: Prices, i: int, _: float) -> float:
    before, candle = bar(prices, i - 1), bar(prices, i)
    return signed(False, black(before) & white(candle) & (candle.open < before.low))


@step_kernel
def _at_the_close(prices: Prices, i: int) -> bool:
    close, level = prices.close[i], prices.close[i - 1]
    return close >= level and close <= level + equal(prices, i - 1) and long(prices, i - 1)


@kernel
def in_neck(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """In-neck: opens below the low of a long black candle, closes at its close or just above."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _from_below, _at_the_close, 0.0)
    return out


@step_kernel
def _at_the_low(prices: Prices, i: int) -> bool:
    close, level = prices.close[i], prices.low[i - 1]
    margin = equal(prices, i - 1)
    return close <= level + margin and close >= level - margin and long(prices, i - 1)


@kernel
def on_neck(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """On-neck: opens below the low of a long black candle, closes at that low."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _from_below, _at_the_low, 0.0)
    return out


@step_kernel
def _thrusting(prices: Prices, i: int, _: float) -> float:
    before, candle = bar(prices, i - 1), bar(prices, i)
    into = candle.close <= before.close + body(before) * 0.5
    return signed(False, black(before) & white(candle) & (candle.open < before.low) & into)


@step_kernel
def _above_the_close(prices: Prices, i: int) -> bool:
    return prices.close[i] > prices.close[i - 1] + equal(prices, i - 1) and long(prices, i - 1)


@kernel
def thrusting(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Thrusting: opens below the low of a long black candle, closes into its lower half."""
    out = empty(close.size)
    scan(Prices(open_, high, low, close), out, 11, _thrusting, _above_the_close, 0.0)
    return out
