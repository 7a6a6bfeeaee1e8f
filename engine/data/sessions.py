"""Sessions and how many make a year, for bars without an exchange calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..errors import ParameterError
from .intervals import DAY

if TYPE_CHECKING:
    from kernels.jit import I32, I64

WEEKDAYS = 252
EVERY_DAY = 365
DAYS_A_YEAR = 365.25


def annual(ts: I64, calendar: str = "auto", interval: int = DAY) -> int:
    """Sessions a year: 252, or 365 for a market that never closes.

    ts         (n,) int64 nanoseconds UTC, increasing
    calendar   "252", "365", or "auto": 365 if Saturdays and Sundays (UTC dates with bars) are each
               at least a tenth of the distinct dates, else 252
    interval   nanoseconds from bar to bar; where that is longer than a day a bar is a session, and
               the year has as many as fit into it: 52 weeks, 12 months

    Raises ParameterError for another calendar.
    """
    if calendar not in ("auto", str(WEEKDAYS), str(EVERY_DAY)):
        raise ParameterError(f"calendar {calendar!r} is not known: auto, {WEEKDAYS} or {EVERY_DAY}")
    if interval > DAY:
        return max(1, round(DAYS_A_YEAR * DAY / interval))
    if calendar == "auto":
        from kernels.data.sessions import weekend_dates

        dates, saturdays, sundays = weekend_dates(ts)
        return EVERY_DAY if dates and 10 * min(saturdays, sundays) >= dates else WEEKDAYS
    return int(calendar)


def sessions(ts: I64, calendar: str = "auto", interval: int = DAY) -> I32:
    """Ordinal of the session of each bar; equal ordinals are one session, they never fall.

    ts         (n,) int64 nanoseconds UTC, increasing
    calendar   as in `annual`: with 365 a session is a UTC date; with 252 it is a weekday, to which
               Saturday's bars are counted on Friday and Sunday's on Monday
    interval   longer than a day: each bar is a session, and an absent bar leaves its number out
    returns    (n,) int32
    """
    from kernels.data.sessions import dates, weekday_sessions

    if interval > DAY:
        steps = np.maximum(1, np.rint(np.diff(ts) / interval))
        return np.concatenate(([0], np.cumsum(steps))).astype(np.int32)
    every_day = annual(ts, calendar) == EVERY_DAY
    return dates(ts) if every_day else weekday_sessions(ts)
