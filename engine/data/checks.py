"""The faults that a row of a file can have, and how a refused row is explained."""

from __future__ import annotations

import msgspec
import polars as pl

from .columns import PRICES
from .numerals import EMPTY

BARS = ("ts", *PRICES, "volume")


class Check(msgspec.Struct, frozen=True):
    """A fault that a row can have, true where it has it."""

    column: str
    fault: pl.Expr
    problem: str
    remedy: str


def faults(bad: pl.DataFrame) -> pl.DataFrame:
    """Row, column, value, problem and remedy of rows that have a fault."""
    tests = checks(bad.schema)
    words = {
        name: pl.col("fault").replace_strict(
            {i: getattr(check, name) for i, check in enumerate(tests)}, return_dtype=pl.String
        )
        for name in ("column", "problem", "remedy")
    }
    shown = [
        pl.when(words["column"] == name).then(pl.col(f"raw_{name}").cast(pl.String, strict=False))
        for name in BARS
    ]
    value = pl.coalesce(pl.when(words["column"] == "row").then(pl.col("surplus")), *shown)
    return bad.select(
        pl.col("row"),
        words["column"].alias("column"),
        value.fill_null("").str.slice(0, 80).alias("value"),
        words["problem"].alias("problem"),
        words["remedy"].alias("remedy"),
    )


def checks(schema: pl.Schema) -> list[Check]:
    """Every check in its order, the last two for rows that passed the others."""

    def empty(name: str) -> pl.Expr:
        raw = pl.col(f"raw_{name}")
        gone = raw.is_null() | pl.col(name).is_nan().fill_null(value=False)
        if schema[f"raw_{name}"] != pl.String:
            return gone
        return gone | raw.str.strip_chars().str.to_lowercase().is_in(EMPTY)

    number = "write it as a plain number like 1234.5, or drop the row"
    tests = [
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
        tests += [
            Check(name, empty(name), "is empty", "give the price, or drop the row"),
            Check(name, value.is_null(), "is no number", number),
            Check(name, value.is_infinite(), "is not finite", number),
            Check(name, value <= 0.0, "is not above 0", "mend the price, or drop the row"),
        ]
    high, low, mend = pl.col("high"), pl.col("low"), "mend the row, or drop it"
    volume = pl.col("volume")
    twice = pl.col("ts").is_duplicated()
    keep = "keep one of them: on_conflict='keep-first' or 'keep-last'"
    return [
        *tests,
        Check("high", high < low, "is below the low", mend),
        Check("high", high < pl.max_horizontal("open", "close"), "is below open or close", mend),
        Check("low", low > pl.min_horizontal("open", "close"), "is above open or close", mend),
        Check("volume", volume.is_null() & ~empty("volume"), "is no number", number),
        Check("volume", volume.is_infinite(), "is not finite", number),
        Check("volume", volume < 0.0, "is negative", "mend the volume, or leave it empty"),
        Check("ts", twice, "has two different rows", keep),
        Check("ts", twice, "has another row, which is kept", "leave out the row that is wrong"),
    ]
