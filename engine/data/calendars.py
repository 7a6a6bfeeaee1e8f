"""Sessions of an exchange: which one a bar belongs to, when it is known, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..errors import DataError
from .calendar_files import COLUMNS, content
from .intervals import DAY
from .moments import text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kernels.jit import I32, I64

OUTSIDE = -1


class SessionTable(NamedTuple):
    """The sessions of a calendar, one row each, oldest first; read-only int64 arrays.

    date         days since 1970-01-01, the session's date on the exchange
    open, close  nanoseconds UTC; a session lasts from its open up to, not including, its close
    break_start, break_end   of its lunch break; both are the close where there is none
    first, last  days that the table speaks of, both included
    name, tz     of the calendar, and of its exchange's clock
    """

    date: I64
    open: I64
    close: I64
    break_start: I64
    break_end: I64
    first: int
    last: int
    name: str
    tz: str


class Stretch(NamedTuple):
    """Bars that are missing.

    start  nanoseconds UTC, of the first missing part of a session (of a daily bar, its ts)
    end    the same, of its end: no bar is missing from there to the next one that is there
    bars   how many bars of the interval it takes to fill it
    """

    start: int
    end: int
    bars: int


def sessions_of(name: str) -> SessionTable:
    """The sessions of a calendar from 1990 to 2035, or as far as exchange_calendars knows them.

    name   its code: XNYS, XNAS, XLON, XTKS, CMES, 24/7, …

    The first call for a calendar builds the table and keeps it in the home folder, which takes a
    second or two; later ones, of any process, read that file. Raises DataError for an unknown name.
    """
    found = content(name)
    for each in COLUMNS:
        found[each].flags.writeable = False
    date, open_, close, break_start, break_end = (found[each] for each in COLUMNS)
    first, last = found["span"].tolist()
    texts = str(found["name"]), str(found["tz"])
    return SessionTable(date, open_, close, break_start, break_end, first, last, *texts)


def session_of(ts: I64, table: SessionTable, interval: int | None = None) -> I32:
    """Date of the session of each bar in days since 1970-01-01, -1 outside of every session.

    ts        (n,) int64 nanoseconds UTC, increasing
    interval  nanoseconds; bars of a day and more stand at 00:00 UTC of their date and belong to it.
              If None, they are daily where every ts is midnight UTC

    A bar in a lunch break belongs to the session around it. Raises DataError for a ts that the
    table does not reach: `covered` gives the rows that it does.
    """
    from kernels.data.calendar import containing

    _require_covered(ts, table)
    if is_daily(ts, interval):
        days = ts // DAY
        return np.where(_is_session(days, table), days, OUTSIDE).astype(np.int32)
    row = containing(ts, table.open, table.close)
    dates = np.append(table.date, OUTSIDE).astype(np.int32)  # row -1 is outside
    return dates[row]


def day_ends(table: SessionTable) -> I64:
    """When the next bar no longer counts to a session: midnight of its exchange, or the next open.

    returns  (m,) int64 nanoseconds UTC
    """
    import polars as pl

    nights = pl.Series((table.date + 1) * DAY).cast(pl.Datetime("ns"))
    local = nights.dt.replace_time_zone(table.tz, ambiguous="earliest", non_existent="null")
    midnight = local.dt.convert_time_zone("UTC").dt.replace_time_zone(None).fill_null(nights)
    out: I64 = midnight.to_physical().to_numpy().copy()
    out[:-1] = np.minimum(out[:-1], table.open[1:])
    return np.maximum(out, table.close)


def row_of(ts: I64, table: SessionTable, interval: int) -> I64:
    """Row of the session that each bar counts to, also one before the open or after the close.

    ts        (n,) int64 nanoseconds UTC, increasing; raises DataError as `session_of`
    interval  nanoseconds; a bar of a day counts to the session of its date, or the next one

    Until the exchange's midnight a bar counts to the day's session, then to the next one.
    """
    _require_covered(ts, table)
    found = (
        np.searchsorted(table.date, ts // DAY)
        if interval >= DAY
        else np.searchsorted(day_ends(table), ts, side="right")
    )
    return np.minimum(found, table.date.size - 1)


def is_open(ts: I64, table: SessionTable) -> NDArray[np.bool_]:
    """Whether the exchange trades at each moment, lunch breaks and half days respected.

    ts   (n,) int64 nanoseconds UTC, increasing; raises DataError as `session_of`
    """
    from kernels.data.calendar import containing

    _require_covered(ts, table)
    opens, closes = segments(table)
    out: NDArray[np.bool_] = containing(ts, opens, closes) >= 0
    return out


def known_at(ts: I64, table: SessionTable) -> I64:
    """When each daily bar is known: the close of its session, 24 h after ts where there is none."""
    days = ts // DAY
    row = np.minimum(np.searchsorted(table.date, days), table.date.size - 1)
    out: I64 = np.where(table.date[row] == days, table.close[row], ts + DAY)
    return out


def covered(ts: I64, table: SessionTable) -> slice:
    """The rows of increasing ts on days that the table speaks of."""
    edges = np.searchsorted(ts, [table.first * DAY, (table.last + 1) * DAY])
    return slice(int(edges[0]), int(edges[1]))


def bar_starts(table: SessionTable, interval: int, start: int, end: int) -> I64:
    """Where bars of the interval begin in the sessions from `start` up to, not including, `end`.

    interval     nanoseconds; below a day from each open and each end of a break on, the last bar of
                 a session cut by its close; daily: 00:00 UTC of each session's date
    start, end   nanoseconds UTC

    Raises DataError for more than a day: such bars follow no session.
    """
    _require_covered(np.array([start, max(start, end - 1)]), table)
    if interval > DAY:
        raise DataError("bars of more than a day do not begin with sessions: take daily ones")
    if interval == DAY:
        starts = table.date * DAY
        return starts[slice(*np.searchsorted(starts, [start, end]))]
    opens, closes = segments(table)
    inside = (closes > start) & (opens < end)
    opens, closes = opens[inside], closes[inside]
    counts = -(-(closes - opens) // interval)
    number = np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts)
    out: I64 = np.repeat(opens, counts) + number * interval
    return out[(out >= start) & (out < end)]


def gaps(ts: I64, interval: int, table: SessionTable) -> list[Stretch]:
    """Stretches of sessions, between the first bar and the last, that no bar covers.

    ts        (n,) int64 nanoseconds UTC, increasing
    interval  nanoseconds from bar to bar

    A bar covers [ts, ts + interval), wherever it begins: at the open, at the full hour, before the
    open. Bars outside of sessions are neither missed nor counted. Daily bars are missed by date;
    bars of more than a day where twice the usual step, or nearly, lies between two of them. Raises
    DataError as `session_of`.
    """
    _require_covered(ts, table)
    if ts.size < 2:
        return []
    wide = np.flatnonzero(np.diff(ts) > interval)
    left, right = ts[wide] + interval, ts[wide + 1]
    if interval < DAY:
        return _missing_time(left, right, interval, *_joined(*segments(table)))
    dates = table.date * DAY
    begin, end = np.searchsorted(dates, left), np.searchsorted(dates, right)
    bars = end - begin
    if interval > DAY:
        steps = np.rint((right - left) / interval).astype(np.int64)
        bars = np.where(bars > 0, steps, 0)
    return [
        Stretch(int(dates[begin[i]]), int(dates[end[i] - 1]) + DAY, int(bars[i]))
        for i in np.flatnonzero(bars > 0)
    ]


def segments(table: SessionTable) -> tuple[I64, I64]:
    """Opens and closes of what is traded without a pause: a session, or each side of its break."""
    paused = table.break_start < table.break_end
    opens = np.sort(np.concatenate((table.open, table.break_end[paused])))
    closes = np.sort(np.concatenate((table.close, table.break_start[paused])))
    return opens, closes


def is_daily(ts: I64, interval: int | None = None) -> bool:
    """Whether bars stand for dates: their interval is a day or more, or all begin at midnight."""
    if interval is not None:
        return interval >= DAY
    return not (ts[:2] % DAY).any() and not (ts % DAY).any()


def _missing_time(left: I64, right: I64, interval: int, opens: I64, closes: I64) -> list[Stretch]:
    """The open parts of stretches [left, right), those without one left out."""
    begin = np.searchsorted(closes, left, "right")
    end = np.searchsorted(opens, right)
    some = end > begin
    left, right, begin, last = left[some], right[some], begin[some], end[some] - 1
    start, stop = np.maximum(left, opens[begin]), np.minimum(right, closes[last])
    whole = np.append(0, np.cumsum(_bars(closes - opens, interval)))
    one = begin == last
    several = (
        _bars(closes[begin] - start, interval)
        + whole[last]
        - whole[np.minimum(begin + 1, last)]
        + _bars(stop - opens[last], interval)
    )
    bars = np.where(one, _bars(stop - start, interval), several)
    return [Stretch(*row) for row in zip(start.tolist(), stop.tolist(), bars.tolist(), strict=True)]


def _bars(length: I64, interval: int) -> I64:
    return -(-length // interval)


def _joined(opens: I64, closes: I64) -> tuple[I64, I64]:
    """Segments that touch as one: a market that never closes has a single one."""
    apart = closes[:-1] < opens[1:]
    return opens[np.append(True, apart)], closes[np.append(apart, True)]


def _is_session(days: I64, table: SessionTable) -> NDArray[np.bool_]:
    row = np.minimum(np.searchsorted(table.date, days), table.date.size - 1)
    out: NDArray[np.bool_] = table.date[row] == days
    return out


def _require_covered(ts: I64, table: SessionTable) -> None:
    rows = covered(ts, table)
    if rows == slice(0, ts.size):
        return
    stray = ts[0] if rows.start else ts[rows.stop]
    raise DataError(
        f"{text(stray)} is outside of what is known of {table.name}, {text(table.first * DAY)} to"
        f" {text(table.last * DAY)}: take the rows that covered(ts, table) names"
    )
