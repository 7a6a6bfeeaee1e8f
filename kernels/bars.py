"""Bars as the kernels see them: one contiguous, read-only array a column."""

from typing import NamedTuple

import numpy as np

from .jit import F64, I32, I64

UNKNOWN = np.empty(0, np.int32)
UNKNOWN.flags.writeable = False


class Bars(NamedTuple):
    """The bars of one symbol, oldest first.

    ts      (n,) int64 nanoseconds since 1970-01-01 UTC, the bar's start, strictly increasing
    open, high, low, close, volume   (n,) float64; a missing bar has NaN in all four prices
    session (n,) int32 ordinal of each bar's session, never falling; (0,) where nobody asked for it
    """

    ts: I64
    open: F64
    high: F64
    low: F64
    close: F64
    volume: F64
    session: I32 = UNKNOWN
