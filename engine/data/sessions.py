"""Sessions and how many make a year: by an exchange's calendar, or by dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .intervals import DAY, of

if TYPE_CHECKING:
    from kernels.bars import Bars
    from kernels.jit import I32, I64

    from .calendars import SessionTable

WEEKDAYS = 252
EVERY_DAY = 365
DAYS_A_YEAR = 365.25
PLAIN = ("auto", str(WEEKDAYS), str(EVERY_DAY))  # calendars that need no exchange


def annual(ts: I64, calendar: str = "auto", interval: int = DAY) -> int:
    """Sessions a year: 252, or 365 for a market that never closes.

    ts         (n,) int64 nanoseconds UTC, increasing
    calendar   "252", "365", an exchange's code such as XNYS, or "auto": 365 if Saturdays and
               Sundays (UTC dates with bars) are each at least a tenth of the distinct dates, else
               252
    interval   nanoseconds from bar to bar; where that is longer than a day a bar is a session, and
               the year has as many as fit into it: 52 weeks, 12 months

    Raises DataError for another calendar.
    """
    if calendar not in PLAIN:
        table = _table(calendar)
        days = table.date[-1] - table.date[0] + 1
        every_day = 10 * table.date.size > 9 * days
    elif calendar == "auto":
        from kernels.data.sessions import weekend_dates

        dates, saturdays, sundays = weekend_dates(ts)
        every_day = bool(dates and 10 * min(saturdays, sundays) >= dates)
    else:
        every_day = calendar == str(EVERY_DAY)
    if interval > DAY:
        return max(1, round(DAYS_A_YEAR * DAY / interval))
    return EVERY_DAY if every_day else WEEKDAYS


def sessions(ts: I64, calendar: str = "auto", interval: int = DAY) -> I32:
    """Ordinal of the session of each bar; equal ordinals are one session, they never fall.

    ts         (n,) int64 nanoseconds UTC, increasing
    calendar   as in `annual`: with 365 a session is a UTC date; with 252 it is a weekday, to which
               Saturday's bars are counted on Friday and Sunday's on Monday; with an exchange's code
               its sessions, to which bars before the open and after the close of a day count too
    interval   longer than a day: each bar is a session, and an absent bar leaves its number out
    returns    (n,) int32
    """
    from kernels.data.sessions import dates, weekday_sessions

    if interval > DAY:
        steps = np.maximum(1, np.rint(np.diff(ts) / interval))
        return np.concatenate(([0], np.cumsum(steps))).astype(np.int32)
    if calendar not in PLAIN:
        from .calendars import row_of

        return row_of(ts, _table(calendar), interval).astype(np.int32)
    every_day = annual(ts, calendar) == EVERY_DAY
    return dates(ts) if every_day else weekday_sessions(ts)


def session_dates(ts: I64, calendar: str = "auto", interval: int = DAY) -> I32:
    """Date of the session of each bar, in days since 1970-01-01; arguments as in `sessions`."""
    from kernels.data.sessions import MONDAY, dates, weekday_sessions

    if interval <= DAY and calendar not in PLAIN:
        from .calendars import row_of

        table = _table(calendar)
        return table.date[row_of(ts, table, interval)].astype(np.int32)
    if interval > DAY or annual(ts, calendar) == EVERY_DAY:
        return dates(ts)
    weeks, weekday = np.divmod(weekday_sessions(ts), 5)
    return (weeks * 7 + weekday - MONDAY).astype(np.int32)


def dated(bars: Bars, calendar: str = "auto", interval: int = 0) -> Bars:
    """The bars with the session of each, their calendar, their interval (found unless given)."""
    step = interval or (of(bars.ts) if bars.ts.size > 1 else DAY)
    if bars.ts.size > 1:  # a bar ends where the next one begins, or before
        step = min(step, int(np.diff(bars.ts).min()))
    settled = str(annual(bars.ts)) if calendar == "auto" else calendar
    session = session_dates(bars.ts, settled, step)
    session.flags.writeable = False
    return bars._replace(session=session, interval=step, calendar=settled)


def _table(calendar: str) -> SessionTable:
    from .calendars import sessions_of

    return sessions_of(calendar)
