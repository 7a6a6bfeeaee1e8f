"""A file into the store: good rows are kept, bad ones refused, listed and put aside."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import polars as pl

from ..errors import DataError
from .calendars import sessions_of
from .instruments import Instrument
from .intervals import MONTH, label, parse
from .merge import VALUES
from .moments import text
from .quarantine import LISTED, Problem
from .read import Loaded, load_all
from .sessions import PLAIN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike
    from typing import Any, Unpack

    from .options import Given
    from .series import Series
    from .store import Put, Store

QUARANTINE = "quarantine"
FEW = 10  # rows, below which their own distance says little
DIFFERS = "differs from the stored row of that time"
KEEP_LAST = "the stored row stays; on_conflict=keep-last replaces it"


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one symbol of a file.

    rows_read      data rows of the file
    rows_stored    of them, those that the store now has, the ones it had already included
    rows_fixed     of those, the ones that were mended
    rows_repeated  rows that said the same as another of the file
    rows_refused   bad rows, and rows that contradict a stored one
    problems       one a refused row, at most the first 1,000
    quarantine     the file that keeps all refused rows, if there are any
    """

    symbol: str
    interval: str
    rows_read: int
    rows_stored: int
    rows_fixed: int
    rows_repeated: int
    rows_refused: int
    problems: list[Problem]
    notes: list[str]
    quarantine: str | None
    series: Series

    def document(self) -> dict[str, Any]:
        """Plain data, as `data import --json` prints it."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        series = plain.pop("series")
        return plain | {"fingerprint": series["fingerprint"], "rows_in_series": series["rows"]}


def import_file(
    path: str | PathLike[str],
    store: Store,
    *,
    described: Mapping[str, Any] | None = None,
    strict: bool = False,
    now: int = 0,
    **given: Unpack[Given],
) -> list[Imported]:
    """Store every symbol of a file, joined to what is stored of it.

    described   the instrument's fields (adjusted, currency, tick, …), over those stored before
    strict      store nothing unless every row is good and contradicts no stored one
    now         nanoseconds UTC, by which the import is dated
    given       what the file does not say (see `Options`); on_conflict holds for two rows of the
                file and for a row of the file and a stored one

    Raises DataError where nothing of the file can be stored; what was stored before stays.
    """
    path = Path(path)
    calendar = (described or {}).get("calendar", "auto")
    if calendar not in PLAIN:
        sessions_of(calendar)  # raises for one that is not known
    found = load_all(path, **given)
    refused = [each for each in found if each.rows_refused]
    if strict and refused:
        bad = sum(each.rows_refused for each in refused)
        raise DataError(
            f"{shown(path.name)}: {bad} of {sum(each.rows_read for each in found)} rows are bad,"
            f" the first: {refused[0].problems[0]}; nothing is stored, as --strict asks"
        )
    return [
        _stored(path, each, store, described or {}, given, strict=strict, now=now) for each in found
    ]


def _stored(
    path: Path,
    loaded: Loaded,
    store: Store,
    described: Mapping[str, Any],
    given: Given,
    *,
    strict: bool,
    now: int,
) -> Imported:
    step = _step(loaded, store, given.get("interval"))
    known = store.stored(loaded.symbol, label(step))
    before = {} if known is None else msgspec.structs.asdict(known.instrument)
    instrument = Instrument(**{**before, **described, "symbol": loaded.symbol})
    policy = given.get("on_conflict", "refuse")
    put = store.put(
        loaded.bars,
        interval=step,
        instrument=instrument,
        source=shown(path.name),
        on_conflict=policy,
        strict=strict,
        now=now,
    )
    if not put.merged.changed and put.merged.conflicts.height == loaded.bars.height:
        raise DataError(
            f"{shown(path.name)}: all {loaded.bars.height} rows contradict those stored as"
            f" {loaded.symbol} {label(step)}: none is stored; on_conflict=keep-last replaces them"
        )
    notes = list(loaded.notes)
    if instrument.adjusted == "unknown":
        notes.append("not said whether prices are adjusted: --adjusted yes or no")
    clashes = [] if policy == "keep-last" else _clashes(put)
    if put.merged.conflicts.height and policy == "keep-last":
        notes.append(f"{put.merged.conflicts.height} stored rows were replaced")
    rows = _refused(loaded, put, clashes)
    quarantine = None
    if rows.height:
        try:
            quarantine = put_aside(rows, path, loaded.symbol, store.folder.parent / QUARANTINE)
        except OSError as error:
            notes.append(f"the refused rows cannot be kept in a file ({error.strerror or error})")
    return Imported(
        symbol=loaded.symbol,
        interval=label(step),
        rows_read=loaded.rows_read,
        rows_stored=loaded.bars.height - len(clashes),
        rows_fixed=loaded.rows_fixed,
        rows_repeated=loaded.rows_repeated,
        rows_refused=loaded.rows_refused + len(clashes),
        problems=[*loaded.problems, *clashes][:LISTED],
        notes=notes,
        quarantine=quarantine,
        series=put.series,
    )


def _step(loaded: Loaded, store: Store, asked: str | None) -> int:
    """The interval to store under: the one asked for, or that of a stored series that the rows fit.

    Two bars over a weekend do not make a series of three days. Raises DataError where the rows lie
    closer than the interval asked for.
    """
    ts = loaded.bars["ts"].to_physical().to_numpy()
    apart = np.diff(ts)
    if asked is not None and apart.size and 2 * int(np.median(apart)) < loaded.interval:
        raise DataError(
            f"{loaded.symbol}: rows are {label(int(np.median(apart)))} apart and cannot be bars of"
            f" {label(loaded.interval)}: leave --interval out, or resample them"
        )
    if asked is not None or ts.size > FEW:
        return loaded.interval
    known = [parse(each.interval) for each in store.series() if each.symbol == loaded.symbol]
    fitting = [
        step
        for step in known
        if (step >= MONTH and loaded.interval >= MONTH) or not (apart % step).any()
    ]
    return max(fitting, default=loaded.interval)


def _clashes(put: Put) -> list[Problem]:
    """A problem for each row that contradicts a stored one; row 0, as the file's order is gone."""
    times = put.merged.conflicts["ts"].to_physical()
    return [Problem(0, "ts", text(ts), DIFFERS, KEEP_LAST) for ts in times]


