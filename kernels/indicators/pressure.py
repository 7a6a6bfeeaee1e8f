"""Pressure: how much of the money, or of the range, went with the buyers."""

import numpy as np

from ..jit import F64, kernel
from ..memory import empty
from .deviations import typical_into

TILE = 512
SHORT = 64


@kernel
def mfi(high: F64, low: F64, close: F64, volume: F64, period: int) -> F64:
    """Money flow index: the share of money traded at a rising typical price, 0 to 100.

    high, low, close  (n,) prices; a value that is not finite marks a missing bar
    volume            (n,) units traded; likewise
    period            changes of the typical price in the window, at least 1
    returns           (n,) NaN until `period` changes have been seen, and where the window holds a
                      missing bar; 0, as in TA-Lib, where no money flowed at all
    source            G. Quong, A. Soudack, Volume-Weighted RSI: Money Flow, Technical Analysis of
                      Stocks and Commodities, March 1989
    """
    size = close.size
    out = empty(size)
    for i in range(min(period, size)):
        out[i] = np.nan
    tile = max(TILE, period)
    typical = np.empty(tile + period)
    rising = np.empty(tile + period)
    falling = np.empty(tile + period)
    with_buyers = np.empty(tile)
    with_sellers = np.empty(tile)
    work = np.empty(2 * (tile + period))
    for first in range(period, size, tile):
        stop = min(first + tile, size)
        begin = first - period
        prices = typical[: stop - begin]
        typical_into(high[begin:stop], low[begin:stop], close[begin:stop], prices)
        _flows_into(prices, volume[begin:stop], rising, falling)
        shares = out[first:stop]
        up = with_buyers[: shares.size]
        down = with_sellers[: shares.size]
        _sums_into(rising, period - 1, period, work, up)
        _sums_into(falling, period - 1, period, work, down)
        for k in range(shares.size):
            share = 100.0 * (up[k] / (up[k] + down[k]))
            shares[k] = 0.0 if up[k] + down[k] == 0.0 else share
    return out


@kernel
def ultimate(high: F64, low: F64, close: F64, fast: int, medium: int, slow: int) -> F64:
    """Ultimate oscillator: the buyers' share of the true range over three windows, 0 to 100.

    high, low, close    (n,) prices; a value that is not finite marks a missing bar
    fast, medium, slow  true ranges in the windows, each at least 1 and above the one before
    returns             (n,) NaN until `slow` true ranges have been seen, and where the window holds
                        a missing bar; a window without any range counts as 0
    source              L. Williams, The Ultimate Oscillator, Technical Analysis of Stocks and
                        Commodities, April 1985
    """
    size = close.size
    out = empty(size)
    for i in range(min(slow, size)):
        out[i] = np.nan
    tile = max(TILE, slow)
    bought = np.empty(tile + slow)
    ranged = np.empty(tile + slow)
    gains = np.empty(tile + slow)
    spans = np.empty(tile + slow)
    spare = np.empty(tile + slow)
    work = np.empty(2 * (tile + slow))
    for first in range(slow, size, tile):
        stop = min(first + tile, size)
        begin = first - slow
        _ranges_into(high[begin:stop], low[begin:stop], close[begin:stop], bought, ranged)
        shares = out[first:stop]
        for k in range(shares.size):
            shares[k] = 0.0
        shorter = 0
        for period, weight in ((fast, 400.0 / 7.0), (medium, 200.0 / 7.0), (slow, 100.0 / 7.0)):
            windows = stop - begin - period
            if period == 2 * shorter:
                _add(gains[:windows], gains[shorter : shorter + windows], spare[:windows])
                gains, spare = spare, gains
                _add(spans[:windows], spans[shorter : shorter + windows], spare[:windows])
                spans, spare = spare, spans
            else:
                _sums_into(bought, period - 1, period, work, gains[:windows])
                _sums_into(ranged, period - 1, period, work, spans[:windows])
            gain = gains[slow - period : windows]
            span = spans[slow - period : windows]
            for k in range(shares.size):
                share = weight * (gain[k] / span[k])
                shares[k] += 0.0 if span[k] == 0.0 else share
            shorter = period
    return out


@kernel
def _flows_into(typical: F64, volume: F64, rising: F64, falling: F64) -> None:
    """Money at a rising and at a falling price, from the second bar on; NaN at a missing bar."""
    before = typical[: typical.size - 1]
    now = typical[1:]
    units = volume[1:]
    for k in range(now.size):
        change = now[k] - before[k]
        money = now[k] * units[k]
        none = 0.0 * (change + money)
        rising[k] = money if change > 0.0 else none
        falling[k] = money if change < 0.0 else none


@kernel
def _ranges_into(high: F64, low: F64, close: F64, bought: F64, ranged: F64) -> None:
    """The close above the true low, and the true range, from the second bar on; NaN if missing."""
    before = close[: close.size - 1]
    top, bottom, price = high[1:], low[1:], close[1:]
    for k in range(before.size):
        spoilt = 0.0 * (top[k] + bottom[k] + price[k] + before[k])
        above = abs(top[k] - before[k])
        below = abs(bottom[k] - before[k])
        widest = above if above > below else below
        span = top[k] - bottom[k]
        ranged[k] = (span if span > widest else widest) + spoilt
        bought[k] = price[k] - (bottom[k] if bottom[k] < before[k] else before[k])


@kernel
def _sums_into(values: F64, first: int, period: int, work: F64, out: F64) -> None:
    """Write the sums of the windows that end at `first` and after it, as many as `out` holds.

    Short windows are added up from strips of 1, 2, 4 ... values; long ones are the end of a block
    and the beginning of the next. Nothing from outside a window ever enters its sum.
    """
    size = out.size
    if period > SHORT:
        for start in range(0, size, period):
            stop = min(start + period, size)
            total = 0.0
            old = values[first + start + 1 - period : first + start]
            for k in range(period - 2, -1, -1):
                total += old[k]
                work[k] = total
            work[period - 1] = 0.0
            new = values[first + start : first + stop]
            total = 0.0
            for k in range(new.size):
                total += new[k]
                out[start + k] = work[k] + total
        return
    strips = values[first + 1 - period : first + size]
    spare = work[: work.size // 2]
    other = work[work.size // 2 :]
    offset = 0
    width = 1
    for k in range(size):
        out[k] = 0.0
    while True:
        digit = period // width % 4
        _gather(strips[offset:], width, digit, out)
        offset += digit * width
        if offset == period:
            return
        left = strips.size - 3 * width
        _gather(strips, width, 4, spare[:left])
        strips = spare[:left]
        spare, other = other, spare
        width *= 4


@kernel
def _gather(strips: F64, width: int, count: int, out: F64) -> None:
    """Add the next 0 to 3 strips, each `width` bars wide, to every sum; 4 begin a new one."""
    size = out.size
    if count == 0:
        return
    a = strips[:size]
    b = strips[width : width + size]
    c = strips[2 * width : 2 * width + size]
    d = strips[3 * width : 3 * width + size]
    if count == 1:
        for k in range(size):
            out[k] += a[k]
    elif count == 2:
        for k in range(size):
            out[k] += a[k] + b[k]
    elif count == 3:
        for k in range(size):
            out[k] += a[k] + b[k] + c[k]
    else:
        for k in range(size):
            out[k] = (a[k] + b[k]) + (c[k] + d[k])


@kernel
def _add(a: F64, b: F64, out: F64) -> None:
    for k in range(out.size):
        out[k] = a[k] + b[k]
