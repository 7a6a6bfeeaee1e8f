"""`openbell data`: the bar store."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from . import data_check, data_download, data_import
from .group import group
from .output import Json, emit, table, tell

if TYPE_CHECKING:
    from engine.data.series import Series

app = group("Import, list, show, export and remove stored bars; make example ones.")
app.command("import")(data_import.import_)
app.command()(data_download.download)
app.command()(data_check.check)
app.command()(data_download.actions)
Symbol = Annotated[str, typer.Argument(metavar="SYMBOL", help="A stored symbol: SPY or SPY@1m.")]


@app.command("list")
def list_series(as_json: Json = False) -> None:
    """List the stored series."""
    from engine.data.store import Store

    found = [described(each) for each in Store().series()]
    if as_json:
        emit({"series": found})
    elif not found:
        tell("The store is empty: openbell data import FILE --symbol S, or openbell data synth")
    else:
        columns = ("symbol", "interval", "rows", "first", "last", "adjusted", "source")
        table("", columns, [[each[column] for column in columns] for each in found])


@app.command()
def show(symbol: Symbol, as_json: Json = False) -> None:
    """Show a series: what it is, and its first and last bars."""
    from engine.data.store import Store

    store, (name, interval) = Store(), _split(symbol)
    found = described(store.find(name, interval))
    bars = store.frame(name, interval)
    if as_json:
        emit(found | {"head": bars.head(5).to_dicts(), "tail": bars.tail(5).to_dicts()})
        return
    for key, value in found.items():
        tell(f"{key:12} {value}")
    columns = tuple(bars.columns)
    table("first bars", columns, bars.head(3).rows())
    table("last bars", columns, bars.tail(3).rows())


@app.command()
def export(
    symbol: Symbol,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="FILE.csv, .parquet or .arrow.")],
    as_json: Json = False,
) -> None:
    """Write a series to a CSV, Parquet or Arrow file."""
    from engine.data.export import export as write
    from engine.data.store import Store

    rows = write(Store().frame(*_split(symbol)), file)
    if as_json:
        emit({"symbol": symbol, "file": str(file), "rows": rows})
    else:
        tell(f"wrote {rows:,} bars of {symbol} to {file}")


@app.command()
def rm(symbol: Symbol, as_json: Json = False) -> None:
    """Remove a series from the store."""
    from engine.data.store import Store

    removed = Store().remove(*_split(symbol))
    if as_json:
        emit({"removed": described(removed)})
    else:
        tell(f"removed {removed.symbol} {removed.interval}: {removed.rows:,} bars")


@app.command()
def synth(
    symbol: Annotated[str, typer.Option("--symbol", metavar="S", help="Its name.")] = "DEMO",
    recipe: Annotated[
        Literal["trending", "ranging", "jumps", "intraday"],
        typer.Option("--recipe", help="The character of the market."),
    ] = "trending",
    bars: Annotated[int, typer.Option("--bars", metavar="N", help="How many.")] = 2_520,
    interval: Annotated[
        str | None, typer.Option("--interval", metavar="1d", help="1d; 1m for intraday.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Another market each.")] = 1,
    as_json: Json = False,
) -> None:
    """Store a made-up market; the same seed gives the same bars."""
    from engine.data import intervals
    from engine.data.instruments import Instrument
    from engine.data.store import Store
    from engine.data.synthetic import synthetic

    instrument = Instrument(symbol=symbol, adjusted="yes")
    frame = synthetic(recipe, bars=bars, interval=interval, seed=seed)
    step = intervals.parse(interval or ("1m" if recipe == "intraday" else "1d"))
    source = f"synth {recipe} seed {seed}"
    series = (
        Store()
        .put(frame, interval=step, instrument=instrument, source=source, now=time.time_ns())
        .series
    )
    if as_json:
        emit(described(series))
    else:
        tell(f"stored {series.rows:,} made-up bars of {series.interval} as {series.symbol}")


def described(series: "Series") -> dict[str, Any]:
    """A series as plain data, times as text."""
    import msgspec

    from engine.data.moments import text

    plain: dict[str, Any] = msgspec.to_builtins(series)
    instrument = plain.pop("instrument")
    instrument.pop("symbol")
    times = {key: text(plain[key]) for key in ("first", "last", "imported")}
    plain |= times | instrument
    return plain


def _split(symbol: str) -> tuple[str, str | None]:
    name, _, interval = symbol.partition("@")
    return name, interval or None
