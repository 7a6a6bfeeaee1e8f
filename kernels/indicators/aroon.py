"""Aroon: how long ago the extremes of the last bars were."""

import numpy as np

from ..jit import F64, kernel
from ..memory import empty
from ..rolling.extremes import any_missing, blank

TILE = 512
SHORT = 64


@kernel
def aroon(high: F64, low: F64, period: int) -> tuple[F64, F64]:
    """Aroon: how recent the highest high and the lowest low are, 100 now and 0 `period` bars ago.

    high, low  (n,) prices; a value that is not finite marks a missing bar
    period     bars before the present one in the window, at least 1
    returns    up, down (n,); of equal extremes the latest counts; NaN where the window of
               period + 1 bars is not full or holds a missing bar
    source     T. Chande, The Time Price Oscillator, Technical Analysis of Stocks and Commodities,
               September 1995
    """
    size = high.size
    up = empty(size)
    down = empty(size)
    span = period + 1
    for i in range(min(period, size)):
        up[i] = down[i] = np.nan
    _latest_into(high, span, 1.0, 100.0 / period, up)
    _latest_into(low, span, -1.0, 100.0 / period, down)
    if any_missing(high):
        blank(high, span, up)
    if any_missing(low):
        blank(low, span, down)
    return up, down


@kernel
def _latest_into(values: F64, span: int, sign: float, scale: float, out: F64) -> None:
    """Write `scale` times the place of the latest extreme in its window, 0 for the oldest bar."""
    if span > SHORT:
        _latest_of_blocks_into(values, span, sign, scale, out)
        return
    tops, wider_tops = np.empty(TILE + span), np.empty(TILE + span)
    places, wider_places = np.empty(TILE + span), np.empty(TILE + span)
    for first in range(span - 1, values.size, TILE):
        stop = min(first + TILE, values.size)
        bars = values[first + 1 - span : stop]
        for k in range(bars.size):
            tops[k] = sign * bars[k]
            places[k] = 0.0
        width = 1
        left = bars.size
        while 4 * width <= span:
            left -= 3 * width
            _join(tops, places, width, 2 * width, 3 * width, wider_tops[:left], wider_places)
            tops, wider_tops = wider_tops, tops
            places, wider_places = wider_places, places
            width *= 4
        rest = span - width
        windows = stop - first
        a, b = min(width, rest), min(2 * width, rest)
        _join(tops, places, a, b, rest, wider_tops[:windows], wider_places)
        found = out[first:stop]
        for k in range(windows):
            found[k] = scale * wider_places[k]


@kernel
def _join(tops: F64, places: F64, a: int, b: int, c: int, joined: F64, joined_places: F64) -> None:
    """Join each strip with those that begin `a`, `b` and `c` bars after it; the latest top wins."""
    size = joined.size
    top_a, top_b, top_c = tops[a : a + size], tops[b : b + size], tops[c : c + size]
    place_a, place_b, place_c = places[a : a + size], places[b : b + size], places[c : c + size]
    for k in range(size):
        top = tops[k]
        place = places[k]
        place = place_a[k] + a if top_a[k] >= top else place
        top = top_a[k] if top_a[k] >= top else top
        place = place_b[k] + b if top_b[k] >= top else place
        top = top_b[k] if top_b[k] >= top else top
        place = place_c[k] + c if top_c[k] >= top else place
        joined[k] = top_c[k] if top_c[k] >= top else top
        joined_places[k] = place


@kernel
def _latest_of_blocks_into(values: F64, span: int, sign: float, scale: float, out: F64) -> None:
    """The same for long windows: the end of one block of bars and the beginning of the next."""
    tops = np.full(span + 1, -np.inf)
    bars = np.zeros(span + 1, np.int64)
    for start in range(0, values.size, span):
        top = -np.inf
        bar = start
        for k in range(min(span, values.size - start)):
            value = sign * values[start + k]
            bar = start + k if value >= top else bar
            top = value if value >= top else top
            latest = bars[k + 1] if tops[k + 1] > top else bar
            if start + k >= span - 1:
                out[start + k] = scale * (span - 1 - (start + k - latest))
        if start + span >= values.size:
            return
        top = -np.inf
        for k in range(span - 1, 0, -1):
            value = sign * values[start + k]
            bar = start + k if value > top else bar
            top = value if value > top else top
            tops[k] = top
            bars[k] = bar
