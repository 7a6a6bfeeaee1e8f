"""Sessions of an exchange calendar: the one that holds each moment."""

import numpy as np

from ..jit import I32, I64, kernel
from .sessions import after


@kernel
def containing(ts: I64, opens: I64, closes: I64) -> I32:
    """Row of the stretch from an open up to, not including, its close that holds each ts, or -1.

    ts       (n,) int64 nanoseconds since 1970-01-01 UTC, increasing
    opens    (m,) int64 increasing, each before its close
    closes   (m,) int64, none after the next open
    returns  (n,) int32
    """
    out = np.empty(ts.size, np.int32)
    i = row = 0
    if ts.size:
        row = np.searchsorted(closes, ts[0], "right")
    while i < ts.size:
        while row < closes.size and closes[row] <= ts[i]:
            row += 1
        if row == closes.size:
            out[i:] = -1
            break
        if ts[i] < opens[row]:
            stop = after(ts, i, opens[row])
            out[i:stop] = -1
        else:
            stop = after(ts, i, closes[row])
            out[i:stop] = row
        i = stop
    return out
