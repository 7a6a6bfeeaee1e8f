"""What a report on several runs shows, as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl


class ComparedRun(msgspec.Struct, frozen=True, kw_only=True):
    """One of the runs. NaN and null are undefined.

    label     the letter by which the report knows it
    equity    ts, value; one mark a bar
    trades    how many, open ones included
    bracket   least and largest total return of the three intrabar policies
    """

    label: str
    run: str
    strategy: str
    symbols: tuple[str, ...]
    interval: str
    capital: float
    metrics: dict[str, float | int | None]
    equity: pl.DataFrame
    trades: int
    bracket: tuple[float, float] | None = None
    certificate: str = "unchecked"
    warnings: tuple[str, ...] = ()

    @property
    def start(self) -> datetime:
        """The first mark."""
        first: datetime = self.equity["ts"][0]
        return first

    @property
    def end(self) -> datetime:
        """The last mark."""
        last: datetime = self.equity["ts"][-1]
        return last

    def is_intraday(self) -> bool:
        """Whether bars are shorter than a day."""
        return self.interval[-1:] not in {"d", "w", "D", "W"} and not self.interval.endswith("mo")


class CompareData(msgspec.Struct, frozen=True, kw_only=True):
    """The runs, and in which settings they differ: a value a run by the setting's dotted name."""

    runs: tuple[ComparedRun, ...]
    settings: dict[str, tuple[Any, ...]]
