"""Bars of a longer interval, made of the bars that lie in it; and what of them is known when."""

import numpy as np

from ..jit import F64, I32, I64, kernel
from ..memory import empty
from .sessions import DAY, MONDAY


@kernel
def groups(ts: I64, session: I32, interval: int) -> tuple[I32, I64]:
    """Which longer bar each bar belongs to.

    ts        (n,) int64 nanoseconds UTC, increasing
    session   (n,) int32 date of each bar's session in days since 1970-01-01, never falling
    interval  nanoseconds; below a day it is counted from 00:00 UTC of the date on which the session
              began, and a session begins a new bar; whole days are counted from Monday 1969-12-29,
              so that a week begins on Monday
    returns   (n,) int32 number of the longer bar, from 0; (m,) int64 its ts
    """
    group = np.empty(ts.size, np.int32)
    starts = np.empty(ts.size, np.int64)
    count = 0
    anchor = start = end = 0
    for i in range(ts.size):
        begins = i == 0 or session[i] != session[i - 1]
        if begins and interval < DAY:
            anchor = ts[i] // DAY * DAY
        if begins or (interval < DAY and ts[i] >= end):
            before = start
            if interval < DAY:
                start = anchor + (ts[i] - anchor) // interval * interval
                end = start + interval
            else:
                days = interval // DAY
                start = ((session[i] + MONDAY) // days * days - MONDAY) * DAY
            if count == 0 or start != before:
                starts[count] = start
                count += 1
        group[i] = count - 1
    return group, starts[:count].copy()


@kernel
def resample(
    open: F64, high: F64, low: F64, close: F64, volume: F64, group: I32, count: int
) -> tuple[F64, F64, F64, F64, F64]:
    """First open, highest high, lowest low, last close and summed volume of each longer bar.

    open .. volume  (n,) of the bars; a bar without prices counts with its volume only
    group, count    which longer bar each belongs to, and how many those are
    returns         (count,) columns; prices NaN where no bar has any, volume where none is known
    """
    prices = np.full((4, count), np.nan)
    volumes = np.full(count, np.nan)
    for i in range(group.size):
        k = group[i]
        if not np.isnan(volume[i]):
            volumes[k] = volume[i] if np.isnan(volumes[k]) else volumes[k] + volume[i]
        if np.isnan(close[i]):
            continue
        if np.isnan(prices[0, k]):
            prices[0, k] = open[i]
            prices[1, k] = high[i]
            prices[2, k] = low[i]
        prices[1, k] = max(prices[1, k], high[i])
        prices[2, k] = min(prices[2, k], low[i])
        prices[3, k] = close[i]
    return prices[0], prices[1], prices[2], prices[3], volumes


@kernel
def latest_known(ts: I64, step: int, group: I32, known: I64, ends: I64) -> I32:
    """The newest longer bar that has ended when each bar has; -1 where none has.

    ts, step          (n,) int64 the bars' ts, and their interval in nanoseconds
    group             (n,) int32 which longer bar each belongs to
    known             (m,) int64 the time before which a longer bar is not known
    ends              (m,) int64 the time from which no further bar can belong to it
    returns           (n,) int32
    """
    out = np.empty(ts.size, np.int32)
    for i in range(ts.size):
        now = ts[i] + step
        k = group[i]
        if now < ends[k]:
            k -= 1
        while k >= 0 and now < known[k]:
            k -= 1
        out[i] = k
    return out


@kernel
def spread(values: F64, known: I32) -> F64:
    """Values of longer bars laid out over the bars: each the newest known one, else NaN.

    values   (m,) a column of the longer bars
    known    (n,) int32 as `latest_known` gives
    """
    out = empty(known.size)
    for i in range(known.size):
        out[i] = values[known[i]] if known[i] >= 0 else np.nan
    return out
