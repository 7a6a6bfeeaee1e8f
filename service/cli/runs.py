"""`openbell runs`: saved results."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import runs_compat, runs_export
from .group import group
from .inputs import Id, made_again, warn_if_cold
from .output import Json, emit, figure, heading, say, table, tell

if TYPE_CHECKING:
    from engine.runs.store import SavedRun

app = group("List, show, compare or verify saved runs.")
FIGURES = ("total_return", "sharpe", "max_drawdown", "trades")
SHORT = ("run", "created", "strategy", "symbols", *FIGURES)


@app.command("list")
def list_runs(as_json: Json = False) -> None:
    """List the saved runs, newest first."""
    from engine.runs import store

    found, damaged = store.listing()
    for line in damaged:
        say(f"warning: {line}")
    rows = [_summary(each) for each in found]
    if as_json:
        emit({"runs": rows, "damaged": damaged})
    elif rows:
        table("", [heading(key) for key in SHORT], [_short(row) for row in rows])
    else:
        tell("no run is saved yet; `openbell backtest` saves one")


@app.command()
def show(run: Id, as_json: Json = False) -> None:
    """Show what went in and what came out."""
    from engine.runs import store

    saved = store.load(run)
    if as_json:
        emit({**_plain(saved.record), "trades": saved.trades.to_dicts()})
        return
    record = saved.record
    table("", ("what", "is"), [(key, _cell(value)) for key, value in _summary(saved).items()])
    metrics = [(key, figure(key, value)) for key, value in record.metrics.items()]
    table("metrics", ("metric", "value"), metrics)
    for line in (record.certificate, *record.warnings):
        tell(line)
    tell("made by " + ", ".join(f"{name} {text}" for name, text in record.versions.items()))
    tell(f"kept in {saved.folder}")


@app.command()
def compare(
    first: Id,
    others: Annotated[list[str], typer.Argument(metavar="ID…", help="Runs beside it.")],
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.html", help="Write a report there.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Put runs side by side."""
    from engine.runs import store
    from engine.runs.compare import compare as put_side_by_side

    saved = [store.load(run) for run in (first, *others)]
    found = put_side_by_side(*saved)
    if report is not None:
        from engine.runs.compare_report import compare_report

        say(f"wrote {compare_report(saved, report)}")
    if as_json:
        emit(found)
        return
    names = [run[:8] for run in found.runs]
    rows = [(key, *map(_cell, values)) for key, values in found.settings.items()]
    table("settings that differ", ("setting", *names), rows or [("none", *(None for _ in names))])
    metrics = [
        (key, *(figure(key, value) for value in values)) for key, values in found.metrics.items()
    ]
    table("metrics", ("metric", *names), metrics)


@app.command()
def verify(run: Id, as_json: Json = False) -> None:
    """Run it again and compare every number.

    Exit 1 where one differs."""
    from engine.runs.verify import verify as run_again

    warn_if_cold()
    found = run_again(run)
    if as_json:
        emit(found)
    else:
        for line in (*found.versions, *found.differences):
            tell(line)
        tell(f"run {found.run}: " + ("every number is the same" if found.equal else "DIFFERS"))
    raise typer.Exit(0 if found.equal else 1)


@app.command()
def report(
    run: Id,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE.html", help="Where to; else ID.html here.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the HTML report of a run."""
    saved, result, different = made_again(run)
    file = to or Path(f"{saved.record.run}.html")
    result.report(file)
    if as_json:
        emit({"run": saved.record.run, "report": str(file), "differences": different})
    else:
        tell(f"wrote {file}")


app.command()(runs_compat.compat)
app.command()(runs_export.export)


def _summary(saved: "SavedRun") -> dict[str, Any]:
    record = saved.record
    legs = record.spec["legs"]
    return {
        "run": record.run,
        "created": record.created.isoformat(),
        "strategy": ", ".join(leg["strategy"] or "own signals" for leg in legs),
        "params": legs[0]["params"],
        "symbols": list(record.data),
        **{key: record.metrics.get(key) for key in FIGURES},
    }


def _short(row: dict[str, Any]) -> list[Any]:
    shown = row | {"run": row["run"][:8], "created": row["created"][:10]}
    return [figure(key, row[key]) if key in FIGURES else _cell(shown[key]) for key in SHORT]


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return " ".join(f"{name}={each}" for name, each in value.items())
    if isinstance(value, list):
        return " ".join(map(str, value))
    return value


def _plain(record: Any) -> dict[str, Any]:
    import msgspec

    plain: dict[str, Any] = msgspec.to_builtins(record)
    return plain
