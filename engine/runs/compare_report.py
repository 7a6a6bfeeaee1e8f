"""Two or more runs in one report: results at hand, or runs that were saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from ..backtest.report.compare_data import CompareData, ComparedRun
from ..errors import ConfigError
from . import store
from .compare import is_same, settings_of, side_by_side

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence
    from pathlib import Path

    from ..backtest.result import Result

FEWEST, MOST = 2, 8


def compare_report(
    runs: Sequence[Result | store.SavedRun | str],
    path: str | os.PathLike[str],
    folder: Path | None = None,
) -> Path:
    """Write a report of two to eight runs side by side; its path.

    runs     results, saved runs, or the ids of saved runs (or how they alone begin)
    folder   the home folder that ids are looked up in, if not the usual one

    Nothing is computed again: a saved run is shown as it was saved. Raises ConfigError for another
    number of runs or a file that cannot be written, RunError for an id that is not there.
    """
    if isinstance(runs, str) or not FEWEST <= len(runs) <= MOST:
        given = 1 if isinstance(runs, str) else len(runs)
        raise ConfigError(f"a comparison takes {FEWEST} to {MOST} runs, {given} given: list them")
    from ..backtest.report.compare_page import write

    return write(compare_data(runs, folder), path)


def compare_data(
    runs: Sequence[Result | store.SavedRun | str], folder: Path | None = None
) -> CompareData:
    """What the report shows, as plain data; the runs are named A, B, C, …"""
    parts = [_part(each, folder) for each in runs]
    settings = side_by_side([settings_of(spec, data) for _, spec, data in parts])
    return CompareData(
        runs=tuple(
            msgspec.structs.replace(run, label=chr(ord("A") + at))
            for at, (run, _, _) in enumerate(parts)
        ),
        settings={
            _short(name, parts): values for name, values in settings.items() if not is_same(values)
        },
    )


def _part(
    run: Result | store.SavedRun | str, folder: Path | None
) -> tuple[ComparedRun, dict[str, Any], dict[str, str]]:
    """The run, its settings and the hashes of its data."""
    if isinstance(run, str):
        run = store.load(run, folder)
    if isinstance(run, store.SavedRun):
        record = run.record
        spec, data, bracket = record.spec, record.data, record.bracket
        known = (record.run, record.metrics, record.certificate, record.warnings)
    else:
        spec, data = _plain(run.spec), run.fingerprints
        bracket = _plain(run.bracket)
        known = (run.run, run.metrics, run.certificate, run.warnings)
    name, metrics, certificate, warnings = known
    ends = [outcome["total_return"] for outcome in bracket.values() if isinstance(outcome, dict)]
    legs = spec["legs"]
    made = ComparedRun(
        label="",
        run=name,
        strategy=", ".join(dict.fromkeys(leg["strategy"] or "own signals" for leg in legs)),
        symbols=tuple(symbol for leg in legs for symbol in leg["symbols"]),
        interval=spec["interval"],
        capital=spec["capital"],
        metrics=dict(metrics),
        equity=run.equity,
        trades=run.trades.height - run.trades["exit_ts"].null_count(),
        bracket=(min(ends), max(ends)) if ends else None,
        certificate=certificate,
        warnings=tuple(warnings),
    )
    return made, spec, dict(data)


def _short(name: str, parts: Sequence[tuple[Any, dict[str, Any], Any]]) -> str:
    """A setting's name without its leg where every run has one leg."""
    single = all(len(spec["legs"]) == 1 for _, spec, _ in parts)
    return name.removeprefix("legs.0.") if single else name


def _plain(value: Any) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    return plain
