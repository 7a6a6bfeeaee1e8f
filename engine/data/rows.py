"""Rows of a file: their numbers, and a verdict on each."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import polars as pl

from ..errors import DataError
from . import lean as lean_files
from .checks import BARS, checks
from .columns import PRICES, Columns
from .dates import joined
from .numerals import numbers
from .times import moments
from .zones import from_wall

if TYPE_CHECKING:
    from .files import Table
    from .options import Conflict, Options

NUMBERS = (*PRICES, "volume")
ROUNDING = (
    1e-9  # of the price: an adjusted high this little below the close is widened, not refused
)
FOOTER = 3  # lines below the last row that may be words


class Verdict(msgspec.Struct, frozen=True):
    """The good rows in the order of the file, the bad ones with `fault`, the number of the check.

    fixed      good rows that were mended
    repeated   rows dropped that say the same as another
    """

    good: pl.DataFrame
    bad: pl.DataFrame
    fixed: int
    repeated: int


def values(
    raw: pl.DataFrame, found: Columns, table: Table, options: Options, where: str, notes: list[str]
) -> pl.DataFrame:
    """`row`, then `ts` and the numbers, null where unreadable, each beside its `raw_` form.

    Rows without any value are left out. `surplus` holds what a row has beyond the header.
    """
    time = raw.to_series(found.time[0])
    if len(found.time) > 1:
        clock = raw.to_series(found.time[1])
        whole = _is_whole(clock)
        if whole:
            notes.append(f"times are those of the column {table.names[found.time[1]]!r} alone")
        time = clock if whole else joined(time, clock)
    places = dict(zip(NUMBERS, (*found.prices, found.volume), strict=True))
    texts = {
        name: raw.to_series(place)
        for name, place in places.items()
        if place is not None and raw.dtypes[place] == pl.String
    }
    read = numbers(texts, options, where, notes)
    columns = {"row": pl.int_range(1, raw.height + 1, eager=True), "raw_ts": time}
    for name, place in places.items():
        column = zeros(raw.height) if place is None else raw.to_series(place)
        columns[f"raw_{name}"] = column
        columns[name] = read[name] if name in read else _number(column, name, where)
    shares = table.lean is not None and lean_files.are_shares([columns[name] for name in PRICES])
    columns |= _divided(columns, options, notes, shares=shares)
    columns["surplus"] = raw.to_series(-1)
    if found.symbol is not None:
        columns["symbol"] = raw.to_series(found.symbol).cast(pl.String).str.strip_chars()
    given = pl.col("raw_ts", *(f"raw_{name}" for name in PRICES), "surplus").is_not_null()
    rows = pl.DataFrame(columns).filter(pl.any_horizontal(given))
    group = rows["symbol"] if found.symbol is not None else None
    if table.lean is not None and table.lean.day is not None:
        wall = lean_files.clock(table.lean.day, rows["raw_ts"])
        tz = options.tz or (lean_files.ZONE if shares else None)
        if options.tz is None and shares:
            notes.append(
                f"times are taken as {tz}, where LEAN's US equities trade (tz= names another)"
            )
        return rows.with_columns(from_wall(wall, tz, notes, group).alias("ts"))
    ts = moments(
        rows["raw_ts"],
        options.tz,
        notes,
        unit=options.unit,
        dates=options.dates,
        group=group,
        where=where,
    )
    return rows.with_columns(ts.alias("ts"))


def are_clean(rows: pl.DataFrame) -> bool:
    """Whether no row has a fault, is mended, or has no volume; their order is not looked at."""
    finite = pl.all_horizontal(pl.col(*NUMBERS).is_finite())
    positive = pl.all_horizontal(pl.col(*PRICES) > 0.0) & (pl.col("volume") >= 0.0)
    above = pl.col("high") >= pl.max_horizontal("open", "close")
    below = pl.col("low") <= pl.min_horizontal("open", "close")
    enclosed = above & below & (pl.col("high") >= pl.col("low"))
    there = pl.col("ts").is_not_null() & pl.col("surplus").is_null()
    return bool(rows.select((finite & positive & enclosed & there).all(ignore_nulls=False)).item())


def without_footer(rows: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    """The rows without the words that some vendors put below the last one."""
    last = rows.tail(FOOTER)
    lone = last["ts"].is_null() & last["raw_ts"].is_not_null() & last["surplus"].is_null()
    for name in PRICES:
        lone &= last[f"raw_{name}"].is_null()
    count = 0
    for each in reversed(lone.to_list()):
        if not each:
            break
        count += 1
    if not count or count == rows.height:
        return rows
    notes.append(f"below the last row is no data: {str(rows['raw_ts'][-count])[:60]!r}")
    return rows.head(rows.height - count)


def judged(rows: pl.DataFrame, notes: list[str], on_conflict: Conflict) -> Verdict:
    """A verdict on each row; what was dropped, mended or is unknown is noted."""
    rows = _widened(rows)
    known = checks(rows.schema)
    last = {"refuse": len(known) - 2}.get(on_conflict, len(known) - 1)
    tests = [pl.when(check.fault).then(pl.lit(i)) for i, check in enumerate(known[:-2])]
    rows = rows.with_columns(pl.coalesce(tests).alias("fault"))
    fine = rows.filter(pl.col("fault").is_null()).with_columns(
        pl.col("volume").fill_null(float("nan"))
    )
    distinct = fine
    if not (fine["ts"].diff().drop_nulls() > timedelta(0)).all():
        distinct = fine.unique(list(BARS), keep="first", maintain_order=True)
        several = pl.col("ts").is_duplicated()
        if on_conflict != "refuse":
            chosen = pl.col("ts").is_first_distinct()
            if on_conflict == "keep-last":
                chosen = pl.col("ts").is_last_distinct()
            several = ~chosen
        distinct = distinct.with_columns(pl.when(several).then(pl.lit(last)).alias("fault"))
    repeated = fine.height - distinct.height
    good = distinct.filter(pl.col("fault").is_null())
    bad = pl.concat([distinct, rows.filter(pl.col("fault").is_not_null())])
    fixed = int(good["mended"].sum())
    unknown = int(good["volume"].is_nan().sum())
    if fixed:
        notes.append(f"{fixed} rows: high or low widened to open and close, a rounding apart")
    if repeated:
        notes.append(f"{repeated} repeated rows dropped")
    if unknown:
        notes.append(f"{unknown} rows have no volume: it is unknown (NaN) there")
    return Verdict(good, bad.filter(pl.col("fault").is_not_null()).sort("row"), fixed, repeated)


def zeros(count: int) -> pl.Series:
    """The volume of bars that come without one."""
    return pl.Series("volume", [0.0]).new_from_index(0, count)


def _is_whole(clock: pl.Series) -> bool:
    """Whether what is named like a clock has the date in it too."""
    if clock.dtype in (pl.Time, pl.Duration):
        return False
    sample = clock.drop_nulls().head(100)
    return sample.len() > 0 and moments(sample, None, [], dates="dmy").null_count() == 0


def _number(column: pl.Series, name: str, where: str) -> pl.Series:
    if not column.dtype.is_numeric():
        raise DataError(f"{where}: column {name} holds {column.dtype}, not numbers: convert it")
    return column.cast(pl.Float64)


def _divided(
    columns: dict[str, pl.Series], options: Options, notes: list[str], *, shares: bool
) -> dict[str, pl.Series]:
    by = options.divisor or (lean_files.DIVISOR if shares else 1.0)
    if by == 1.0:
        return {}
    notes.append(f"prices are divided by {by:g} (divisor= says otherwise)")
    # by numpy: polars multiplies by the reciprocal, which rounds twice
    return {
        name: pl.Series(name, columns[name].to_numpy() / by, nan_to_null=False).zip_with(
            columns[name].is_not_null(), pl.Series([None], dtype=pl.Float64)
        )
        for name in PRICES
    }


def _widened(rows: pl.DataFrame) -> pl.DataFrame:
    top, bottom = pl.max_horizontal("open", "close"), pl.min_horizontal("open", "close")
    high, low = pl.col("high"), pl.col("low")
    above = (top > high) & (top <= high * (1.0 + ROUNDING))
    below = (bottom < low) & (bottom >= low * (1.0 - ROUNDING))
    return rows.with_columns(
        high=pl.when(above).then(top).otherwise(high),
        low=pl.when(below).then(bottom).otherwise(low),
        mended=(above | below).fill_null(value=False),
    )
