"""Sessions and how many make a year, for bars without an exchange calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..errors import ParameterError
from .intervals import DAY, of

if TYPE_CHECKING:
    from kernels.bars import Bars
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


def session_dates(ts: I64, calendar: str = "auto", interval: int = DAY) -> I32:
    """Date of the session of each bar, in days since 1970-01-01; arguments as in `sessions`."""
    from kernels.data.sessions import MONDAY, dates, weekday_sessions

    if interval > DAY or annual(ts, calendar) == EVERY_DAY:
        return dates(ts)
    weeks, weekday = np.divmod(weekday_sessions(ts), 5)
    return (weeks * 7 + weekday - MONDAY).astype(np.int32)


def dated(bars: Bars, calendar: str = "auto", interval: int = 0) -> Bars:
    """The bars with the session of each and their interval, which is looked for unless given."""
    step = interval or (of(bars.ts) if bars.ts.size > 1 else DAY)
    year = annual(bars.ts, calendar, step)
    session = session_dates(bars.ts, str(year) if step <= DAY else "auto", step)
    session.flags.writeable = False
    return bars._replace(session=session, interval=step, annual=year)
