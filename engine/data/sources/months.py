"""The months and dates in which services cut their series."""

from datetime import UTC, date, datetime

from ..intervals import SECOND


def date_of(ts: int) -> date:
    """The UTC date of a moment in nanoseconds."""
    return datetime.fromtimestamp(ts // SECOND, UTC).date()


def months_of(first: date, last: date) -> list[date]:
    """The first of every month from one date's to the other's."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    ordinals = range(first.month - 1, first.month - 1 + count)
    return [date(first.year + each // 12, each % 12 + 1, 1) for each in ordinals]
