"""Read bars from a plain CSV or Parquet file: good rows are kept, bad ones refused and listed."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import polars as pl

from ..errors import DataError
from . import intervals
from .bars import SCHEMA
from .columns import locate
from .files import table
from .instruments import require_symbol, symbol_of_path
from .rows import Problem, explain, judge, values

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

LISTED = 1_000
log = logging.getLogger(__name__)


class DataWarning(UserWarning):
    """Some rows of a file were refused."""


class Loaded(msgspec.Struct, frozen=True):
    """What a file gave.

    bars       the good rows in the Bars schema, sorted
    interval   nanoseconds from bar to bar
    rows_read  data rows of the file; rows_refused of them were bad
    problems   one a refused row, at most the first 1,000
    notes      what was assumed, dropped or mended
    """

    bars: pl.DataFrame
    symbol: str
    interval: int
    rows_read: int
    rows_refused: int
    problems: list[Problem]
    notes: list[str]


def read_bars(
    path: str | PathLike[str],
    *,
    tz: str | None = None,
    symbol: str | None = None,
    interval: str | None = None,
) -> pl.DataFrame:
    """The good bars of a file; warns with DataWarning if rows were refused. Arguments as `load`."""
    loaded = load(path, tz=tz, symbol=symbol, interval=interval)
    if loaded.rows_refused:
        warnings.warn(
            f"{Path(path).name}: {loaded.rows_refused} of {loaded.rows_read} rows refused, the"
            f" first: {loaded.problems[0]} (all: engine.data.read.load(path).problems)",
            DataWarning,
            stacklevel=2,
        )
    return loaded.bars


def load(
    path: str | PathLike[str],
    *,
    tz: str | None = None,
    symbol: str | None = None,
    interval: str | None = None,
) -> Loaded:
    """Read a CSV (also .gz, .zst) or Parquet file with a header.

    tz        zone of times that name none (UTC if None); dates of sessions need none
    symbol    name of the series, and the one to take of a file that holds several in a symbol
              column; the file's stem in upper case if None
    interval  like "1d" or "5m"; the commonest difference of neighbouring times if None

    Columns are found by their usual names in any case. Rows are refused that have no readable time
    or number, or prices that no market can have made; two different rows for one time are both
    refused, repeated rows are dropped, unsorted ones sorted. Raises DataError if nothing usable is
    left, or the file cannot be read.
    """
    path = Path(path)
    where = path.name or str(path)
    names, raw = table(path, where)
    found = locate(names, where)
    notes = list(found.notes)
    rows = _one_symbol(values(raw, found, tz, where, notes), symbol, where)
    name = symbol_of_path(path) if symbol is None else symbol
    require_symbol(name)
    if rows.is_empty():
        raise DataError(f"{where}: has a header and no rows: there is nothing to read")
    judged = judge(rows, notes)
    refused = judged.filter(pl.col("fault").is_not_null())
    problems = explain(refused.head(LISTED))
    if refused.height == judged.height:
        raise DataError(f"{where}: none of {rows.height} rows is usable, the first: {problems[0]}")
    bars = judged.filter(pl.col("fault").is_null()).select(list(SCHEMA))
    if not bars["ts"].is_sorted():
        notes.append("rows were not in the order of time: sorted")
        bars = bars.sort("ts")
    if interval is None:
        step = intervals.of(bars["ts"].to_physical().to_numpy(), where)
        notes.append(f"interval {intervals.label(step)}, the commonest step from bar to bar")
    else:
        step = intervals.parse(interval)
    for note in notes:
        log.info("%s: %s", where, note)
    return Loaded(bars.rechunk(), name, step, rows.height, refused.height, problems, notes)


def symbols_and_paths(items: Iterable[str]) -> dict[str, Path]:
    """Files by symbol of texts like `spy.csv` or `SPY=x.csv`; DataError for two equal symbols."""
    out: dict[str, Path] = {}
    for item in items:
        symbol, path = symbol_and_path(item)
        if symbol in out:
            raise DataError(
                f"{item}: {symbol} is {out[symbol]} already: name one of them, for example"
                f" {symbol}2={path}"
            )
        out[symbol] = path
    return out


def symbol_and_path(item: str) -> tuple[str, Path]:
    """Symbol and file of `NAME=path`, or of a path, whose stem in upper case is the symbol."""
    name, equals, path = item.partition("=")
    if not equals or Path(item).is_file():
        return symbol_of_path(Path(item)), Path(item)
    require_symbol(name)
    if not path:
        raise DataError(f"{item}: there is no file after =: write {name}=path/to/file.csv")
    return name, Path(path)


def _one_symbol(rows: pl.DataFrame, symbol: str | None, where: str) -> pl.DataFrame:
    held = rows["symbol"].unique(maintain_order=True) if "symbol" in rows.columns else pl.Series()
    if held.len() < 2:
        return rows
    if symbol in held.to_list():
        return rows.filter(pl.col("symbol") == symbol)
    listed = ", ".join(repr(each) for each in held.head(6)) + (", …" if held.len() > 6 else "")
    raise DataError(
        f"{where}: holds {held.len()} symbols ({listed}): name one: symbol='…', or"
        " SYMBOL=FILE on the command line"
    )
