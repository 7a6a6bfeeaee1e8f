"""Lines: what the body and the shadows of one candle say. Columns as in `scan`."""

from ...jit import F64, kernel, step_kernel
from ...memory import empty
from .measure import (
    Prices,
    bar,
    black,
    body,
    long,
    lower,
    shadows,
    short,
    signed,
    sliver,
    upper,
    white,
)
from .scan import scan_shape, scan_usual


@step_kernel
def _belt(prices: Prices, i: int, usual: float) -> float:
    candle = bar(prices, i)
    long_body, limit = body(candle) > usual, sliver(prices, i)
    up = long_body & white(candle) & (lower(candle) < limit)
    return signed(up, long_body & black(candle) & (upper(candle) < limit))


@kernel
def belt_hold(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Belt hold: a long body that opens at the end of the range, without a shadow there."""
    out = empty(close.size)
    scan_usual(Prices(open_, high, low, close), out, body, _belt)
    return out


@step_kernel
def _closing(prices: Prices, i: int, usual: float) -> float:
    candle = bar(prices, i)
    long_body, limit = body(candle) > usual, sliver(prices, i)
    up = long_body & white(candle) & (upper(candle) < limit)
    return signed(up, long_body & black(candle) & (lower(candle) < limit))


@kernel
def closing_marubozu(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Closing marubozu: a long body that closes at the end of the range, without a shadow there."""
    out = empty(close.size)
    scan_usual(Prices(open_, high, low, close), out, body, _closing)
    return out


@step_kernel
def _bald(prices: Prices, i: int, usual: float) -> float:
    candle = bar(prices, i)
    long_body, limit = body(candle) > usual, sliver(prices, i)
    found = long_body & (upper(candle) < limit) & (lower(candle) < limit)
    return signed(found & white(candle), found & black(candle))


@kernel
def marubozu(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Marubozu: a long body without shadows."""
    out = empty(close.size)
    scan_usual(Prices(open_, high, low, close), out, body, _bald)
    return out


@step_kernel
def _long_line(prices: Prices, i: int, usual: float) -> float:
    candle, limit = bar(prices, i), usual / 2.0
    found = long(prices, i) & (upper(candle) < limit) & (lower(candle) < limit)
    return signed(found & white(candle), found & black(candle))


@kernel
def long_line(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Long line: a long body between short shadows."""
    out = empty(close.size)
    scan_usual(Prices(open_, high, low, close), out, shadows, _long_line)
    return out


@step_kernel
def _short_line(prices: Prices, i: int, usual: float) -> float:
    candle, limit = bar(prices, i), usual / 2.0
    found = short(prices, i) & (upper(candle) < limit) & (lower(candle) < limit)
    return signed(found & white(candle), found & black(candle))


@kernel
def short_line(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Short line: a short body between short shadows."""
    out = empty(close.size)
    scan_usual(Prices(open_, high, low, close), out, shadows, _short_line)
    return out


@step_kernel
def _between_shadows(prices: Prices, i: int, times: float) -> float:
    candle = bar(prices, i)
    shadows = (upper(candle) > times * body(candle)) & (lower(candle) > times * body(candle))
    found = shadows & short(prices, i)
    return signed(white(candle) & found, black(candle) & found)


@step_kernel
def _spinning(prices: Prices, i: int, _: float) -> float:
    return _between_shadows(prices, i, 1.0)


@step_kernel
def _waving(prices: Prices, i: int, _: float) -> float:
    return _between_shadows(prices, i, 2.0)


@kernel
def spinning_top(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """Spinning top: a short body between shadows that are longer than it."""
    out = empty(close.size)
    scan_shape(Prices(open_, high, low, close), out, 10, _spinning)
    return out


@kernel
def high_wave(open_: F64, high: F64, low: F64, close: F64) -> F64:
    """High wave: a short body between shadows that are longer than twice the body."""
    out = empty(close.size)
    scan_shape(Prices(open_, high, low, close), out, 10, _waving)
    return out
