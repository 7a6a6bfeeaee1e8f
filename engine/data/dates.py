"""Dates and clocks as people write them, into the one form that can be read by machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ..errors import DataError

if TYPE_CHECKING:
    from .options import Dates

CLOCK = r"[ ,T]+([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,:][0-9]{1,9})?)?)\s*([AaPp]\.?[Mm]\.?)?$"
COMPACT = r"^(?:[0-9]{8}|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})[ T]([0-9]{3,6}(?:\.[0-9]{1,9})?)$"
JOINED = (  # 202401310930
    r"^((?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))"
    r"([01][0-9]|2[0-3])([0-5][0-9])([0-5][0-9])?$"
)
YEAR_FIRST = r"^([0-9]{4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,2})$"
TOGETHER = r"^([0-9]{4})([0-9]{2})([0-9]{2})$"
THREE = r"^([0-9]{1,2})([-/.])([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{2})$"
WEEKDAY = r"(?i)^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+"
MONTH_FIRST = r"^([A-Za-z]{3,9})\.?[\s-]+([0-9]{1,2})(?:st|nd|rd|th)?,?[\s-]+([0-9]{4})$"
DAY_FIRST = r"^([0-9]{1,2})(?:st|nd|rd|th)?[\s-]?([A-Za-z]{3,9})\.?,?[\s-]?([0-9]{4}|[0-9]{2})$"
ORDERS = {"dmy": "day", "mdy": "month", "ymd": "year"}
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
MONTH_NUMBERS = {name: i + 1 for i, month in enumerate(MONTHS) for name in (month, month[:3])} | {
    "sept": 9
}
YEARS = r"^(?:1[7-9]|2[01])[0-9][0-9]-"
CENTURY = 69  # years of two digits from here on are of the last century


def wall(text: pl.Series, dates: Dates | None, notes: list[str], where: str) -> pl.Series:
    """Wall clock times of the text as Datetime[ns], null where unreadable.

    Raises DataError where nothing shows whether 01/02/2024 is of January or of February.
    """
    text = text.str.replace(r"^([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日", "${1}-${2}-${3}")
    text = text.str.replace(JOINED, "${1} ${2}${3}${4}")
    clock, half = (text.str.extract(CLOCK, i) for i in (1, 2))
    compact = text.str.extract(COMPACT)
    day = text.str.replace(CLOCK, "")
    day = day.str.replace(r"[ T][0-9.]+$", "").zip_with(compact.is_not_null(), day)
    clock = clock.zip_with(clock.is_not_null(), _spread(compact))
    iso = _days(day.str.strip_chars(" ,"), dates, notes, where) + " " + _hours(clock, half)
    iso = iso.zip_with(iso.str.contains(YEARS), iso.clear(1))  # others would wrap round in 64 bits
    return iso.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="ns", strict=False)


def joined(date: pl.Series, clock: pl.Series) -> pl.Series:
    """Date and time columns as one text; a clock may be a number: 93000, 930 or 0."""
    if clock.dtype == pl.Time or date.dtype in (pl.Date, pl.Datetime):
        date = date.cast(pl.Date) if isinstance(date.dtype, pl.Datetime) else date
    day, hours = (_whole(each).str.strip_chars() for each in (date, clock))
    digits = hours.filter(hours.is_not_null() & (hours != ""))
    if digits.len() and digits.str.contains(r"^[0-9]{1,6}$").all():
        long = (digits.str.len_chars() > 4).any()
        hours = hours.str.zfill(6 if long else 4)
    return day + " " + hours


def _whole(column: pl.Series) -> pl.Series:
    if column.dtype.is_float():
        column = column.cast(pl.Int64, strict=False)
    return column.cast(pl.String)


def _spread(compact: pl.Series) -> pl.Series:
    """093000 and 930 as 09:30:00."""
    digits = compact.str.extract(r"^([0-9]+)")
    digits = digits.str.zfill(4).zip_with(digits.str.len_chars() < 5, digits.str.zfill(6))
    fraction = compact.str.extract(r"(\.[0-9]+)$").fill_null("")
    seconds = digits.str.slice(4, 2)
    seconds = pl.select(pl.when(seconds == "").then(pl.lit("00")).otherwise(seconds)).to_series()
    return digits.str.slice(0, 2) + ":" + digits.str.slice(2, 2) + ":" + seconds + fraction


def _hours(clock: pl.Series, half: pl.Series) -> pl.Series:
    """Clocks in 24 hours with seconds; midnight where there is none."""
    shown = clock.str.replace(r"^([0-9]{1,2}:[0-9]{2}:[0-9]{2})[,:]([0-9]{1,9})$", "${1}.${2}")
    text, half_ = pl.col("clock"), pl.col("half")
    hour = text.str.extract(r"^([0-9]{1,2}):").cast(pl.Int64, strict=False)
    late = half_.str.to_lowercase().str.starts_with("p").cast(pl.Int64)
    civil = pl.when(hour.is_between(1, 12)).then(hour % 12 + 12 * late)
    hour = pl.when(half_.is_null()).then(hour).otherwise(civil)
    rest = text.str.replace(r"^[0-9]{1,2}", "")
    rest = pl.when(rest.str.contains(r"^:[0-9]{2}$")).then(rest + ":00").otherwise(rest)
    whole = hour.cast(pl.String).str.zfill(2) + rest
    frame = pl.DataFrame({"clock": shown, "half": half})
    return frame.select(
        pl.when(text.is_null()).then(pl.lit("00:00:00")).otherwise(whole)
    ).to_series()


def _days(day: pl.Series, dates: Dates | None, notes: list[str], where: str) -> pl.Series:
    found = pl.Series([None], dtype=pl.String).new_from_index(0, day.len())
    for pattern in (YEAR_FIRST, TOGETHER):
        parts = [day.str.extract(pattern, i) for i in (1, 2, 3)]
        found = found.zip_with(found.is_not_null(), _iso(*parts))
    if found.null_count() == day.null_count():
        return found
    named = day.str.replace(WEEKDAY, "")
    month, number, year = (named.str.extract(MONTH_FIRST, i) for i in (1, 2, 3))
    found = found.zip_with(found.is_not_null(), _iso(year, _month(month), number))
    number, month, year = (named.str.extract(DAY_FIRST, i) for i in (1, 2, 3))
    found = found.zip_with(found.is_not_null(), _iso(_full(year, notes), _month(month), number))
    parts = [day.str.extract(THREE, i) for i in (1, 2, 3, 4)]
    count = parts[0].count()
    if count == 0 or (dates is None and 2 * count < day.count()):
        return found  # in a file of other dates nothing shows how one of these is meant
    return found.zip_with(found.is_not_null(), _ordered(day, parts, dates, notes, where))


def _ordered(
    day: pl.Series, parts: list[pl.Series], dates: Dates | None, notes: list[str], where: str
) -> pl.Series:
    """Dates of three numbers, in the order that is given or that a number above 12 shows."""
    first, sign, second, third = parts
    a, b = first.cast(pl.Int64), second.cast(pl.Int64)
    short = third.str.len_chars() == 2
    order: str | None = dates
    if order is None and (sign == ".").filter(sign.is_not_null()).all() and not short.any():
        order = "dmy"
        notes.append("dates with points are read as day.month.year")
    if order is None:
        order = _shown(a, b, third.cast(pl.Int64), short=bool(short.any()))
        example = day.filter(first.is_not_null())[0]
        if order is None:
            say = "dates='mdy' or dates='dmy'" + (" or dates='ymd'" if short.any() else "")
            raise DataError(
                f"{where}: {example!r} can be read in more than one order, and no other date shows"
                f" in which: say it: {say}"
            )
        large = {"dmy": a > 12, "mdy": b > 12, "ymd": a > 31}[order].fill_null(value=False)
        proof = day.filter(large)[0] if large.any() else example
        notes.append(f"dates are read with the {ORDERS[order]} first, as {proof!r} shows")
    if order == "ymd":
        return _iso(_full(first, notes), second, third)
    third = _full(third, notes)
    return _iso(third, second, first) if order == "dmy" else _iso(third, first, second)


def _shown(a: pl.Series, b: pl.Series, c: pl.Series, *, short: bool) -> str | None:
    """The one order in which more of the dates can be than in any other, or None."""
    counts = {"dmy": ((a <= 31) & (b <= 12)).sum(), "mdy": ((a <= 12) & (b <= 31)).sum()}
    if short:
        counts["ymd"] = ((b <= 12) & (c <= 31)).sum()
    best = max(counts.values())
    orders = [order for order, count in counts.items() if count == best]
    return orders[0] if len(orders) == 1 else None


def _iso(year: pl.Series, month: pl.Series, day: pl.Series) -> pl.Series:
    return year + "-" + month.str.zfill(2) + "-" + day.str.zfill(2)


def _month(name: pl.Series) -> pl.Series:
    return (
        name.str.to_lowercase()
        .replace_strict(MONTH_NUMBERS, default=None, return_dtype=pl.Int64)
        .cast(pl.String)
    )


def _full(year: pl.Series, notes: list[str]) -> pl.Series:
    """Years of two digits in the century of 1969 to 2068."""
    short = (year.str.len_chars() == 2).fill_null(value=False)
    if not short.any():
        return year
    note = "years of two digits are those from 1969 to 2068"
    if note not in notes:
        notes.append(note)
    last = year.cast(pl.Int64, strict=False) >= CENTURY
    century = pl.select(pl.when(last).then(pl.lit("19")).otherwise(pl.lit("20"))).to_series()
    return (century + year).zip_with(short, year)
