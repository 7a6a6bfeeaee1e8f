"""Rows of a file: their numbers, and a verdict on each."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import polars as pl

from ..errors import DataError
from .bars import SCHEMA
from .columns import PRICES, Columns
from .times import moments

NUMBERS = (*PRICES, "volume")
DECIMAL_COMMA = r"^(-?\d+),(\d+)$"
EMPTY = ("", "nan", "na", "n/a", "null", "none", "-")
ROUNDING = (
    1e-9  # of the price: an adjusted high this little below the close is widened, not refused
)


class Problem(msgspec.Struct, frozen=True):
    """Why a row was refused; rows count from 1 below the header."""

    row: int
    column: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.value!r} {self.problem}; {self.remedy}"


class Check(msgspec.Struct, frozen=True):
    """A fault that a row can have, true where it has it."""

    column: str
    fault: pl.Expr
    problem: str
    remedy: str


def values(
    raw: pl.DataFrame, found: Columns, tz: str | None, where: str, notes: list[str]
) -> pl.DataFrame:
    """`row`, then `ts` and the numbers, null where unreadable, each beside its `raw_` form.

    Rows without any value are left out. `surplus` holds what a row has beyond the header.
    """
    time = raw.to_series(found.time[0])
    if len(found.time) > 1:
        date, clock = time.cast(pl.String), raw.to_series(found.time[1]).cast(pl.String)
        time = date.str.strip_chars() + " " + clock.str.strip_chars()
    columns = {"row": pl.int_range(1, raw.height + 1, eager=True), "raw_ts": time}
    for name, position in zip(NUMBERS, (*found.prices, found.volume), strict=True):
        column = zeros(raw.height) if position is None else raw.to_series(position)
        columns[f"raw_{name}"] = column
        columns[name] = _number(column, name, where)
    columns["surplus"] = raw.to_series(-1) if found.width < raw.width else time.clear(raw.height)
    if found.symbol is not None:
        columns["symbol"] = raw.to_series(found.symbol).cast(pl.String)
    given = pl.col("raw_ts", *(f"raw_{name}" for name in PRICES)).is_not_null()
    rows = pl.DataFrame(columns).filter(pl.any_horizontal(given))
    return rows.with_columns(moments(rows["raw_ts"], tz, notes).alias("ts"))


def judge(rows: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    """The rows with `fault`, the number of the first check that one fails, null for a good row.

    Rows that say the same are one; what was dropped, mended or is unknown is noted.
    """
    rows = _widened(rows, notes)
    checks = _checks(rows.schema)
    tests = [pl.when(check.fault).then(pl.lit(i)) for i, check in enumerate(checks[:-1])]
    rows = rows.with_columns(pl.coalesce(tests).alias("fault"))
    good = rows.filter(pl.col("fault").is_null()).with_columns(
        pl.col("volume").fill_null(float("nan"))
    )
    distinct = good
    if not (good["ts"].diff().drop_nulls() > timedelta(0)).all():
        distinct = good.unique(list(SCHEMA), keep="first", maintain_order=True)
        conflict = pl.when(checks[-1].fault).then(pl.lit(len(checks) - 1))
        distinct = distinct.with_columns(conflict.alias("fault"))
    if distinct.height < good.height:
        notes.append(f"{good.height - distinct.height} repeated rows dropped")
    unknown = int(distinct["volume"].is_nan().sum())
    if unknown:
        notes.append(f"{unknown} rows have no volume: it is unknown (NaN) there")
    return pl.concat([distinct, rows.filter(pl.col("fault").is_not_null())]).sort("row")


def explain(rows: pl.DataFrame) -> list[Problem]:
    """The problems of rows that have a fault."""
    checks = _checks(rows.schema)
    out = []
    for row in rows.iter_rows(named=True):
        check = checks[row["fault"]]
        value = row["surplus" if check.column == "row" else f"raw_{check.column}"]
        shown = "" if value is None else str(value)[:80]
        out.append(Problem(row["row"], check.column, shown, check.problem, check.remedy))
    return out


def zeros(count: int) -> pl.Series:
    """The volume of bars that come without one."""
    return pl.Series("volume", [0.0]).new_from_index(0, count)


def _number(column: pl.Series, name: str, where: str) -> pl.Series:
    if column.dtype == pl.String:
        plain = column.str.strip_chars()
        number = plain.cast(pl.Float64, strict=False)
        if number.null_count() > column.null_count():
            point = plain.str.replace(DECIMAL_COMMA, "${1}.${2}")
            number = point.cast(pl.Float64, strict=False)
        return number
    if not column.dtype.is_numeric():
        raise DataError(f"{where}: column {name} holds {column.dtype}, not numbers: convert it")
    return column.cast(pl.Float64)


def _widened(rows: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    top, bottom = pl.max_horizontal("open", "close"), pl.min_horizontal("open", "close")
    high, low = pl.col("high"), pl.col("low")
    above = (top > high) & (top <= high * (1.0 + ROUNDING))
    below = (bottom < low) & (bottom >= low * (1.0 - ROUNDING))
    count = rows.select((above | below).sum()).item()
    if not count:
        return rows
    notes.append(f"{count} rows: high or low widened to open and close, a rounding apart")
    return rows.with_columns(
        high=pl.when(above).then(top).otherwise(high),
        low=pl.when(below).then(bottom).otherwise(low),
    )


def _checks(schema: pl.Schema) -> list[Check]:
    """Every check in its order, the last one for rows that passed the others."""

    def empty(name: str) -> pl.Expr:
        raw = pl.col(f"raw_{name}")
        gone = raw.is_null() | pl.col(name).is_nan().fill_null(value=False)
        if schema[f"raw_{name}"] != pl.String:
            return gone
        return gone | raw.str.strip_chars().str.to_lowercase().is_in(EMPTY)

    number = "write it as a plain number like 1234.5, or drop the row"
    checks = [
        Check("row", pl.col("surplus").is_not_null(), "stands beyond the header", "mend the row"),
        Check("ts", pl.col("raw_ts").is_null(), "is no time", "give the row its time"),
        Check(
            "ts",
            pl.col("ts").is_null(),
            "cannot be read as a time",
            "write it like 2024-01-02 or 2024-01-02 14:30:00; a local time must exist in its zone",
        ),
    ]
    for name in PRICES:
        value = pl.col(name)
        checks += [
            Check(name, empty(name), "is empty", "give the price, or drop the row"),
            Check(name, value.is_null(), "is no number", number),
            Check(name, value.is_infinite(), "is not finite", number),
            Check(name, value <= 0.0, "is not above 0", "mend the price, or drop the row"),
        ]
    high, low, mend = pl.col("high"), pl.col("low"), "mend the row, or drop it"
    volume = pl.col("volume")
    return [
        *checks,
        Check("high", high < low, "is below the low", mend),
        Check("high", high < pl.max_horizontal("open", "close"), "is below open or close", mend),
        Check("low", low > pl.min_horizontal("open", "close"), "is above open or close", mend),
        Check("volume", volume.is_null() & ~empty("volume"), "is no number", number),
        Check("volume", volume.is_infinite(), "is not finite", number),
        Check("volume", volume < 0.0, "is negative", "mend the volume, or leave it empty"),
        Check("ts", pl.col("ts").is_duplicated(), "has two different rows", "keep one of them"),
    ]
