"""New bars joined to stored ones: what is new, what is known, and what contradicts."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import polars as pl

from ..errors import ParameterError
from .bars import SCHEMA

OnConflict = Literal["refuse", "keep-first", "keep-last"]
VALUES = [name for name in SCHEMA if name != "ts"]


class Merged(NamedTuple):
    """Bars after a merge.

    added, repeated   rows that were new, and rows that were there already with the same values
    conflicts         rows of one ts with other values: ts, the stored ones, the new as `new_…`
    changed           whether the bars are no longer those stored before
    """

    frame: pl.DataFrame
    added: int
    repeated: int
    conflicts: pl.DataFrame
    changed: bool


def merge(stored: pl.DataFrame, new: pl.DataFrame, on_conflict: OnConflict) -> Merged:
    """Stored and new bars as one series; both in the Bars schema, sorted, each ts once.

    Where they differ the stored row stays (`refuse`, `keep-first`) or gives way (`keep-last`).
    """
    if on_conflict not in get_args(OnConflict):
        raise ParameterError(
            f"on_conflict {on_conflict!r} must be one of {', '.join(get_args(OnConflict))}"
        )
    renamed = new.rename({name: f"new_{name}" for name in VALUES})
    both = stored.join(renamed, on="ts", how="inner", maintain_order="left")
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"new_{name}")) for name in VALUES)
    conflicts = both.filter(~same)
    fresh = new.join(stored.select("ts"), on="ts", how="anti", maintain_order="left")
    kept = stored
    if on_conflict == "keep-last" and conflicts.height:
        kept = stored.join(conflicts.select("ts"), on="ts", how="anti", maintain_order="left")
        won = conflicts.select("ts", *(pl.col(f"new_{name}").alias(name) for name in VALUES))
        kept = pl.concat([kept, won])
    frame = pl.concat([kept, fresh]).sort("ts")
    changed = fresh.height > 0 or (on_conflict == "keep-last" and conflicts.height > 0)
    return Merged(frame, fresh.height, both.height - conflicts.height, conflicts, changed)
