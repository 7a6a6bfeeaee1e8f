"""Sessions and how many make a year, for bars without an exchange calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import ParameterError

if TYPE_CHECKING:
    from kernels.jit import I32, I64

WEEKDAYS = 252
EVERY_DAY = 365


def annual(ts: I64, calendar: str = "auto") -> int:
    """Sessions a year: 252, or 365 for a market that never closes.

    ts         (n,) int64 nanoseconds UTC, increasing
    calendar   "252", "365", or "auto": 365 if Saturdays and Sundays (UTC dates with bars) are each
               at least a tenth of the distinct dates, else 252

    Raises ParameterError for another calendar.
    """
    if calendar == "auto":
        from kernels.data.sessions import weekend_dates

        dates, saturdays, sundays = weekend_dates(ts)
        return EVERY_DAY if dates and 10 * min(saturdays, sundays) >= dates else WEEKDAYS
    if calendar not in (str(WEEKDAYS), str(EVERY_DAY)):
        raise ParameterError(f"calendar {calendar!r} is not known: auto, {WEEKDAYS} or {EVERY_DAY}")
    return int(calendar)


def sessions(ts: I64, calendar: str = "auto") -> I32:
    """Ordinal of the session of each bar; equal ordinals are one session, they never fall.

    ts         (n,) int64 nanoseconds UTC, increasing
    calendar   as in `annual`: with 365 a session is a UTC date; with 252 it is a weekday, to which
               Saturday's bars are counted on Friday and Sunday's on Monday
    returns    (n,) int32
    """
    from kernels.data.sessions import dates, weekday_sessions

    return dates(ts) if annual(ts, calendar) == EVERY_DAY else weekday_sessions(ts)
