"""The bar store: one Arrow file a symbol and interval, mapped into memory when it is read."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from ..errors import DataError
from ..lock import hold
from ..nearest import hint
from ..settings import home
from .bars import SCHEMA, arrays, normalise
from .fingerprint import fingerprint
from .instruments import Instrument, require_symbol
from .intervals import label, parse
from .merge import Merged, OnConflict, merge
from .moments import text
from .series import KEY, SUFFIX, Series, actions_name, described, file_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

    from kernels.bars import Bars

    from .actions import Actions

FOLDER = "series"
DRAFT = ".draft"
MAGIC = b"ARROW1\0\0"
HEAD = 16_384  # bytes that hold a schema
log = logging.getLogger(__name__)


class Put(NamedTuple):
    """What storing bars did: the series as it is now, and how the new rows met the stored ones."""

    series: Series
    merged: Merged


class Store:
    """Bars by symbol and interval below one folder; the home folder's `series` where none is given.

    A write goes into a new file that then takes the old one's place, under a lock: a reader or a
    crash at any instant finds the old bars or the new ones, whole.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = home() / FOLDER if folder is None else Path(folder)

    def series(self) -> list[Series]:
        """Every stored series, by symbol, then interval; a damaged file is logged and left out."""
        found = []
        for path in self.folder.glob(f"*{SUFFIX}"):
            if not path.is_file():
                continue
            try:
                found.append(described(_schema(path), path))
            except DataError as error:
                log.warning("%s", error)
        return sorted(found, key=lambda each: (each.symbol, parse(each.interval)))

    def find(self, symbol: str, interval: str | None = None) -> Series:
        """The series of a symbol; raises DataError if it is not there, or the interval is open."""
        require_symbol(symbol)
        stored = []
        for path in sorted(self.folder.glob(file_name(symbol))):
            try:
                stored.append(described(_schema(path), path))
            except DataError:
                if interval is None or path.name == file_name(symbol, interval):
                    raise
        if not stored:
            known = sorted({each.symbol for each in self.series()})
            raise DataError(
                f"{symbol} is not stored{hint(symbol, known) if known else ': the store is empty'};"
                " openbell data list shows what is"
            )
        wanted = [each for each in stored if interval in (None, each.interval)]
        if len(wanted) == 1:
            return wanted[0]
        listed = ", ".join(
            each.interval for each in sorted(stored, key=lambda s: parse(s.interval))
        )
        if wanted:
            raise DataError(
                f"{symbol} is stored as {listed}: name one, for example"
                f" {symbol}@{wanted[0].interval}"
            )
        raise DataError(f"{symbol} has no bars of {interval}; it is stored as {listed}")

    def stored(self, symbol: str, interval: str) -> Series | None:
        """The series if it is there."""
        path = self.folder / file_name(symbol, interval)
        return described(_schema(path), path) if path.exists() else None

    def frame(self, symbol: str, interval: str | None = None) -> pl.DataFrame:
        """The bars as a frame in the Bars schema over the mapped file; nothing is copied."""
        return pl.DataFrame(self._table(self.find(symbol, interval)))

    def bars(self, symbol: str, interval: str | None = None) -> Bars:
        """The bars as read-only columns for the kernels, over the mapped file."""
        import numpy as np

        from kernels.bars import Bars

        table = self._table(self.find(symbol, interval))
        ts, open_, high, low, close, volume = (
            column.chunk(0).to_numpy(zero_copy_only=True) for column in table.itercolumns()
        )
        return Bars(ts.view(np.int64), open_, high, low, close, volume)

    def scan(
        self, symbols: Sequence[str] | None = None, interval: str | None = None
    ) -> pl.LazyFrame:
        """Bars of many symbols as one lazy frame with a `symbol` column; of all by default."""
        chosen = (
            [each for each in self.series() if interval in (None, each.interval)]
            if symbols is None
            else [self.find(symbol, interval) for symbol in symbols]
        )
        if not chosen:
            raise DataError("no stored bars to scan: import some, or name another interval")
        frames = [pl.DataFrame(self._table(each)).lazy() for each in chosen]
        return pl.concat(
            frame.select(pl.lit(each.symbol).alias("symbol"), pl.all())
            for each, frame in zip(chosen, frames, strict=True)
        )

    def put(
        self,
        frame: pl.DataFrame,
        *,
        interval: int,
        instrument: Instrument,
        source: str,
        on_conflict: OnConflict = "refuse",
        strict: bool = False,
        now: int = 0,
    ) -> Put:
        """Store bars, joined to those that are there; the instrument and source given last stay.

        frame      bars of one symbol in the Bars schema or what `normalise` makes of it
        interval   nanoseconds from bar to bar
        strict     store nothing if a row contradicts a stored one
        now        nanoseconds UTC, by which the import is dated
        Raises DataError for bars that no market can have made, for raw bars beside adjusted ones,
        and where the disk cannot hold them.
        """
        symbol, name = instrument.symbol, label(interval)
        tidy = normalise(frame, where=symbol).select(
            "ts", pl.col(list(SCHEMA)[1:]).fill_null(float("nan"))
        )
        path = self.folder / file_name(symbol, name)
        with hold(self.folder):
            for abandoned in self.folder.glob(f"*{DRAFT}"):  # by a process that was killed
                abandoned.unlink()
            known = self.stored(symbol, name)
            old = pl.DataFrame(schema=SCHEMA) if known is None else self.frame(symbol, name)
            merged = merge(old, tidy, on_conflict)
            if strict and merged.conflicts.height:
                raise DataError(f"{_contradicts(symbol, merged)}; nothing is stored")
            if known is not None:
                _require_alike(known.instrument, instrument)
                if not merged.changed and known.instrument == instrument:
                    return Put(known, merged)
            bars = arrays(merged.frame.rechunk(), symbol)
            series = Series(
                symbol=symbol,
                interval=name,
                rows=merged.frame.height,
                first=int(bars.ts[0]),
                last=int(bars.ts[-1]),
                fingerprint=fingerprint(bars),
                instrument=instrument,
                source=source if merged.changed or known is None else known.source,
                imported=now if merged.changed or known is None else known.imported,
            )
            _replace(path, merged.frame.rechunk(), series)
        return Put(series, merged)

    def remove(self, symbol: str, interval: str | None = None) -> Series:
        """Take a series out of the store, with the symbol's actions if it was the last one.

        Raises DataError if it is not there.
        """
        with hold(self.folder):
            series = self.find(symbol, interval)
            (self.folder / file_name(symbol, series.interval)).unlink()
            if not any(self.folder.glob(file_name(symbol))):
                (self.folder / actions_name(symbol)).unlink(missing_ok=True)
        return series

    def actions(self, symbol: str) -> Actions:
        """Corporate actions of a symbol for all its intervals; an empty table if none are kept."""
        from .actions import Actions

        path = self.folder / actions_name(symbol)
        return Actions.load(path) if path.exists() else Actions(symbol=symbol)

    def put_actions(self, actions: Actions) -> None:
        """Keep a symbol's corporate actions, in place of those kept before."""
        with hold(self.folder):
            actions.save(self.folder / actions_name(actions.symbol))

    def _table(self, series: Series) -> pa.Table:
        path = self.folder / file_name(series.symbol, series.interval)
        table = _read(path, lambda reader: reader.read_all())
        if table.num_rows != series.rows or any(each.num_chunks != 1 for each in table.columns):
            raise _damaged(path, ValueError("its rows are not those that it describes"))
        if pl.DataFrame(table.schema.empty_table()).schema != SCHEMA:
            raise _damaged(path, ValueError("its columns are not those of bars"))
        return table


