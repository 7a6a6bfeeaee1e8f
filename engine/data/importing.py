"""A file into the store: good rows are kept, bad ones refused, listed and put aside."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import polars as pl

from ..errors import DataError
from ..lock import write_durably
from .calendars import sessions_of
from .instruments import Instrument
from .intervals import label
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
DIFFERS = "differs from the stored row of that time"
KEEP_LAST = "the stored row stays; --on-conflict keep-last replaces it"


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
    strict      store nothing unless every row is good
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
        count = sum(each.rows_refused for each in refused)
        raise DataError(
            f"{path.name}: {count} of {sum(each.rows_read for each in found)} rows are bad, the"
            f" first: {refused[0].problems[0]}; nothing is stored, as --strict asks"
        )
    return [_stored(path, each, store, described or {}, given, now) for each in found]


def _stored(
    path: Path,
    loaded: Loaded,
    store: Store,
    described: Mapping[str, Any],
    given: Given,
    now: int,
) -> Imported:
    step = label(loaded.interval)
    known = store.stored(loaded.symbol, step)
    before = {} if known is None else msgspec.structs.asdict(known.instrument)
    instrument = Instrument(**{**before, **described, "symbol": loaded.symbol})
    policy = given.get("on_conflict", "refuse")
    put = store.put(
        loaded.bars,
        interval=loaded.interval,
        instrument=instrument,
        source=path.name,
        on_conflict=policy,
        now=now,
    )
    notes = list(loaded.notes)
    if instrument.adjusted == "unknown":
        notes.append("not said whether prices are adjusted: --adjusted yes or no")
    conflicts = put.merged.conflicts.height
    lost = conflicts if policy != "keep-last" else 0
    clashes = _clashes(put) if policy == "refuse" else []
    if conflicts and policy != "refuse":
        notes.append(f"{conflicts} rows differ from stored ones: {policy} decided")
    quarantine = _put_aside(path, loaded, clashes, store.folder.parent / QUARANTINE)
    return Imported(
        symbol=loaded.symbol,
        interval=step,
        rows_read=loaded.rows_read,
        rows_stored=loaded.bars.height - lost,
        rows_fixed=loaded.rows_fixed,
        rows_repeated=loaded.rows_repeated,
        rows_refused=loaded.rows_refused + len(clashes),
        problems=[*loaded.problems, *clashes][:LISTED],
        notes=notes,
        quarantine=quarantine,
        series=put.series,
    )


def _clashes(put: Put) -> list[Problem]:
    """A problem for each row that contradicts a stored one; row 0, as the file's order is gone."""
    times = put.merged.conflicts["ts"].to_physical()
    return [Problem(0, "ts", text(ts), DIFFERS, KEEP_LAST) for ts in times]


def _put_aside(path: Path, loaded: Loaded, clashes: Sequence[Problem], folder: Path) -> str | None:
    """Write all refused rows to a file of the quarantine; its path."""
    rows = loaded.quarantine
    if clashes:
        more = pl.DataFrame([msgspec.structs.asdict(each) for each in clashes])
        rows = pl.concat([rows, more], how="diagonal_relaxed")
    if rows.is_empty():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    plain = re.sub(r"[^\w.-]", "_", f"{path.stem[:60]}.{loaded.symbol}.{label(loaded.interval)}")
    file = folder / f"{plain.strip('.')}.csv"
    write_durably(file, rows.write_csv().encode())
    return str(file)
