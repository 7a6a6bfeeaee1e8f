"""Read bars from a file: good rows are kept, bad ones refused and listed."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import polars as pl

from ..errors import DataError
from ..nearest import hint
from . import headerless, symbols
from .bars import SCHEMA
from .checks import faults
from .columns import Columns, locate
from .files import Table, line, table
from .instruments import require_symbol
from .options import Given, Options
from .quarantine import Loaded, Problem, problems, quarantine
from .rows import are_clean, judged, values, without_footer
from .spacing import commonest_step, from_ends, interval_of

if TYPE_CHECKING:
    from os import PathLike
    from typing import Unpack

MOST_SYMBOLS = 20_000
__all__ = ["DataWarning", "Loaded", "Problem", "load", "load_all", "read_bars"]
log = logging.getLogger(__name__)


class DataWarning(UserWarning):
    """Some rows of a file were refused."""


class _Found(msgspec.Struct, frozen=True):
    """A file's rows with the raw table that they came from."""

    table: Table
    raw: pl.DataFrame
    rows: pl.DataFrame
    notes: list[str]
    clean: bool


def read_bars(path: str | PathLike[str], **given: Unpack[Given]) -> pl.DataFrame:
    """The good bars of a file; warns with DataWarning if rows were refused. Arguments as `load`."""
    loaded = load(path, **given)
    if loaded.rows_refused:
        warnings.warn(
            f"{Path(path).name}: {loaded.rows_refused} of {loaded.rows_read} rows refused, the"
            f" first: {loaded.problems[0]} (all: engine.data.read.load(path).problems)",
            DataWarning,
            stacklevel=2,
        )
    return loaded.bars


def load(path: str | PathLike[str], **given: Unpack[Given]) -> Loaded:
    """Read one symbol's bars from CSV, JSON, Parquet or Arrow, also packed (.gz, .zst, .zip).

    given   what the file does not say, or says otherwise: tz, symbol, interval, names, delimiter,
            decimal, thousands, unit, dates, divisor, stamps, on_conflict (see `Options`)

    Columns are found by their usual names in any case, or by their values where there is no header.
    Rows are refused that have no readable time or number, or prices that no market can have made;
    two different rows for one time are both refused, repeated rows are dropped, unsorted ones
    sorted. Raises DataError if nothing usable is left, if the file cannot be read, or if what it
    means cannot be told: the message then names the argument that says it.
    """
    options, path, where = _asked(path, given)
    return _one(_found(path, where, options), path, where, options)


def load_all(path: str | PathLike[str], **given: Unpack[Given]) -> list[Loaded]:
    """Every symbol of a file that has a symbol column, in the order of the file; else the one.

    Rows whose symbol cannot be used (a path, a formula, a device's name) are refused and reported
    with the first symbol, as are symbols without a good row. Arguments and errors as `load`.
    """
    options, path, where = _asked(path, given)
    found = _found(path, where, options)
    if "symbol" not in found.rows.columns or options.symbol is not None:
        return [_one(found, path, where, options)]
    held = found.rows["symbol"].unique(maintain_order=True)
    if held.len() > MOST_SYMBOLS:
        raise DataError(f"{where}: holds {held.len():,} symbols: split the file")
    wrong = {name: symbols.fault(name) for name in held}
    hostile = [name for name, problem in wrong.items() if problem is not None]
    refused = [_hostile(found, hostile, wrong)] if hostile else []
    parts = {
        str(name): part
        for (name,), part in found.rows.partition_by(
            "symbol", as_dict=True, maintain_order=True
        ).items()
        if wrong[name] is None
    }
    shared = commonest_step(found.rows)
    out: list[Loaded] = []
    for name, part in parts.items():
        try:
            out.append(_loaded(found, part, name, options, where, shared))
        except NothingUsableError as error:
            refused.append(error.quarantine)
    if not out:
        first = next((each for each in refused if each.height), None)
        reason = f", the first: {problems(first)[0]}" if first is not None else ""
        raise DataError(f"{where}: none of {found.rows.height} rows is usable{reason}")
    if refused:
        out[0] = _with(out[0], pl.concat(refused, how="diagonal_relaxed"))
    for each in out:
        _say(each, where)
    return out


def _one(found: _Found, path: Path, where: str, options: Options) -> Loaded:
    name = options.symbol or (
        found.table.lean.symbol if found.table.lean else symbols.of_path(path)
    )
    require_symbol(name)
    rows = _one_symbol(found.rows, options.symbol, where)
    shared = commonest_step(found.rows) if rows.height < found.rows.height else None
    bars = _loaded(found, rows, name, options, where, shared)
    _say(bars, where)
    return bars


class NothingUsableError(DataError):
    """No row of a symbol is good; `quarantine` says why."""

    def __init__(self, message: str, quarantine: pl.DataFrame) -> None:
        super().__init__(message)
        self.quarantine = quarantine


def _asked(path: str | PathLike[str], given: Given) -> tuple[Options, Path, str]:
    unknown = [name for name in given if name not in Options.__struct_fields__]
    if unknown:
        raise DataError(f"{unknown[0]}=: {hint(unknown[0], Options.__struct_fields__)[2:]}")
    path = Path(path)
    name = path.name or str(path)
    where = f"{path.parent.name}/{name}" if path.parent.suffix.lower() == ".zip" else name
    return Options(**given), path, where


