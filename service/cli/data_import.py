"""`openbell data import`: files into the bar store."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from .flags import flagged
from .output import Json, emit, progress, say, table, tell
from .pairs import pairs

if TYPE_CHECKING:
    from engine.data.importing import Imported

Text = str | None
SHOWN = 5


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…", help="CSV, JSON, Parquet, Arrow; also .gz, .zst, .zip, LEAN zips."
        ),
    ],
    symbol: Annotated[
        Text,
        typer.Option("--symbol", metavar="S", help="Its name; else the file's own, or its stem."),
    ] = None,
    interval: Annotated[
        Text, typer.Option("--interval", metavar="1m", help="Where the rows do not show it.")
    ] = None,
    tz: Annotated[
        Text, typer.Option("--tz", metavar="ZONE", help="Of times that name none (UTC).")
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="date=ts,…", help="The file's columns to ours."),
    ] = None,
    adjusted: Annotated[
        Literal["yes", "no"] | None,
        typer.Option("--adjusted", help="Whether prices are adjusted for splits and dividends."),
    ] = None,
    calendar: Annotated[
        Text, typer.Option("--calendar", metavar="C", help="Its exchange: XNYS, …; or 252, 365.")
    ] = None,
    currency: Annotated[
        Text, typer.Option("--currency", metavar="USD", help="Of the quotes.")
    ] = None,
    tick: Annotated[
        float | None, typer.Option("--tick", metavar="X", help="Smallest step of a price.")
    ] = None,
    lot: Annotated[
        float | None, typer.Option("--lot", metavar="X", help="Smallest step of a quantity.")
    ] = None,
    multiplier: Annotated[
        float | None, typer.Option("--multiplier", metavar="X", help="Money per unit of price.")
    ] = None,
    delimiter: Annotated[
        Text, typer.Option("--delimiter", metavar="C", help="comma, semicolon, tab, pipe, blank.")
    ] = None,
    decimal: Annotated[
        Text, typer.Option("--decimal", metavar="C", help="The sign before decimals: . or ,")
    ] = None,
    thousands: Annotated[
        Text, typer.Option("--thousands", metavar="C", help="The sign between thousands.")
    ] = None,
    unit: Annotated[
        Literal["s", "ms", "us", "ns"] | None,
        typer.Option("--unit", help="Of times that count from 1970."),
    ] = None,
    dates: Annotated[
        Literal["mdy", "dmy", "ymd"] | None,
        typer.Option("--dates", help="The order in dates like 01/02/2024."),
    ] = None,
    divisor: Annotated[
        float | None, typer.Option("--divisor", metavar="X", help="Prices are divided by it.")
    ] = None,
    stamps: Annotated[
        Literal["start", "end"],
        typer.Option("--stamps", help="Whether the file dates a bar by its start or its end."),
    ] = "start",
    on_conflict: Annotated[
        Literal["refuse", "keep-first", "keep-last"],
        typer.Option("--on-conflict", help="Of two different rows for one time."),
    ] = "refuse",
    strict: Annotated[
        bool, typer.Option("--strict", help="Store nothing unless every row is good.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Store the bars of files.

    Good rows are stored, bad ones refused, listed and kept in a quarantine file. What was inferred
    of a file is told on stderr, and can be given.
    """
    from engine.data.importing import import_file, shown
    from engine.data.store import Store
    from engine.errors import OpenbellError

    named = pairs("--map", [each for item in map_ or () for each in item.split(",")])
    given: dict[str, Any] = {
        "symbol": symbol,
        "interval": interval,
        "tz": tz,
        "names": named or None,
        "delimiter": delimiter,
        "decimal": decimal,
        "thousands": thousands,
        "unit": unit,
        "dates": dates,
        "divisor": divisor,
        "stamps": stamps,
        "on_conflict": on_conflict,
    }
    fields = {
        "adjusted": adjusted,
        "calendar": calendar,
        "currency": currency,
        "tick": tick,
        "lot": lot,
        "multiplier": multiplier,
    }
    described = {name: value for name, value in fields.items() if value is not None}
    store = Store()
    found: list[Imported] = []
    failed = 0
    with progress("importing", len(files)) as step:
        for file in files:
            try:
                done = import_file(
                    file, store, described=described, strict=strict, now=time.time_ns(), **given
                )
            except OpenbellError as error:
                if len(files) == 1:
                    raise
                say(f"openbell: {flagged(str(error))}")
                failed += 1
                continue
            found += done
            for each in done:
                for note in each.notes:
                    say(f"{shown(file.name)}: {flagged(note)}")
            step(shown(file.name))
    _report(found, as_json=as_json)
    if failed:
        say(f"openbell: {failed} of {len(files)} files could not be imported")
        raise typer.Exit(2)


def _report(found: "list[Imported]", *, as_json: bool) -> None:
    if as_json:
        documents = [each.document() for each in found]
        emit(documents[0] if len(documents) == 1 else {"imports": documents})
        return
    counts = ("rows_read", "rows_stored", "rows_fixed", "rows_repeated", "rows_refused")
    columns = ("symbol", "interval", *(name.removeprefix("rows_") for name in counts))
    table("", columns, [[getattr(e, n) for n in ("symbol", "interval", *counts)] for e in found])
    for each in found:
        for problem in each.problems[:SHOWN]:
            tell(f"refused: {flagged(str(problem))}")
        if each.quarantine is not None:
            tell(f"all {each.rows_refused} refused rows of {each.symbol}: {each.quarantine}")
