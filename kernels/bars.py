"""Bars as the kernels see them: one contiguous, read-only array a column."""

from typing import NamedTuple

from .jit import F64, I64


class Bars(NamedTuple):
    """The bars of one symbol, oldest first.

    ts      (n,) int64 nanoseconds since 1970-01-01 UTC, the bar's start, strictly increasing
    open, high, low, close, volume   (n,) float64; a missing bar has NaN in all four prices
    """

    ts: I64
    open: F64
    high: F64
    low: F64
    close: F64
    volume: F64
