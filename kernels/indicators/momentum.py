"""Momentum: how far and how steadily a price has moved."""

import numpy as np

from ..jit import F64, fused, kernel
from ..memory import empty

VANISHED = 1e-290


@kernel
def rsi(close: F64, period: int) -> F64:
    """Relative strength index with Wilder smoothing, 0 to 100.

    close    (n,) any column; a change that is not finite marks a missing bar
    period   changes in the smoothing window, at least 1
    returns  (n,) NaN until `period` changes have been seen, and again after a missing bar; 0, as in
             TA-Lib, where there has been no change at all
    source   J. W. Wilder, New Concepts in Technical Trading Systems, 1978, section VI

    Rises and falls are carried as `period` times their Wilder means, which leaves the ratio alone.
    """
    size = close.size
    out = empty(size)
    for k in range(min(1, size)):
        out[k] = np.nan
    keep = 1.0 - 1.0 / period
    up = down = moved = 0.0
    seen = 0
    i = 1
    while i < size:
        before = close[i - 1]
        if seen < period:
            change = close[i] - before
            seen = seen + 1 if abs(change) < np.inf else 0
            up = up + max(change, 0.0) if seen > 0 else 0.0
            down = down + max(-change, 0.0) if seen > 0 else 0.0
            moved = up + down
            out[i] = np.nan
            if seen == period:
                out[i] = 100.0 * (up / moved) if moved >= VANISHED else 0.0
            i += 1
            continue
        rest, ratios = close[i:], out[i:]
        done = 0
        while done < rest.size:
            change = rest[done] - before
            rise = 0.0 if change < 0.0 else change
            up = fused(keep, up, rise)
            down = fused(keep, down, rise - change)
            moved = up + down
            if not VANISHED <= moved < np.inf:
                break
            ratios[done] = 100.0 * (up / moved)
            before = rest[done]
            done += 1
        i += done
        if i < size:
            up = down = 0.0
            if moved < VANISHED:
                out[i] = 0.0
                i += 1
                while i < size and close[i] == close[i - 1]:
                    out[i] = 0.0
                    i += 1
            else:
                seen = 0
    return out


@kernel
def roc(close: F64, period: int) -> F64:
    """Rate of change in percent: 100 * (close / close `period` bars before - 1).

    close    (n,) any column; a value that is not finite marks a missing bar
    period   bars between the two values, at least 1
    returns  (n,) NaN where either value is missing; 0, as in TA-Lib, where the older one is 0
    source   as TA-Lib's ROC
    """
    out = empty(close.size)
    begun = min(period, close.size)
    for i in range(begun):
        out[i] = np.nan
    rates = out[begun:]
    now = close[begun:]
    before = close[: rates.size]
    for k in range(rates.size):
        rate = (now[k] / before[k] - 1.0) * 100.0 if before[k] != 0.0 else 0.0
        rates[k] = rate if abs(now[k]) + abs(before[k]) < np.inf else np.nan
    return out


@kernel
def momentum(close: F64, period: int) -> F64:
    """Change over `period` bars, in units of the column.

    close    (n,) any column; a value that is not finite marks a missing bar
    period   bars between the two values, at least 1
    returns  (n,) NaN where either value is missing
    source   as TA-Lib's MOM
    """
    out = empty(close.size)
    begun = min(period, close.size)
    for i in range(begun):
        out[i] = np.nan
    changes = out[begun:]
    now = close[begun:]
    before = close[: changes.size]
    for k in range(changes.size):
        change = now[k] - before[k]
        changes[k] = change if abs(change) < np.inf else np.nan
    return out
