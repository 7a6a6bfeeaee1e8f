"""Intervals: the step from bar to bar, its name, and the grid that one account's bars share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from ..errors import DataError
from .moments import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kernels.bars import Bars
    from kernels.jit import I64

SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY
MONTH = 28 * DAY  # from here on bars follow the calendar, not a grid
UNITS = {"w": WEEK, "d": DAY, "h": HOUR, "m": MINUTE, "s": SECOND}
LONGEST = 400 * DAY


def parse(name: str) -> int:
    """Nanoseconds of an interval like 1m, 5m, 1h, 4h, 1d or 1w; raises DataError for others."""
    match = re.fullmatch(r"([1-9]\d{0,5})([smhdw])", name.strip().lower())
    interval = int(match[1]) * UNITS[match[2]] if match else 0
    if not 0 < interval <= LONGEST:
        raise DataError(
            f"interval {name!r} is not known: a whole number and s, m, h, d or w, like 5m or 1d"
        )
    return interval


def label(interval: int) -> str:
    """The shortest name of an interval in nanoseconds: 300e9 is 5m; odd ones end in ns."""
    for unit, length in UNITS.items():
        if interval % length == 0:
            return f"{interval // length}{unit}"
    return f"{interval}ns"


def of(ts: I64, symbol: str = "DATA") -> int:
    """The commonest difference of neighbouring ts in nanoseconds; of equally common the smaller.

    ts   (n,) int64 strictly increasing; raises DataError below two rows
    """
    from kernels.data.intervals import majority_difference

    if ts.size < 2:
        raise DataError(
            f"{symbol}: one bar does not show its interval: give it, for example interval='1d'"
        )
    difference, count = majority_difference(ts)
    if 2 * count > ts.size - 1:
        return int(difference)
    differences, counts = np.unique(np.diff(ts), return_counts=True)
    return int(differences[counts.argmax()])


def known_at(ts: I64, interval: int) -> I64:
    """When each bar is known, its end: a daily bar 24 h after 00:00 UTC of its session's date."""
    return ts + interval


def common_grid(bars: Mapping[str, Bars], interval: int | None = None) -> int:
    """The interval in nanoseconds that all symbols share, their bars lying on one grid.

    bars       bars by symbol, in the account's order
    interval   if given, it is not looked for in the bars

    Raises DataError naming two bars where intervals differ or ts differ modulo the interval. Bars
    of 28 days and more follow the calendar: they need only be equal modulo a day.
    """
    from kernels.data.intervals import first_off_grid

    first = next(iter(bars))
    found = {symbol: interval or of(each.ts, symbol) for symbol, each in bars.items()}
    shared = found[first]
    grid = DAY if shared >= MONTH else shared
    phase = int(bars[first].ts[0]) % grid
    for symbol, each in bars.items():
        if found[symbol] != shared and min(found[symbol], shared) < MONTH:
            raise DataError(
                f"{first} has bars of {label(shared)} ({_pair(bars[first].ts, shared)}),"
                f" {symbol} of {label(found[symbol])} ({_pair(each.ts, found[symbol])}): one"
                f" account needs one interval; resample one, or say interval='{label(shared)}'"
            )
        row = first_off_grid(each.ts, grid, phase)
        if row >= 0:
            raise DataError(
                f"{first} has a bar at {text(bars[first].ts[0])}, {symbol} one at"
                f" {text(each.ts[row])} (row {row + 1}): not on one grid of"
                f" {label(grid)}; shift one, or give its zone"
            )
    return shared


def _pair(ts: I64, interval: int) -> str:
    row = int((np.diff(ts) == interval).argmax())
    return f"{text(ts[row])} and {text(ts[row + 1])}"
