"""The zip files of QuantConnect's LEAN: no header, prices in ten-thousandths, days in names."""

from __future__ import annotations

import re

import msgspec
import polars as pl

from .columns import Columns

DIVISOR = 10_000.0
ZONE = "America/New_York"
INTRADAY = re.compile(r"^(\d{8})_(.+?)_(minute|second)_(trade|quote)\.csv$")
STAMP = re.compile(r"^\d{8} \d{2}:\d{2}$")
TRADE, QUOTE = 6, 11


class Lean(msgspec.Struct, frozen=True):
    """What the name and the shape of a LEAN member tell."""

    symbol: str
    day: str | None
    columns: Columns


def recognised(member: str, first: list[str]) -> Lean | None:
    """LEAN's form if a member of this name with this first row has it."""
    if len(first) not in (TRADE, QUOTE):
        return None
    match = INTRADAY.match(member.lower())
    if match and first[0].isdigit() and len(first[0]) <= 8:
        day, symbol = match[1], match[2]
    elif STAMP.match(first[0]) and member.lower().endswith(".csv"):
        day, symbol = None, member[:-4]
    else:
        return None
    notes = ["the file is of LEAN"]
    if len(first) == QUOTE:
        notes.append("prices are those of the bid: those of the ask are not read")
        notes.append("no volume column: volume is 0")
    volume = 5 if len(first) == TRADE else None
    width = len(first)
    return Lean(symbol.upper(), day, Columns((0,), (1, 2, 3, 4), volume, None, width, tuple(notes)))


def clock(day: str, milliseconds: pl.Series) -> pl.Series:
    """Milliseconds since midnight of the day as wall clock times, null outside of it."""
    count = milliseconds.cast(pl.Int64, strict=False)
    midnight = pl.Series([day]).str.to_datetime("%Y%m%d", time_unit="ms", strict=False)
    if midnight[0] is None:
        return midnight.clear().new_from_index(0, 0).extend_constant(None, count.len())
    inside = count.is_between(0, 86_399_999).fill_null(value=False)
    shift = count.zip_with(inside, count.clear(1)).cast(pl.Duration("ms"))
    return midnight.new_from_index(0, count.len()) + shift


def are_shares(prices: list[pl.Series]) -> bool:
    """Whether every price is a whole number, as LEAN stores equities alone."""
    return all(bool((each.drop_nulls() % 1.0 == 0.0).all()) for each in prices)
