"""Which column of a table is which: the headers that people and programs write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

PRICES = ("open", "high", "low", "close")
TIMES = ("ts", "timestamp", "datetime", "date_time", "open_time", "date", "time")
INDICES = ("index", "unnamed:_0", "__index_level_0__")  # as pandas writes them
ADJUSTED = ("adj_close", "adjclose", "adjusted_close", "adj._close")


@dataclass(frozen=True)
class Columns:
    """Positions of what was found; `time` has two where date and time stand apart."""

    time: tuple[int, ...]
    prices: tuple[int, int, int, int]
    volume: int | None
    symbol: int | None
    width: int
    notes: tuple[str, ...]


def locate(names: Sequence[str], where: str) -> Columns:
    """Find the columns by their names: any case, spaces as underscores, <NAME> as NAME.

    Raises DataError, beginning with `where`, if a column is missing or stands there twice.
    """
    plain = [name.strip().strip("<>").lower().replace(" ", "_") for name in names]

    def position(name: str) -> int | None:
        if plain.count(name) > 1:
            raise DataError(f"{where}: two columns named {name}: remove or rename one of them")
        return plain.index(name) if name in plain else None

    prices = [position(name) for name in PRICES]
    time = _time(plain)
    missing = [name for name, found in zip(PRICES, prices, strict=True) if found is None]
    if time is None or missing:
        what = "time" if time is None else missing[0]
        seen = ", ".join(repr(name[:40]) for name in names[:12]) + (
            ", …" if len(names) > 12 else ""
        )
        raise DataError(
            f"{where}: no {what} column among {seen}: name the columns"
            " ts (or date, datetime, timestamp), open, high, low, close, volume"
        )
    volume = position("volume")
    notes = [] if volume is not None else ["no volume column: volume is 0"]
    if any(name in plain for name in ADJUSTED):
        notes.append("the adjusted close is not read: prices are those of the close column")
    found = (prices[0] or 0, prices[1] or 0, prices[2] or 0, prices[3] or 0)
    symbol = next((plain.index(name) for name in ("symbol", "ticker") if name in plain), None)
    return Columns(time, found, volume, symbol, len(names), tuple(notes))


def _time(plain: list[str]) -> tuple[int, ...] | None:
    named = [name for name in TIMES if name in plain]
    if named[:2] == ["date", "time"]:
        return plain.index("date"), plain.index("time")
    if named:
        return (plain.index(named[0]),)
    if plain[:1] == [""]:
        return (0,)
    return next(((plain.index(name),) for name in INDICES if name in plain), None)
