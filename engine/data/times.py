"""Times as people write them, into nanoseconds UTC."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ..errors import DataError
from .dates import JOINED, wall
from .zones import UTC, from_wall, is_dates, kept

if TYPE_CHECKING:
    from .options import Dates, Unit

PLAIN = tuple(
    f"%Y{sign}%m{sign}%d{clock}"
    for sign in ("-", "", "/", ".")
    for clock in ("", " %H:%M:%S", "T%H:%M:%S", " %H:%M", " %H:%M:%S%.f", "T%H:%M:%S%.f")
)  # forms that are read at once where the whole column has one of them
ZONE = r"\s*(Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)$"
OFFSET = r"[0-9]{2}:?[0-9]{2}(?::?[0-9]{2}(?:\.[0-9]+)?)?" + ZONE  # a date alone has no zone
PLACE = (
    r":[0-9]{2}(?:\.[0-9]+)?\s+([A-Z][A-Za-z]+/[A-Za-z_/-]+)$"  # as Interactive Brokers writes it
)
EPOCH = r"^-?([0-9]{9,13}|[0-9]{15,19}|[0-9]{9,}\.[0-9]+)$"
EPOCHS: tuple[tuple[float, Unit, str, int], ...] = (
    (1e11, "s", "seconds", 10**9),
    (1e14, "ms", "milliseconds", 10**6),
    (1e17, "us", "microseconds", 10**3),
    (9e18, "ns", "nanoseconds", 1),
)
SMALLEST_EPOCH = 1e8  # March 1973 in seconds; smaller numbers count rows, not time
FIRST_DATE, LAST_DATE = 17_000_101, 22_001_231
YEAR = r"^(1[7-9]|2[01])[0-9][0-9]"


def moments(
    column: pl.Series,
    tz: str | None,
    notes: list[str],
    *,
    unit: Unit | None = None,
    dates: Dates | None = None,
    group: pl.Series | None = None,
    where: str = "times",
) -> pl.Series:
    """The column as Datetime[ns, UTC], null where unreadable; what was assumed is noted.

    column   Datetime, Date, text (any usual form, with or without a zone) or numbers (YYYYMMDD, or
             by magnitude seconds, milliseconds, microseconds, nanoseconds since 1970)
    tz       zone of times that name none; UTC if None
    unit     of numbers since 1970; dates the order in dates like 01/02/2024
    group    the symbol of each row where several stand in one file

    Times that are all midnight on the clock they are written in are dates of sessions: they become
    00:00 UTC of the same date, whatever the zone. Raises DataError for an unknown zone or type, and
    for dates of which nothing shows whether the month or the day comes first.
    """
    if isinstance(column.dtype, pl.Datetime):
        clock = column.dt.replace_time_zone(None)
        if column.dtype.time_zone is None or is_dates(clock):
            return from_wall(clock, tz, notes, group)
        return kept(column).dt.convert_time_zone("UTC").cast(UTC)
    if column.dtype == pl.Date:
        return from_wall(column.cast(pl.Datetime("us")), tz, notes, group)
    if column.dtype == pl.String:
        return _from_text(column, tz, notes, unit, dates, group, where)
    if column.dtype.is_numeric():
        return _from_numbers(column, tz, notes, unit, group, where)
    raise DataError(
        f"{where}: times of type {column.dtype} cannot be read: give dates, datetimes or text"
    )


def _from_numbers(
    column: pl.Series,
    tz: str | None,
    notes: list[str],
    unit: Unit | None,
    group: pl.Series | None,
    where: str,
) -> pl.Series:
    numbers = column.cast(pl.Float64, strict=False)
    middle = numbers.drop_nulls().drop_nans().median()
    middle = middle if isinstance(middle, float) else 0.0
    if unit is None and FIRST_DATE <= middle <= LAST_DATE:
        text = column.cast(pl.Int64, strict=False).cast(pl.String)
        return _from_text(text, tz, notes, unit, None, group, where)
    limit, _, word, scale = next(
        (each for each in EPOCHS if (each[1] == unit if unit else middle < each[0])), EPOCHS[-1]
    )
    if unit is None and middle < SMALLEST_EPOCH:
        return pl.Series([None], dtype=UTC).new_from_index(0, column.len())
    notes.append(f"times are read as {word} since 1970")
    exact = column if column.dtype.is_integer() else (numbers * scale).round()
    step = scale if column.dtype.is_integer() else 1
    inside = pl.when(numbers.abs() < limit).then(exact.cast(pl.Int64, strict=False) * step)
    return kept(pl.select(inside).to_series().cast(UTC))


def _from_text(
    column: pl.Series,
    tz: str | None,
    notes: list[str],
    unit: Unit | None,
    dates: Dates | None,
    group: pl.Series | None,
    where: str,
) -> pl.Series:
    plain = None if unit else _plain(column)
    if plain is not None:
        return from_wall(plain, tz, notes, group)
    text = column.str.strip_chars()
    given = text.filter(text.is_not_null() & (text != ""))
    likely = r"^-?[0-9]+(\.[0-9]+)?$" if unit else EPOCH
    days = not unit and given.len() and given.str.contains(JOINED).all()
    if not days and given.head(1).str.contains(likely).any() and given.str.contains(likely).all():
        whole = not given.str.contains(".", literal=True).any()
        number = text.cast(pl.Int64 if whole else pl.Float64, strict=False)
        return _from_numbers(number, tz, notes, unit, group, where)
    places = text.str.extract(PLACE)
    held = places.drop_nulls().unique()
    if held.len() == 1 and tz in (None, held[0]):
        tz = str(held[0])
        notes.append(f"times are read in the zone that they name, {tz}")
        text = text.str.replace(rf"\s+{tz}$", "")
    zones = text.str.extract(OFFSET)
    zoned = zones.is_not_null()
    if not zoned.any():
        return from_wall(wall(text, dates, notes, where), tz, notes, group)
    text = text.str.replace(ZONE, "").zip_with(zoned, text)
    plain = _plain(text)
    clock = plain if plain is not None else wall(text, dates, notes, where)
    if is_dates(clock):
        return from_wall(clock, tz, notes, group)
    ahead = {zone: _nanoseconds_ahead(zone) for zone in zones.unique().drop_nulls()}
    shift = zones.replace_strict(ahead, return_dtype=pl.Int64)
    moved = (kept(clock).to_physical() - shift).cast(UTC)
    if zoned.all():
        return moved
    rest = clock.zip_with(~zoned, pl.Series([None], dtype=clock.dtype))
    return moved.zip_with(zoned, from_wall(rest, tz, notes, group))


def _plain(text: pl.Series) -> pl.Series | None:
    """The whole column by the form that reads its first time, or None."""
    first = text.drop_nulls().head(1)
    for form in PLAIN:
        if _read(first, form).drop_nulls().len():
            if not text.str.contains(YEAR).all():
                return None
            read = _read(text, form)
            if read.null_count() == text.null_count():
                return read
    return None


def _read(text: pl.Series, form: str) -> pl.Series:
    return text.str.to_datetime(form, time_unit="ns", strict=False)


def _nanoseconds_ahead(zone: str) -> int:
    if zone[0] not in "+-":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return (-minutes if zone[0] == "-" else minutes) * 60 * 10**9
