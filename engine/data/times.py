"""Times as people write them, into nanoseconds UTC."""

from __future__ import annotations

import polars as pl

from ..errors import DataError

UTC = pl.Datetime("ns", "UTC")
FORMATS = tuple(
    date + clock
    for date in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d")
    for clock in ("", " %H:%M:%S%.f", " %H:%M", " %H%M%S", " %H%M")
)
ZONE = r"\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$"
OFFSET = r"\d{2}:?\d{2}(?::?\d{2}(?:\.\d+)?)?" + ZONE  # a date alone has no zone
EPOCH = r"^-?(\d{9,13}|\d{15,19}|\d{9,}\.\d+)$"
EPOCHS = (
    (1e11, "seconds", 10**9),
    (1e14, "milliseconds", 10**6),
    (1e17, "microseconds", 10**3),
    (9e18, "nanoseconds", 1),
)
SMALLEST_EPOCH = 1e8  # March 1973 in seconds; smaller numbers count rows, not time
FIRST_DATE, LAST_DATE = 17_000_101, 22_001_231
YEAR = r"^(1[7-9]|2[01])\d\d"
FIRST_YEAR, LAST_YEAR = 1700, 2199  # what nanoseconds in 64 bits can hold, with room


def moments(column: pl.Series, tz: str | None, notes: list[str]) -> pl.Series:
    """The column as Datetime[ns, UTC], null where unreadable; what was assumed is noted.

    column   Datetime, Date, text (ISO like, YYYYMMDD, with or without a zone) or numbers (YYYYMMDD,
             or by magnitude seconds, milliseconds, microseconds, nanoseconds since 1970)
    tz       zone of times that name none; UTC if None

    Times that are all midnight on the clock they are written in are dates of sessions: they become
    00:00 UTC of the same date, whatever the zone. Raises DataError for an unknown zone or type.
    """
    if isinstance(column.dtype, pl.Datetime):
        wall = column.dt.replace_time_zone(None)
        if column.dtype.time_zone is None or is_dates(wall):
            return from_wall(wall, tz, notes)
        return _kept(column).dt.convert_time_zone("UTC").cast(UTC)
    if column.dtype == pl.Date:
        return from_wall(column.cast(pl.Datetime("us")), tz, notes)
    if column.dtype == pl.String:
        return _from_text(column, tz, notes)
    if column.dtype.is_numeric():
        return _from_numbers(column, tz, notes)
    raise DataError(f"times of type {column.dtype} cannot be read: give dates, datetimes or text")


def is_dates(wall: pl.Series) -> bool:
    """Whether every time that is there is midnight."""
    return bool((wall.dt.truncate("1d") == wall).all())


def from_wall(wall: pl.Series, tz: str | None, notes: list[str]) -> pl.Series:
    """Times on a wall clock as UTC; an hour that it shows twice goes by the order of the rows."""
    if tz is not None:
        require_zone(tz)
    wall = _kept(wall)
    if is_dates(wall):
        return wall.cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")
    if tz is None:
        notes.append("times name no zone: taken as UTC (tz= names another)")
        return wall.cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")
    first, last = wall.drop_nulls().head(1), wall.drop_nulls().tail(1)
    order = ("latest", "earliest") if (first > last).any() else ("earliest", "latest")
    again = pl.int_range(pl.len()).over("wall") > 0
    zoned = pl.col("wall").dt.replace_time_zone(
        tz,
        ambiguous=pl.when(again).then(pl.lit(order[1])).otherwise(pl.lit(order[0])),
        non_existent="null",
    )
    nanoseconds = wall.cast(pl.Datetime("ns")).alias("wall").to_frame()
    return nanoseconds.select(zoned.dt.convert_time_zone("UTC")).to_series()


def require_zone(tz: str) -> None:
    """Raise DataError unless the time zone is known."""
    try:
        pl.Series([0]).cast(pl.Datetime("ns")).dt.replace_time_zone(tz)
    except pl.exceptions.ComputeError as error:
        raise DataError(
            f"time zone {tz!r} is not known: give an IANA name like America/New_York or UTC"
        ) from error


def _kept(times: pl.Series) -> pl.Series:
    years = times.dt.year()
    inside = years.is_between(FIRST_YEAR, LAST_YEAR)
    return times.zip_with(inside.fill_null(value=False), pl.Series([None], dtype=times.dtype))


def _from_numbers(column: pl.Series, tz: str | None, notes: list[str]) -> pl.Series:
    numbers = column.cast(pl.Float64, strict=False)
    median = numbers.drop_nans().median()
    middle = median if isinstance(median, float) else 0.0
    if FIRST_DATE <= middle <= LAST_DATE:
        return _from_text(column.cast(pl.Int64, strict=False).cast(pl.String), tz, notes)
    limit, unit, scale = next((each for each in EPOCHS if middle < each[0]), EPOCHS[-1])
    if middle < SMALLEST_EPOCH:
        return pl.Series([None], dtype=UTC).new_from_index(0, column.len())
    notes.append(f"times are read as {unit} since 1970")
    exact = column if column.dtype.is_integer() else numbers * scale
    step = scale if column.dtype.is_integer() else 1
    inside = pl.when(numbers.abs() < limit).then(exact.cast(pl.Int64, strict=False) * step)
    return _kept(pl.select(inside).to_series().cast(UTC))


def _from_text(column: pl.Series, tz: str | None, notes: list[str]) -> pl.Series:
    text = column.str.strip_chars().str.replace("T", " ", literal=True)
    given = text.filter(text.is_not_null() & (text != ""))
    if given.head(1).str.contains(EPOCH).any() and given.str.contains(EPOCH).all():
        whole = not given.str.contains(".", literal=True).any()
        return _from_numbers(text.cast(pl.Int64 if whole else pl.Float64, strict=False), tz, notes)
    zones = text.str.extract(OFFSET)
    zoned = zones.is_not_null()
    if not zoned.any():
        return from_wall(_wall(text), tz, notes)
    wall = _wall(text.str.replace(ZONE, ""))
    if is_dates(wall):
        return from_wall(wall, tz, notes)
    ahead = {zone: _nanoseconds_ahead(zone) for zone in zones.unique().drop_nulls()}
    shift = zones.replace_strict(ahead, return_dtype=pl.Int64)
    moved = (_kept(wall).to_physical() - shift).cast(UTC)
    if zoned.all():
        return moved
    rest = wall.zip_with(~zoned, pl.Series([None], dtype=wall.dtype))
    return moved.zip_with(zoned, from_wall(rest, tz, notes))


def _wall(text: pl.Series) -> pl.Series:
    """Wall clock times of the text, each by the first format that reads it, null by none."""
    found = pl.Series([None], dtype=pl.Datetime("ns")).new_from_index(0, text.len())
    text = text.zip_with(text.str.contains(YEAR), pl.Series([None], dtype=pl.String))
    first = text.drop_nulls().head(1)
    likely = [form for form in FORMATS if _read(first, form).is_not_null().any()]
    for form in (*likely, *FORMATS):
        read = _read(text, form)
        found = found.zip_with(found.is_not_null(), read)
        if found.null_count() == text.null_count():
            break
    return found


def _read(text: pl.Series, form: str) -> pl.Series:
    return text.str.to_datetime(form, time_unit="ns", strict=False)


def _nanoseconds_ahead(zone: str) -> int:
    if zone[0] not in "+-":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return (-minutes if zone[0] == "-" else minutes) * 60 * 10**9
