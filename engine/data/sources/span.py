"""What part of a series is asked for: its dates, and where an earlier download ended."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import polars as pl

from ...errors import DataError
from ..intervals import DAY, SECOND
from ..moments import text
from ..zones import UTC as UTC_TYPE
from .protocol import MONTH, Action, length

if TYPE_CHECKING:
    from collections.abc import Iterable

EPOCH = date(1970, 1, 1)


class Span(msgspec.Struct, frozen=True):
    """Dates in the market's zone, both included, and the ts of the last bar that is stored.

    None for start: from the first bar that the service has; None for resume: nothing is stored.
    """

    interval: str
    start: date | None
    end: date
    resume: int | None

    def bounds(self, margin: int) -> tuple[int | None, int]:
        """First and last moment, the latter excluded, in nanoseconds UTC.

        margin   nanoseconds by which the market's dates may begin before or end after those of UTC

        Weeks and months are asked for whole: a service makes the first bar from what it may see.
        """
        first, last = self.start, self.end + timedelta(days=1)
        if self.interval == "1w":
            first = first and first - timedelta(days=first.weekday())
            last += timedelta(days=-last.weekday() % 7)
        elif self.interval == MONTH:
            first = first and first.replace(day=1)
            last = (last - timedelta(days=1)).replace(day=1) + timedelta(days=32)
            last = last.replace(day=1)
        begin = None if first is None else nanoseconds(first) - margin
        if self.resume is not None:
            begin = self.resume if begin is None else max(begin, self.resume)
        return begin, nanoseconds(last) + margin

    def within(self, rows: pl.DataFrame, zone: str) -> pl.DataFrame:
        """Rows of the dates; those whose time is unreadable stay, to be refused."""
        local = pl.col("ts")
        if length(self.interval) < DAY:
            local = local.dt.convert_time_zone(zone)
        inside = local.dt.date() <= self.end
        if self.start is not None:
            inside &= local.dt.date() >= self.start
        if self.resume is not None:
            inside &= pl.col("ts") >= pl.lit(self.resume).cast(UTC_TYPE)
        return rows.filter(inside.fill_null(value=True))

    def actions(self, found: Iterable[Action], where: str) -> list[Action]:
        """Those of the dates, sorted, each once.

        Raises DataError, beginning with `where`, for a split that stored bars cannot have in them.
        """
        first = self.start
        if self.resume is not None:
            stored = datetime.fromtimestamp(self.resume // SECOND, UTC).date()
            first = stored if first is None else max(first, stored)
        begin = None if first is None else nanoseconds(first)
        kept = []
        for each in sorted(set(found), key=_when):
            if self.resume is not None and each.applied and each.ts > self.resume:
                raise DataError(
                    f"{where}: {each.kind} {each.value:g} on {text(each.ts)}, after the last stored"
                    f" bar at {text(self.resume)}: the service has rescaled all earlier prices"
                    " since: remove the stored series and download it whole"
                )
            if (begin is None or each.ts >= begin) and each.ts <= nanoseconds(self.end):
                kept.append(each)
        return kept


def span_of(
    now: int, interval: str, start: date | None, end: date | None, resume: int | None
) -> Span:
    """The span, its end no later than tomorrow (today somewhere); DataError for an impossible one.

    now   nanoseconds UTC
    """
    tomorrow = datetime.fromtimestamp(now // SECOND, UTC).date() + timedelta(days=1)
    if start is not None and end is not None and start > end:
        raise DataError(f"from {start} to {end}: the first date is after the last one")
    if start is not None and start > tomorrow:
        raise DataError(f"from {start}: that day is still to come")
    return Span(interval, start, min(end or tomorrow, tomorrow), resume)


def nanoseconds(day: date) -> int:
    """00:00 UTC of a date."""
    return (day - EPOCH).days * DAY


def _when(action: Action) -> tuple[int, str, float]:
    return action.ts, action.kind, action.value
