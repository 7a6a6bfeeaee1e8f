"""What a file gave: its good bars, and its refused rows as they stand in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

LISTED = 1_000


class Problem(msgspec.Struct, frozen=True):
    """Why a row was refused; rows count from 1 below the header."""

    row: int
    column: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column}: {self.value!r} {self.problem}; {self.remedy}"


class Loaded(msgspec.Struct, frozen=True):
    """What a file gave.

    bars           the good rows in the Bars schema, sorted
    interval       nanoseconds from bar to bar
    rows_read      data rows; each is a bar, was refused, or repeats another
    rows_refused   bad rows; rows_repeated say the same as another; rows_fixed of the bars were
                   mended
    problems       one a refused row, at most the first 1,000
    quarantine     every refused row: row, column, value, problem, remedy, and the row as it stands
                   in the file, as text
    notes          what was assumed, dropped or mended
    """

    bars: pl.DataFrame
    symbol: str
    interval: int
    rows_read: int
    rows_refused: int
    problems: list[Problem]
    notes: list[str]
    rows_fixed: int
    rows_repeated: int
    quarantine: pl.DataFrame


def quarantine(names: Sequence[str], raw: pl.DataFrame, bad: pl.DataFrame | None) -> pl.DataFrame:
    """The faults beside the raw columns of their rows as text."""
    schema = dict.fromkeys(("column", "value", "problem", "remedy"), pl.String)
    kept = pl.DataFrame(schema={"row": pl.Int64, **schema}) if bad is None else bad
    rows = raw[(kept["row"] - 1).to_list()]
    taken = set(kept.columns)
    out = []
    for name, column in zip(names, rows.get_columns(), strict=False):
        label, number = name.strip() or "column", 2
        while label in taken:
            label, number = f"{name.strip() or 'column'}_{number}", number + 1
        taken.add(label)
        if not column.dtype.is_nested():
            out.append(column.cast(pl.String, strict=False).alias(label))
    return kept.hstack(out)


def problems(quarantined: pl.DataFrame) -> list[Problem]:
    """The first thousand of the refused rows, each with what is wrong with it."""
    listed = quarantined.head(LISTED).select("row", "column", "value", "problem", "remedy")
    return [Problem(*each) for each in listed.iter_rows()]