def _found(path: Path, where: str, options: Options) -> _Found:
    """The rows of the file: its plain numbers at once where every row is good, else as text."""
    source = table(path, where, options)
    try:
        found = _columns(source, options, where)
        taken = [*found.prices, *([] if found.volume is None else [found.volume])]
        plain = options.decimal is None and options.thousands is None
        if source.dialect is not None and plain:
            try:
                raw = source.read(taken)
            except pl.exceptions.ComputeError:
                raw = None
            if raw is not None and raw.height:
                notes = [*source.notes, *found.notes]
                rows = values(raw, found, source, options, where, notes)
                if rows.height and are_clean(rows) and _orders(rows):
                    return _Found(source, raw, rows, notes, clean=True)
        raw = source.read()
        notes = [*source.notes, *found.notes]
        rows = values(raw, found, source, options, where, notes)
        if rows.is_empty():
            raise DataError(f"{where}: has a header and no rows: there is nothing to read")
        clean = are_clean(rows) and _orders(rows)
        return _Found(source, raw, rows if clean else without_footer(rows, notes), notes, clean)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise DataError(
            f"{where}: is damaged, or no file of bars: {line(error)}; make it again"
        ) from error


def _columns(source: Table, options: Options, where: str) -> Columns:
    if source.lean is not None:
        return source.lean.columns
    if source.headed or options.names:
        return locate(source.names, where, options.names or {}, headed=source.headed)
    sample = source.read(rows=headerless.SAMPLE)
    if sample.is_empty():
        raise DataError(f"{where}: has no rows: there is nothing to read")
    return headerless.located(sample, options, where)


def _orders(rows: pl.DataFrame) -> bool:
    """Whether the times of each symbol rise from row to row, or fall from row to row."""
    step = pl.col("ts").to_physical().diff()
    if "symbol" in rows.columns:
        if rows["symbol"].null_count():
            return False
        step = step.over("symbol")
        signs = rows.select("symbol", up=step > 0, down=step < 0).group_by("symbol")
        per = signs.agg(pl.col("up", "down").all())
        return bool((per["up"] | per["down"]).all())
    up, down = rows.select(up=(step > 0).all(), down=(step < 0).all()).row(0)
    return bool(up or down)


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


def _loaded(
    found: _Found,
    rows: pl.DataFrame,
    name: str,
    options: Options,
    where: str,
    shared: int | None = None,
) -> Loaded:
    notes = list(found.notes)
    fixed = repeated = 0
    good, refused = rows, quarantine(found.table.names, found.raw, None)
    if not found.clean:
        verdict = judged(rows, notes, options.on_conflict)
        good, fixed, repeated = verdict.good, verdict.fixed, verdict.repeated
        if verdict.bad.height:
            refused = quarantine(found.table.names, found.raw, faults(verdict.bad))
    if good.is_empty():
        reason = problems(refused)[0]
        raise NothingUsableError(
            f"{where}: none of {rows.height} rows is usable, the first: {reason}", refused
        )
    bars = good.select(list(SCHEMA))
    if not bars["ts"].is_sorted():
        notes.append("rows were not in the order of time: sorted")
        bars = bars.sort("ts")
    step = interval_of(bars["ts"], options, where, notes, shared)
    if options.stamps == "end":
        bars = from_ends(bars, step, where, notes)
    return Loaded(
        bars=bars.rechunk(),
        symbol=name,
        interval=step,
        rows_read=rows.height,
        rows_refused=refused.height,
        problems=problems(refused),
        notes=notes,
        rows_fixed=fixed,
        rows_repeated=repeated,
        quarantine=refused,
    )


def _hostile(
    found: _Found, names: list[str | None], wrong: dict[str | None, str | None]
) -> pl.DataFrame:
    rows = found.rows.filter(
        pl.col("symbol").is_in([n for n in names if n])
        | (pl.col("symbol").is_null() | (pl.col("symbol") == ""))
    )
    problem = pl.Series("problem", [wrong[each] for each in rows["symbol"]], dtype=pl.String)
    bad = rows.select(
        "row",
        pl.lit("symbol").alias("column"),
        pl.col("symbol").fill_null("").str.slice(0, 80).alias("value"),
        problem,
        pl.lit(symbols.REMEDY).alias("remedy"),
    )
    return quarantine(found.table.names, found.raw, bad)


def _with(loaded: Loaded, more: pl.DataFrame) -> Loaded:
    """The symbol's result with refused rows that belong to no result."""
    refused = pl.concat([loaded.quarantine, more], how="diagonal_relaxed").sort("row")
    note = f"{more.height} rows of no usable symbol are refused, and listed with this one"
    return msgspec.structs.replace(
        loaded,
        rows_read=loaded.rows_read + more.height,
        rows_refused=loaded.rows_refused + more.height,
        problems=problems(refused),
        notes=[*loaded.notes, note],
        quarantine=refused,
    )


def _say(loaded: Loaded, where: str) -> None:
    for note in loaded.notes:
        log.info("%s: %s", where, note)
