"""Extremes over a trailing window, in one pass whatever the window.

Short windows are joined from strips: the extremes of 4 neighbours, of 16, of 64, until a few of
them, overlapping or not, cover the window. Long windows end in one block of bars and begin in the
one before, so they are a suffix of the old block joined to a prefix of the new one (M. van Herk, A
fast algorithm for local minimum and maximum filters, 1992). A missing bar is looked for once, and
spoils the windows that hold it and no other.
"""

import numpy as np

from ..jit import F64, kernel
from ..memory import empty

TILE = 1024
SHORT = 64


@kernel
def highest(values: F64, period: int) -> F64:
    """Largest value of the last `period` bars.

    values   (n,) any column; a value that is not finite marks a missing bar
    period   bars in the window, at least 1
    returns  (n,) NaN where the window is not full or holds a missing bar; a zero has no sign
    """
    return _extreme(values, period, True)


@kernel
def lowest(values: F64, period: int) -> F64:
    """Smallest value of the last `period` bars; missing bars and zeros as in `highest`."""
    return _extreme(values, period, False)


@kernel
def any_missing(values: F64) -> bool:
    """Whether any value is not finite."""
    found = 0
    for i in range(values.size):
        found |= values[i] - values[i] != 0.0
    return found != 0


@kernel
def blank(values: F64, period: int, out: F64) -> None:
    """Write NaN where one of the last `period` values is not finite."""
    last = -period
    for i in range(values.size):
        if values[i] - values[i] != 0.0:
            last = i
        if i - last < period:
            out[i] = np.nan


@kernel
def stretch(period: int) -> int:
    """How many windows to ask of `extremes_into` at a time: the bars before are read each time."""
    return max(TILE, period)


@kernel
def workspace(period: int) -> F64:
    """Memory for `extremes_into`."""
    return np.empty(2 * (TILE + period) if period <= SHORT else period)


@kernel
def extremes_into(values: F64, first: int, period: int, largest: bool, work: F64, out: F64) -> None:
    """Write the extremes of the windows that end at bar `first` and at the bars after it.

    first    at least period - 1
    out      as long as there are windows to find; undefined for those that hold a missing bar
    """
    size = out.size
    if period > SHORT:
        for start in range(0, size, period):
            stop = min(start + period, size)
            windows = out[start:stop]
            _suffixes(values[first + start + 1 - period : first + start], largest, work)
            _prefixes(values[first + start : first + stop], largest, windows)
            work[period - 1] = windows[windows.size - 1]
            rest = work[: windows.size]
            _join_two(windows, rest, largest, windows)
        return
    strips = values[first + 1 - period : first + size]
    if period < 4:
        _join_apart(strips, min(1, period - 1), period - 1, period - 1, largest, out)
        return
    wide = work[: work.size // 2]
    spare = work[work.size // 2 :]
    left = strips.size - 3
    _join_apart(strips, 1, 2, 3, largest, wide[:left])
    width = 4
    while 4 * width <= period:
        left -= 3 * width
        _join_apart(wide, width, 2 * width, 3 * width, largest, spare[:left])
        wide, spare = spare, wide
        width *= 4
    rest = period - width
    if rest <= width:
        _join_two(wide[:size], wide[rest : rest + size], largest, out)
        return
    _join_apart(wide, min(width, rest), min(2 * width, rest), rest, largest, out)


@kernel
def _extreme(values: F64, period: int, largest: bool) -> F64:
    size = values.size
    out = empty(size)
    for i in range(min(period - 1, size)):
        out[i] = np.nan
    work = workspace(period)
    step = stretch(period)
    for first in range(period - 1, size, step):
        windows = out[first : min(first + step, size)]
        extremes_into(values, first, period, largest, work, windows)
    if any_missing(values):
        blank(values, period, out)
    return out


@kernel
def _join_apart(values: F64, a: int, b: int, c: int, largest: bool, out: F64) -> None:
    size = out.size
    _join(
        values[:size],
        values[a : a + size],
        values[b : b + size],
        values[c : c + size],
        largest,
        out,
    )


@kernel
def _join(a: F64, b: F64, c: F64, d: F64, largest: bool, out: F64) -> None:
    """The extreme of four columns, value by value. Adding 0 takes the sign from a zero."""
    if largest:
        for k in range(out.size):
            ab = a[k] if a[k] > b[k] else b[k]
            cd = c[k] if c[k] > d[k] else d[k]
            out[k] = (ab if ab > cd else cd) + 0.0
    else:
        for k in range(out.size):
            ab = a[k] if a[k] < b[k] else b[k]
            cd = c[k] if c[k] < d[k] else d[k]
            out[k] = (ab if ab < cd else cd) + 0.0


@kernel
def _join_two(a: F64, b: F64, largest: bool, out: F64) -> None:
    if largest:
        for k in range(out.size):
            out[k] = (a[k] if a[k] > b[k] else b[k]) + 0.0
    else:
        for k in range(out.size):
            out[k] = (a[k] if a[k] < b[k] else b[k]) + 0.0


@kernel
def _prefixes(values: F64, largest: bool, out: F64) -> None:
    """The extreme of every value and all before it."""
    best = -np.inf if largest else np.inf
    if largest:
        for k in range(values.size):
            best = values[k] if values[k] > best else best
            out[k] = best
    else:
        for k in range(values.size):
            best = values[k] if values[k] < best else best
            out[k] = best


@kernel
def _suffixes(values: F64, largest: bool, out: F64) -> None:
    """The extreme of every value and all after it."""
    best = -np.inf if largest else np.inf
    if largest:
        for k in range(values.size - 1, -1, -1):
            best = values[k] if values[k] > best else best
            out[k] = best
    else:
        for k in range(values.size - 1, -1, -1):
            best = values[k] if values[k] < best else best
            out[k] = best