def _require_alike(known: Instrument, new: Instrument) -> None:
    """Raise DataError where bars of the two cannot stand in one series."""
    for name, open_value in (("adjusted", "unknown"), ("currency", None), ("multiplier", None)):
        old, now = getattr(known, name), getattr(new, name)
        if old != now and open_value not in (old, now):
            raise DataError(
                f"{known.symbol} is stored with {name} {old}, and these bars are {now}: import them"
                f" as another symbol, or remove the stored ones: openbell data rm {known.symbol}"
            )


def _contradicts(symbol: str, merged: Merged) -> str:
    first = text(int(merged.conflicts["ts"].to_physical()[0]))
    return f"{symbol}: {merged.conflicts.height} rows contradict stored ones, the first of {first}"


def _schema(path: Path) -> pa.Schema:
    """The schema from the head of the file, which is faster than opening it."""
    import pyarrow as pa

    try:
        with path.open("rb") as file:
            return pa.ipc.read_schema(pa.py_buffer(file.read(HEAD)[len(MAGIC) :]))
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path, error) from error


def _read(path: Path, what: Callable[[Any], Any]) -> Any:
    import pyarrow as pa

    try:
        with pa.memory_map(str(path)) as mapped, pa.ipc.open_file(mapped) as reader:
            return what(reader)
    except (pa.ArrowException, OSError) as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> DataError:
    line = str(error).partition("\n")[0]
    return DataError(f"{path}: is damaged ({line}): remove it and import again")


def _replace(path: Path, frame: pl.DataFrame, series: Series) -> None:
    """Write a new file beside the old one, wait until the disk has it, and put it in its place."""
    import msgspec
    import pyarrow as pa

    table = frame.to_arrow()
    table = table.replace_schema_metadata({KEY: msgspec.json.encode(series)})
    draft = path.with_suffix(DRAFT)
    try:
        with draft.open("wb") as file:
            with pa.ipc.new_file(file, table.schema) as writer:
                writer.write_table(table.combine_chunks())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except (OSError, pa.ArrowException) as error:
        draft.unlink(missing_ok=True)
        reason = getattr(error, "strerror", None) or error
        raise DataError(
            f"{series.symbol}: cannot be stored in {path.parent} ({reason}): what was stored before"
            " is whole; free the disk, or set OPENBELL_HOME to another folder"
        ) from error
