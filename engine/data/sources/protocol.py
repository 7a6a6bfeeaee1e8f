"""What a source gives: pages of rows as the service had them, with what is known of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

import msgspec
import polars as pl

from ...errors import DataError, DataProviderError
from ...nearest import hint
from .. import intervals
from ..bars import SCHEMA
from ..rows import NUMBERS, judged
from ..zones import FIRST_YEAR, LAST_YEAR, UTC, require_zone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..instruments import Adjusted, Calendar
    from .client import Client

Progress = Callable[[int, int], None]
MONTH = "1mo"
UNKNOWN_CURRENCY = "XXX"  # as ISO 4217 writes it
FURTHEST = 7_200_000_000_000_000_000  # nanoseconds from 1970


class Action(msgspec.Struct, frozen=True):
    """A split or a dividend.

    ts        00:00 UTC of the first session without the dividend, or after the split; nanoseconds
    value     new shares for one old, or money a share
    applied   whether the prices that it came with have it in them already
    """

    ts: int
    kind: Literal["split", "dividend"]
    value: float
    applied: bool


class Page(msgspec.Struct, frozen=True):
    """A piece of a series.

    rows       as `served` makes them: `ts` and the numbers, each beside its `raw_` text, and
               `forming`, true for a bar that had not ended when it was read
    adjusted   whether the prices are adjusted for splits and dividends
    currency   of the quotes, XXX if the service does not tell
    zone       of the market, in which the dates of intraday bars are meant
    calendar   sessions a year, where the service tells the kind of market
    actions    splits and dividends within the page
    notes      what was assumed or left out
    """

    rows: pl.DataFrame
    adjusted: Adjusted
    currency: str
    zone: str
    calendar: Calendar = "auto"
    actions: tuple[Action, ...] = ()
    notes: tuple[str, ...] = ()

    def frame(self) -> pl.DataFrame:
        """Its complete good bars in the Bars schema, sorted."""
        verdict = judged(self.rows.filter(~pl.col("forming")), [], "refuse")
        return verdict.good.select(list(SCHEMA)).sort("ts")


class Source(Protocol):
    """A service that has bars."""

    name: str
    intervals: tuple[str, ...]  # that it has
    margin: int  # nanoseconds by which the dates of its markets may differ from those of UTC
    client: Client

    def download(
        self, symbol: str, interval: str, start: int | None, end: int, *, progress: Progress
    ) -> Iterator[Page]:
        """Pages, oldest first, that hold every bar with start <= ts < end; they may hold others.

        start, end   nanoseconds UTC; from None on: the first that the service has
        progress     is told requests done and in all

        Raises DataError for a symbol, interval or time that the service has not, and
        DataProviderError where it fails.
        """


def length(interval: str) -> int:
    """Nanoseconds of an interval: as `intervals.parse` has them, 31 days for 1mo."""
    return 31 * intervals.DAY if interval == MONTH else intervals.parse(interval)


def canonical(interval: str) -> str:
    """One name for each interval: 1h for 60m, 1d for 24h; raises DataError for none."""
    name = interval.strip().lower()
    return name if name == MONTH else intervals.label(length(name))


def offered(source: str, interval: str, known: Mapping[str, Any]) -> str:
    """The canonical interval; DataError if the source has it not."""
    name = canonical(interval)
    if name not in known:
        raise DataError(f"{source}: has no bars of {interval}{hint(interval, known)}")
    return name


def texts(values: Sequence[Any]) -> pl.Series:
    """Values of any kind as text, the same number for number; null for None."""
    return pl.Series(
        [each if isinstance(each, str) or each is None else str(each) for each in values],
        dtype=pl.String,
    )


def instants(stamps: pl.Series, unit: int) -> pl.Series:
    """Integers since 1970 as moments, null outside 1742 to 2198; unit: nanoseconds of one."""
    inside = stamps.abs() <= FURTHEST // unit
    return pl.select(pl.when(inside).then(stamps * unit).cast(UTC)).to_series()


def walls(raw: pl.Series, form: str) -> pl.Series:
    """Text of one form as times on a wall clock, null where it is not of that form."""
    read = raw.str.strip_chars().str.to_datetime(form, time_unit="us", strict=False)
    inside = read.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
    return pl.select(pl.when(inside).then(read).cast(pl.Datetime("ns"))).to_series()


def served(raw_ts: pl.Series, ts: pl.Series, numbers: Mapping[str, pl.Series]) -> pl.DataFrame:
    """Rows for `engine.data.rows.judged`, in the order in which the service gave them.

    raw_ts    times as they were, text
    ts        the same as moments, null where unreadable
    numbers   text by column; a volume that is left out is 0
    """
    count = raw_ts.len()
    columns = {
        "row": pl.int_range(1, count + 1, eager=True),
        "raw_ts": raw_ts,
        "ts": ts.cast(UTC),
        "surplus": pl.Series([None], dtype=pl.String).new_from_index(0, count),
        "forming": pl.Series([False]).new_from_index(0, count),
    }
    nothing = pl.Series(["0"]).new_from_index(0, count)
    for name in NUMBERS:
        raw = numbers.get(name, nothing)
        columns[f"raw_{name}"] = raw
        columns[name] = raw.str.strip_chars().cast(pl.Float64, strict=False)
    return pl.DataFrame(columns)


def with_forming(rows: pl.DataFrame, interval: str, now: int) -> pl.DataFrame:
    """The rows, those forming that end after `now`; a bar ends one interval after its ts."""
    end = pl.col("ts").dt.offset_by(interval)
    late = end > pl.lit(now).cast(UTC)
    return rows.with_columns(late.fill_null(value=False).alias("forming"))


def require_known_zone(source: str, where: str, zone: str) -> None:
    """Raise DataProviderError unless the service has named a time zone that there is."""
    try:
        require_zone(zone or "none")
    except DataError as error:
        raise DataProviderError(
            f"{source}: {where}: tells the time zone {zone[:40]!r}, which is not known"
        ) from error


def require_lengths(source: str, where: str, columns: Mapping[str, Sequence[Any]]) -> None:
    """Raise DataProviderError unless all columns are as long as the first."""
    sizes = {name: len(each) for name, each in columns.items()}
    if len(set(sizes.values())) > 1:
        told = ", ".join(f"{size} {name}" for name, size in sizes.items())
        raise DataProviderError(
            f"{source}: {where}: columns of different lengths ({told}): try again"
        )