def _refused(loaded: Loaded, put: Put, clashes: Sequence[Problem]) -> pl.DataFrame:
    """All refused rows with their values, those that contradict stored ones at the end."""
    if not clashes:
        return loaded.quarantine
    problems = pl.DataFrame([msgspec.structs.asdict(each) for each in clashes])
    values = put.merged.conflicts.select(
        pl.col(f"new_{name}").cast(pl.String).alias(name) for name in VALUES
    )
    more = problems.hstack(values)
    if loaded.quarantine.is_empty():
        return more
    return pl.concat([loaded.quarantine, more], how="diagonal_relaxed")


def put_aside(rows: pl.DataFrame, path: Path, symbol: str, folder: Path) -> str:
    """Write refused rows to a new file of the quarantine; its path."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", f"{path.stem[:60]}.{symbol}").strip(".")
    content = rows.write_csv().encode()
    for number in count(1):
        file = folder / (f"{plain}.csv" if number == 1 else f"{plain}.{number}.csv")
        try:
            with file.open("xb") as stream:
                stream.write(content)
            return str(file)
        except FileExistsError:
            if file.is_file() and not file.is_symlink() and file.read_bytes() == content:
                return str(file)
    raise AssertionError("unreachable")


def shown(name: str) -> str:
    """A file's name as it can be printed and stored, whatever bytes it has."""
    legible = name.encode("utf-8", "replace").decode()
    return "".join(each if each.isprintable() else "?" for each in legible)
