"""Sessions without an exchange calendar: UTC dates, with or without a weekend."""

import numpy as np

from ..jit import I32, I64, kernel

DAY = 86_400_000_000_000
MONDAY = 3  # days from Monday 1969-12-29 to Thursday 1970-01-01


@kernel
def after(ts: I64, i: int, end: int) -> int:
    """First row from i on whose ts is not before `end`, or ts.size; ts increasing.

    Steps twice as long each time and then halves them: some 2 log2(k) comparisons for k rows, and
    one where a row is a date.
    """
    step = 1
    low = i
    while i < ts.size and ts[i] < end:
        low = i + 1
        i += step
        step *= 2
    high = min(i, ts.size)
    while low < high:
        middle = (low + high) // 2
        if ts[middle] < end:
            low = middle + 1
        else:
            high = middle
    return high


@kernel
def dates(ts: I64) -> I32:
    """Ordinal of the UTC date of each ts: days since 1970-01-01.

    ts       (n,) int64 nanoseconds since 1970-01-01 UTC, increasing
    returns  (n,) int32
    """
    out = np.empty(ts.size, np.int32)
    i = 0
    while i < ts.size:
        day = ts[i] // DAY
        stop = after(ts, i, (day + 1) * DAY)
        out[i:stop] = day
        i = stop
    return out


@kernel
def weekday_sessions(ts: I64) -> I32:
    """Ordinal of the weekday session of each ts, five a week counted from Monday 1969-12-29.

    ts       (n,) int64 nanoseconds since 1970-01-01 UTC, increasing
    returns  (n,) int32; a Saturday belongs to Friday's session, a Sunday to Monday's
    """
    out = np.empty(ts.size, np.int32)
    i = 0
    while i < ts.size:
        day = ts[i] // DAY
        stop = after(ts, i, (day + 1) * DAY)
        weekday = (day + MONDAY) % 7
        ordinal = (day + MONDAY) // 7 * 5 + (5 if weekday == 6 else min(weekday, 4))
        out[i:stop] = ordinal
        i = stop
    return out


@kernel
def weekend_dates(ts: I64) -> tuple[int, int, int]:
    """Number of distinct UTC dates, and of Saturdays and Sundays among them.

    ts       (n,) int64 nanoseconds since 1970-01-01 UTC, increasing
    """
    count = saturdays = sundays = 0
    i = 0
    while i < ts.size:
        day = ts[i] // DAY
        i = after(ts, i, (day + 1) * DAY)
        weekday = (day + MONDAY) % 7
        count += 1
        saturdays += weekday == 5
        sundays += weekday == 6
    return count, saturdays, sundays
