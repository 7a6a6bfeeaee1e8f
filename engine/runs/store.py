"""Saved runs: one folder each, written once, named by the run's id.

OPENBELL_HOME/runs/ID/          run.json, the tables as Parquet, a user's strategy files
OPENBELL_HOME/bars/FINGERPRINT  the bars that runs were made of, as Arrow IPC
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ..errors import RunError
from ..lock import hold, write_durably
from ..settings import home
from ..version import versions
from .identity import HEX_DIGITS, checked
from .record import FORMAT, TABLES, RunRecord, different_numbers, different_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from ..backtest.result import Result
    from .sources import Sources

RECORD = "run.json"
SIGNALS = "signals.parquet"
SOURCES = "strategy"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class SavedRun:
    """A run as it was saved: its record, and its tables, read when first asked for."""

    folder: Path
    record: RunRecord

    @cached_property
    def trades(self) -> pl.DataFrame:
        return self.table("trades")

    @cached_property
    def equity(self) -> pl.DataFrame:
        return self.table("equity")

    def table(self, name: str) -> pl.DataFrame:
        """One of TABLES. Raises RunError where its file is missing or damaged."""
        return _read_parquet(self.folder / f"{name}.parquet")

    def signals(self) -> dict[str, pl.DataFrame] | None:
        """The signal columns (ts, signal, …) by symbol of a run without a strategy, else None."""
        file = self.folder / SIGNALS
        if not file.is_file():
            return None
        parts = _read_parquet(file).partition_by("symbol", as_dict=True, maintain_order=True)
        return {str(symbol): rows.drop("symbol") for (symbol,), rows in parts.items()}

    def bars(self, symbol: str) -> pl.DataFrame:
        """The bars that the run was made of."""
        import polars as pl

        file = _bars_file(self.folder.parent.parent, self.record.data[symbol])
        try:
            return pl.read_ipc(file)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise RunError(f"{file}: the bars of {symbol} cannot be read: {error}") from error

    def strategy_file(self, leg: int) -> str | None:
        """The user's strategy of a leg as it was when the run was made; None where none is kept."""
        entry = self.record.sources[leg]
        if entry is None:
            return None
        kept = (self.folder / SOURCES / str(leg)).resolve()
        file = (self.folder / SOURCES / entry).resolve()
        if not file.is_relative_to(kept):
            raise RunError(f"{self.folder / RECORD}: strategy {entry!r} lies outside the run")
        return str(file)


def save(result: Result, folder: Path | None = None, created: datetime | None = None) -> str:
    """Save a result under its id, at once or not at all; return the id.

    A run that is saved already stays as it is. Raises RunError where its numbers differ (semantics
    row 44), or where the folder cannot be written.
    """
    base = folder or home()
    from .sources import sources_of

    kept = [None if each is None else sources_of(each) for each in result.strategies]
    record = _record(result, kept, created or datetime.now(UTC))
    final = base / "runs" / record.run
    with hold(base):
        if final.exists():
            _refuse_other_numbers(SavedRun(final, _read_record(final)), record, result)
            return record.run
        try:
            for symbol, bars in result.bars.items():
                _write_bars(_bars_file(base, record.data[symbol]), bars)
            final.parent.mkdir(parents=True, exist_ok=True)
            _write_run(final, record, result, kept)
        except OSError as error:
            raise RunError(
                f"run {record.run} cannot be saved in {base}: {error.strerror or error}"
            ) from error
    logger.info("saved run %s in %s", record.run, final)
    return record.run


def load(text: str, folder: Path | None = None) -> SavedRun:
    """The run whose id is, or alone begins with, the text."""
    base = (folder or home()) / "runs"
    wanted = checked(text)
    found = [each for each in _folders(base) if each.name.startswith(wanted)]
    if len(found) > 1:
        raise RunError(f"several runs begin with {wanted}: {', '.join(run.name for run in found)}")
    if not found:
        raise RunError(f"no run {wanted} in {base}; `openbell runs list` lists what there is")
    return SavedRun(found[0], _read_record(found[0]))


def listing(folder: Path | None = None) -> tuple[list[SavedRun], list[str]]:
    """All saved runs, newest first, and a line on each that cannot be read."""
    runs, damaged = [], []
    for each in _folders((folder or home()) / "runs"):
        try:
            runs.append(SavedRun(each, _read_record(each)))
        except RunError as error:
            damaged.append(str(error))
    runs.sort(key=lambda run: (run.record.created, run.record.run), reverse=True)
    return runs, damaged


