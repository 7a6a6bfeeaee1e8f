"""Bars as the kernels see them: one contiguous, read-only array a column."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .jit import F64, I32, I64

UNKNOWN = np.empty(0, np.int32)
UNKNOWN.flags.writeable = False


class Bars(NamedTuple):
    """The bars of one symbol, oldest first.

    ts      (n,) int64 nanoseconds since 1970-01-01 UTC, the bar's start, strictly increasing
    open, high, low, close, volume   (n,) float64; a missing bar has NaN in all four prices
    session (n,) int32 date of each bar's session in days since 1970-01-01, never falling; (0,)
            where nobody asked for it
    interval nanoseconds from bar to bar; 0 where nobody asked for it
    calendar "365" where every date is a session, "252" where weekdays are, or an exchange's code;
            empty where nobody asked for it
    """

    ts: I64
    open: F64
    high: F64
    low: F64
    close: F64
    volume: F64
    session: I32 = UNKNOWN
    interval: int = 0
    calendar: str = ""


COLUMNS = Bars._fields[:7]


def altered(bars: Bars, function: Callable[[NDArray[Any]], NDArray[Any]]) -> Bars:
    """The bars with the function applied to every column."""
    return bars._replace(**{name: function(getattr(bars, name)) for name in COLUMNS})
