"""Momentum: how far and how steadily a price has moved."""

import numpy as np

from ..jit import F64, kernel

VANISHED = 1e-290


@kernel
def rsi(close: F64, period: int) -> F64:
    """Relative strength index with Wilder smoothing, 0 to 100.

    close    (n,) any column; a change that is not finite marks a missing bar
    period   changes in the smoothing window, at least 1
    returns  (n,) NaN until `period` changes have been seen, and again after a missing bar; 0, as in
             TA-Lib, where there has been no change at all
    source   J. W. Wilder, New Concepts in Technical Trading Systems, 1978, section VI
    """
    out = np.full(close.size, np.nan)
    weight = 1.0 / period
    up = down = 0.0
    seen = 0
    for i in range(1, close.size):
        change = close[i] - close[i - 1]
        if not abs(change) < np.inf:
            up = down = 0.0
            seen = 0
            continue
        seen += 1
        share = weight if seen > period else 1.0 / seen
        up += share * (max(change, 0.0) - up)
        down += share * (max(-change, 0.0) - down)
        if up + down < VANISHED:
            up = down = 0.0
        if seen >= period:
            out[i] = 100.0 * (up / (up + down)) if up + down > 0.0 else 0.0
    return out


@kernel
def roc(close: F64, period: int) -> F64:
    """Rate of change in percent: 100 * (close / close `period` bars before - 1).

    close    (n,) any column; NaN marks a missing bar
    period   bars between the two values, at least 1
    returns  (n,) NaN where either value is missing; 0, as in TA-Lib, where the older one is 0
    source   as TA-Lib's ROC
    """
    out = np.full(close.size, np.nan)
    for i in range(period, close.size):
        before = close[i - period]
        out[i] = (close[i] / before - 1.0) * 100.0 if before != 0.0 else 0.0 * close[i]
    return out