def differences(saved: SavedRun, result: Result) -> list[str]:
    """Every number of a saved run that a result does not give again, bit for bit."""
    bracket = _plain(result.bracket)
    lines = different_numbers(saved.record.metrics, result.metrics, "metric")
    lines += different_numbers(saved.record.bracket, bracket, "bracket")
    for name in TABLES:
        lines += different_rows(saved.table(name), getattr(result, name), name)
    return lines


def _record(result: Result, kept: Sequence[Sources | None], created: datetime) -> RunRecord:
    return RunRecord(
        format=FORMAT,
        run=result.run,
        created=created.replace(microsecond=0),
        versions=versions(),
        spec=_plain(result.spec),
        data=dict(result.fingerprints),
        sources=tuple(
            None if each is None else f"{leg}/{each.entry}" for leg, each in enumerate(kept)
        ),
        certificate=result.certificate,
        warnings=tuple(result.warnings),
        metrics=dict(result.metrics),
        bracket=_plain(result.bracket),
    )


def _refuse_other_numbers(saved: SavedRun, now: RunRecord, result: Result) -> None:
    lines = differences(saved, result)
    if lines:
        made = ", ".join(f"{name} {number}" for name, number in saved.record.versions.items())
        raise RunError(
            f"run {now.run} was saved before with other numbers ({lines[0]}"
            + (f"; {len(lines) - 1} more" if len(lines) > 1 else "")
            + f"), made by {made}; `openbell runs verify {now.run}` compares them, and removing"
            f" {saved.folder} lets the new one be saved"
        )


def _write_run(
    final: Path, record: RunRecord, result: Result, kept: Sequence[Sources | None]
) -> None:
    draft = Path(tempfile.mkdtemp(prefix=".new-", dir=final.parent))
    try:
        for name in TABLES:
            getattr(result, name).write_parquet(draft / f"{name}.parquet")
        if result.own_signals is not None:
            result.own_signals.write_parquet(draft / SIGNALS)
        for leg, each in enumerate(kept):
            for name, text in each.files.items() if each else ():
                file = draft / SOURCES / str(leg) / name
                file.parent.mkdir(parents=True, exist_ok=True)
                write_durably(file, text)
        content = msgspec.json.format(msgspec.json.encode(record), indent=2)
        write_durably(draft / RECORD, content + b"\n")
        draft.chmod(0o755)
        draft.rename(final)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write_bars(file: Path, bars: pl.DataFrame) -> None:
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".new-{os.getpid()}-{file.name}")
    try:
        bars.write_ipc(draft, compression="zstd")
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _bars_file(base: Path, fingerprint: str) -> Path:
    if not fingerprint.isalnum():
        raise RunError(f"{fingerprint!r} is not a fingerprint of bars")
    return base / "bars" / f"{fingerprint}.arrow"


def _folders(base: Path) -> list[Path]:
    if not base.is_dir():
        return []
    return sorted(
        each
        for each in base.iterdir()
        if len(each.name) == HEX_DIGITS and not set(each.name) - set("0123456789abcdef")
    )


def _read_record(folder: Path) -> RunRecord:
    file = folder / RECORD
    try:
        content = file.read_bytes()
        version = msgspec.json.decode(content, type=dict[str, Any]).get("format")
        if version != FORMAT:
            raise RunError(
                f"{file}: its format is {version!r}, this version of Openbell reads {FORMAT}"
            )
        record = msgspec.json.decode(content, type=RunRecord)
    except OSError as error:
        raise RunError(f"{file}: the run cannot be read: {error.strerror or error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RunError(f"{file}: the run is damaged: {error}") from error
    if record.run != folder.name:
        raise RunError(f"{file}: holds run {record.run!r}, not the one its folder is named after")
    return record


def _read_parquet(file: Path) -> pl.DataFrame:
    import polars as pl

    try:
        return pl.read_parquet(file)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise RunError(f"{file}: cannot be read: {error}") from error


def _plain(value: Any) -> dict[str, Any]:
    """A record as its own JSON gives it back, so that saved and new compare alike."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    return plain
