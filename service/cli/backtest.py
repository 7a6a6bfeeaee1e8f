"""`openbell backtest`: one backtest, saved under its id."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from .inputs import Data, Set, Zone, find_strategy, read, warn_if_cold
from .output import Json, emit, say, tell
from .pairs import settings


def backtest(
    strategy: Annotated[
        str, typer.Option("--strategy", metavar="NAME_OR_FILE", help="Strategy, by name or file.")
    ],
    data: Data,
    set_: Set = None,
    risk: Annotated[
        list[str] | None,
        typer.Option("--risk", metavar="R=V…", help="Risk settings: sizing, stop, target, …"),
    ] = None,
    cost: Annotated[
        list[str] | None,
        typer.Option("--cost", metavar="C=V…", help="Costs: percent, per_share, slippage_bps, …"),
    ] = None,
    capital: Annotated[
        float | None, typer.Option("--capital", metavar="X", help="Starting capital.")
    ] = None,
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="First day; bars before it only warm up."),
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Last day, included.")
    ] = None,
    tz: Zone = None,
    interval: Annotated[
        str | None,
        typer.Option("--interval", metavar="1d", help="Step from bar to bar, where unclear."),
    ] = None,
    calendar: Annotated[
        str,
        typer.Option("--calendar", metavar="C", help="Sessions: XNYS, …, 252, 365, or auto."),
    ] = "auto",
    intrabar: Annotated[
        Literal["pessimistic", "optimistic", "ohlc_path"],
        typer.Option("--intrabar", help="What comes first when a bar reaches stop and target."),
    ] = "pessimistic",
    risk_free: Annotated[
        float, typer.Option("--risk-free", metavar="RATE", help="Yearly rate, 0.02 is 2 %.")
    ] = 0.0,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.html", help="Write a report there.")
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option("--export", metavar="FOLDER", help="Write trades, orders, returns, … there."),
    ] = None,
    kind: Annotated[
        Literal["csv", "parquet", "arrow"] | None,
        typer.Option("--format", help="Kind of the files of --export (csv)."),
    ] = None,
    allow_lookahead: Annotated[
        bool,
        typer.Option("--allow-lookahead", help="Run a strategy that sees the future, marked so."),
    ] = False,
    strict_data: Annotated[
        bool, typer.Option("--strict-data", help="Refuse data of grade D or F (data check).")
    ] = False,
    as_json: Json = False,
) -> None:
    """Backtest a strategy and save the run."""
    from engine.backtest.costs import Costs
    from engine.backtest.run import backtest as run_backtest
    from engine.data.quality.grade import require_good
    from engine.errors import ConfigError
    from engine.risk.settings import Risk
    from engine.settings import resolve

    options: dict[str, Any] = {
        "risk": settings("--risk", risk or (), Risk),
        "costs": settings("--cost", cost or (), Costs),
        "capital": resolve().settings.capital if capital is None else capital,
        "start": start,
        "end": end,
        "interval": interval,
        "calendar": calendar,
        "intrabar": intrabar,
        "risk_free": risk_free,
        "allow_lookahead": allow_lookahead,
    }
    if report is not None and not report.absolute().parent.is_dir():
        raise ConfigError(f"--report {report}: there is no folder {report.absolute().parent}")
    if kind is not None and export is None:
        raise ConfigError(f"--format {kind}: --export FOLDER says where such files go")
    if export is not None and export.exists() and not export.is_dir():
        raise ConfigError(f"--export {export}: that is a file; name a folder")
    warn_if_cold()
    chosen = find_strategy(strategy, set_)
    named = None if calendar == "auto" else calendar
    given = read(data, tz, interval, checked=True, calendar=named)
    grades = [line for each in given.quality.values() if (line := each.line())]
    if strict_data:
        for each in given.quality.values():
            require_good(each)
    result = run_backtest(
        given.frames,
        chosen,
        notes=[*given.refused, *grades],
        instruments=given.instruments,
        quality=given.quality,
        **options,
    )
    run = result.save()
    if report is not None:
        result.report(report)
        say(f"wrote {report}")
    if export is not None:
        say(f"wrote {len(result.export(export, kind or 'csv'))} tables to {export}")
    if as_json:
        emit(result.document())
        return
    tell(str(result))
    tell(f"\nRun {run} is saved: openbell runs show {run}")
