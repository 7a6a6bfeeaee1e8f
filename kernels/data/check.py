"""The check that every bar passes before anything is computed from it."""

from enum import IntEnum

import numpy as np

from ..jit import F64, I64, kernel

LARGEST = np.finfo(np.float64).max


class Fault(IntEnum):
    """What is wrong with a row of bars; the order is the order of the checks."""

    NONE = 0
    TS_DUPLICATE = 1
    TS_BACKWARDS = 2
    OPEN_INFINITE = 3
    HIGH_INFINITE = 4
    LOW_INFINITE = 5
    CLOSE_INFINITE = 6
    OPEN_NOT_POSITIVE = 7
    HIGH_NOT_POSITIVE = 8
    LOW_NOT_POSITIVE = 9
    CLOSE_NOT_POSITIVE = 10
    HIGH_BELOW_LOW = 11
    HIGH_BELOW_OPEN = 12
    HIGH_BELOW_CLOSE = 13
    LOW_ABOVE_OPEN = 14
    LOW_ABOVE_CLOSE = 15
    VOLUME_INFINITE = 16
    VOLUME_NEGATIVE = 17


@kernel
def row_fault(
    before: int, ts: int, open_: float, high: float, low: float, close: float, volume: float
) -> int:
    """Fault of one row below a row at `before`; a row with a NaN has no prices to look at."""
    if ts == before:
        return Fault.TS_DUPLICATE
    if ts < before:
        return Fault.TS_BACKWARDS
    if np.isinf(volume):
        return Fault.VOLUME_INFINITE
    if volume < 0.0:
        return Fault.VOLUME_NEGATIVE
    if np.isnan(open_) or np.isnan(high) or np.isnan(low) or np.isnan(close):
        return Fault.NONE
    prices = (open_, high, low, close)
    for column in range(4):
        if np.isinf(prices[column]):
            return Fault.OPEN_INFINITE + column
    for column in range(4):
        if prices[column] <= 0.0:
            return Fault.OPEN_NOT_POSITIVE + column
    if high < low:
        return Fault.HIGH_BELOW_LOW
    if high < open_:
        return Fault.HIGH_BELOW_OPEN
    if high < close:
        return Fault.HIGH_BELOW_CLOSE
    if low > open_:
        return Fault.LOW_ABOVE_OPEN
    if low > close:
        return Fault.LOW_ABOVE_CLOSE
    return Fault.NONE


@kernel
def first_fault(
    ts: I64, open_: F64, high: F64, low: F64, close: F64, volume: F64
) -> tuple[int, int, int]:
    """First row that no market can have made.

    ts       (n,) int64 nanoseconds
    prices   (n,) float64; a row with NaN in any of the four is a missing bar, its prices unchecked
    volume   (n,) float64; NaN is allowed
    returns  index of the first faulty row (-1: none), its Fault, and the number of rows before it
             that have NaN in some of the four prices but not in all

    One pass without a branch counts the sound rows;
    only where the count falls short does a second pass look for the reason.
    """
    n = ts.size
    sound = 0
    for i in range(n):
        sound += (
            ((ts[i] > ts[max(i - 1, 0)]) | (i == 0))
            & (low[i] > 0.0)
            & (high[i] <= LARGEST)
            & (open_[i] <= high[i])
            & (close[i] <= high[i])
            & (open_[i] >= low[i])
            & (close[i] >= low[i])
            & (not (volume[i] < 0.0))
            & (not (volume[i] > LARGEST))
        )
    if sound == n:
        return -1, Fault.NONE, 0
    partial = 0
    for i in range(n):
        before = ts[i] - 1 if i == 0 else ts[i - 1]
        fault = row_fault(before, ts[i], open_[i], high[i], low[i], close[i], volume[i])
        if fault != Fault.NONE:
            return i, fault, partial
        gaps = np.isnan(open_[i]) + np.isnan(high[i]) + np.isnan(low[i]) + np.isnan(close[i])
        partial += 0 < gaps < 4
    return -1, Fault.NONE, partial
