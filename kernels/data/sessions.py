"""Sessions without an exchange calendar: UTC dates, with or without a weekend."""

import numpy as np

from ..jit import I32, I64, kernel

DAY = 86_400_000_000_000
MONDAY = 3  # days from Monday 1969-12-29 to Thursday 1970-01-01


@kernel
def dates(ts: I64) -> I32:
    """Ordinal of the UTC date of each ts: days since 1970-01-01.

    ts       (n,) int64 nanoseconds since 1970-01-01 UTC
    returns  (n,) int32

    One division a date: inside a date only its two ends are compared.
    """
    out = np.empty(ts.size, np.int32)
    start = end = ordinal = 0
    for i in range(ts.size):
        if ts[i] >= end or ts[i] < start:
            ordinal = ts[i] // DAY
            start = ordinal * DAY
            end = start + DAY
        out[i] = ordinal
    return out


@kernel
def weekday_sessions(ts: I64) -> I32:
    """Ordinal of the weekday session of each ts, five a week counted from Monday 1969-12-29.

    ts       (n,) int64 nanoseconds since 1970-01-01 UTC
    returns  (n,) int32; a Saturday belongs to Friday's session, a Sunday to Monday's
    """
    out = np.empty(ts.size, np.int32)
    start = end = ordinal = 0
    for i in range(ts.size):
        if ts[i] >= end or ts[i] < start:
            day = ts[i] // DAY
            start = day * DAY
            end = start + DAY
            weekday = (day + MONDAY) % 7
            ordinal = (day + MONDAY) // 7 * 5 + (5 if weekday == 6 else min(weekday, 4))
        out[i] = ordinal
    return out


@kernel
def weekend_dates(ts: I64) -> tuple[int, int, int]:
    """Number of distinct UTC dates, and of Saturdays and Sundays among them.

    ts       (n,) int64 nanoseconds since 1970-01-01 UTC, increasing
    """
    count = saturdays = sundays = 0
    end = 0
    for i in range(ts.size):
        if i == 0 or ts[i] >= end:
            day = ts[i] // DAY
            end = (day + 1) * DAY
            weekday = (day + MONDAY) % 7
            count += 1
            saturdays += weekday == 5
            sundays += weekday == 6
    return count, saturdays, sundays
