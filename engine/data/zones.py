"""Time zones: clocks on a wall into UTC, and the hours that a clock shows twice or skips."""

from __future__ import annotations

import polars as pl

from ..errors import DataError

UTC = pl.Datetime("ns", "UTC")
FIRST_YEAR, LAST_YEAR = 1700, 2199  # what nanoseconds in 64 bits can hold, with room


def is_dates(wall: pl.Series) -> bool:
    """Whether every time that is there is midnight."""
    return bool((wall.dt.truncate("1d") == wall).all())


def from_wall(
    wall: pl.Series, tz: str | None, notes: list[str], group: pl.Series | None = None
) -> pl.Series:
    """Times on a wall clock as UTC; an hour that it shows twice goes by the order of the rows.

    group   the symbol of each row where several stand in one file

    Times that are all midnight are dates of sessions: 00:00 UTC of that date.
    """
    if tz is not None:
        require_zone(tz)
    wall = kept(wall)
    nanoseconds = wall.cast(pl.Datetime("ns"))
    if is_dates(wall):
        return nanoseconds.dt.replace_time_zone("UTC")
    if tz is None:
        notes.append("times name no zone: taken as UTC (tz= names another)")
        return nanoseconds.dt.replace_time_zone("UTC")
    early, late = (
        nanoseconds.dt.replace_time_zone(tz, ambiguous=side, non_existent="null")
        for side in ("earliest", "latest")
    )
    skipped = int(early.null_count() - wall.null_count())
    if skipped:
        notes.append(f"{skipped} times that the clocks of {tz} skip are refused")
    twice = (early != late).fill_null(value=False)
    count = int(twice.sum())
    if count:
        notes.append(
            f"{count} times that the clocks of {tz} show twice: the order of the rows decides"
        )
        early = early.zip_with(~_second(nanoseconds, twice, group), late)
    return early.dt.convert_time_zone("UTC")


def _second(wall: pl.Series, twice: pl.Series, group: pl.Series | None) -> pl.Series:
    """Whether a time stands in the second of two equal hours: the clock has gone back before it."""
    first, last = wall.drop_nulls().head(1), wall.drop_nulls().tail(1)
    descending = (first > last).any()
    symbol = pl.Series([""]).new_from_index(0, wall.len()) if group is None else group
    rows = pl.DataFrame({"wall": wall, "symbol": symbol}).with_row_index("row").filter(twice)
    if descending:
        rows = rows.reverse()
    keys = [pl.col("symbol"), pl.col("wall").dt.date()]
    back = (pl.col("wall").diff() <= pl.duration()).fill_null(value=False)
    rows = rows.with_columns(back.cum_max().over(keys).alias("second"))
    late = pl.Series([False]).new_from_index(0, wall.len())
    return late.scatter(rows["row"], rows["second"])


def require_zone(tz: str) -> None:
    """Raise DataError unless the time zone is known."""
    try:
        pl.Series([0]).cast(pl.Datetime("ns")).dt.replace_time_zone(tz)
    except pl.exceptions.ComputeError as error:
        raise DataError(
            f"time zone {tz!r} is not known: give an IANA name like America/New_York or UTC"
        ) from error


def kept(times: pl.Series) -> pl.Series:
    """The times within the years that can be held, null for others."""
    years = times.dt.year()
    inside = years.is_between(FIRST_YEAR, LAST_YEAR)
    if inside.all(ignore_nulls=False):
        return times
    return times.zip_with(inside.fill_null(value=False), times.clear(1))
