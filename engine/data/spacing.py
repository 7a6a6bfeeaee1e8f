"""How far the bars of a file lie apart, and what that says about their times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ..errors import DataError
from . import intervals

if TYPE_CHECKING:
    from .options import Options


def interval_of(
    ts: pl.Series, options: Options, where: str, notes: list[str], shared: int | None
) -> int:
    """The interval that is given, else the commonest step, in a thin symbol that of its file."""
    if options.interval is not None:
        return intervals.parse(options.interval)
    moments = ts.to_physical()
    thin = shared is not None and (
        moments.len() == 1
        or ((moments.diff() == shared).any() and intervals.of(moments.to_numpy(), where) > shared)
    )
    if shared is not None and thin:
        notes.append(f"interval {intervals.label(shared)}, as of the file's other symbols")
        return shared
    step = intervals.of(moments.to_numpy(), where)
    notes.append(f"interval {intervals.label(step)}, the commonest step from bar to bar")
    return step


def commonest_step(rows: pl.DataFrame) -> int | None:
    """The commonest step in nanoseconds from time to time of one symbol, over all of them."""
    steps = rows.select("symbol", ts=pl.col("ts").to_physical()).drop_nulls().sort("symbol", "ts")
    counts = steps.select(pl.col("ts").diff().over("symbol")).filter(pl.col("ts") > 0)["ts"]
    if not counts.len():
        return None
    return int(
        counts.value_counts(sort=True).sort("count", "ts", descending=[True, False])["ts"][0]
    )


def from_ends(bars: pl.DataFrame, step: int, where: str, notes: list[str]) -> pl.DataFrame:
    """Bars that are dated by their end, dated by their start."""
    if step >= intervals.DAY:
        raise DataError(
            f"{where}: stamps='end' is for bars within a day, these are of"
            f" {intervals.label(step)}: leave it out, a day's bar is dated by its session"
        )
    notes.append(f"bars are dated by their end in the file: moved back by {intervals.label(step)}")
    return bars.with_columns(pl.col("ts") - pl.duration(nanoseconds=step))
