"""`openbell data download` and `data actions`: bars from a service, and what adjusts prices."""

import time
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from .output import Json, emit, progress, say, table, tell


def download(
    symbols: Annotated[
        list[str], typer.Argument(metavar="SYMBOL…", help="As the service writes them.")
    ],
    source: Annotated[
        str,
        typer.Option("--source", help="yahoo, stooq, binance, binance_archive or alpha_vantage."),
    ],
    interval: Annotated[str, typer.Option("--interval", metavar="1d", help="Of the bars.")] = "1d",
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First day; else all there is.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Last day, included; else today.")
    ] = None,
    currency: Annotated[
        str | None, typer.Option("--currency", metavar="USD", help="Where the service is silent.")
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Read all of it anew, not only what is missing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Download bars into the store, from the last stored bar on.

    A bar that is still forming is left out.
    """
    from engine.data.downloading import fetch
    from engine.data.sources import open_source
    from engine.data.store import Store

    first, last = _day("--from", start), _day("--to", end)
    store, opened, documents = Store(), open_source(source), []
    try:
        for symbol in symbols:
            with progress(f"{source} {symbol}", 1) as step:
                done = fetch(
                    store,
                    opened,
                    symbol,
                    interval,
                    first,
                    last,
                    currency=currency,
                    again=again,
                    progress=step.at,
                    now=time.time_ns(),
                )
            for note in done.downloaded.notes:
                say(f"{symbol}: {note}")
            for problem in done.downloaded.problems[:5]:
                say(f"{symbol}: refused: {problem}")
            added = 0 if done.put is None else done.put.merged.added
            documents.append(
                {
                    "symbol": symbol,
                    "interval": interval,
                    "source": source,
                    "rows_read": done.downloaded.rows_read,
                    "rows_added": added,
                    "rows_refused": done.downloaded.rows_refused,
                    "rows_in_series": None if done.put is None else done.put.series.rows,
                    "notes": done.downloaded.notes,
                }
            )
            if not as_json:
                tell(f"{symbol}: {added:,} new bars of {interval} from {source}")
            if done.downloaded.stopped is not None:
                raise done.downloaded.stopped
    finally:
        opened.client.close()
    if as_json:
        emit(documents[0] if len(documents) == 1 else {"downloads": documents})


def actions(
    symbol: Annotated[str, typer.Argument(metavar="SYMBOL", help="A symbol.")],
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE.csv]", help="Rows of date,kind,value to keep with it."),
    ] = None,
    tz: Annotated[
        str | None, typer.Option("--tz", metavar="ZONE", help="The exchange's zone.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show or set a symbol's splits, dividends and renames.

    They adjust stored prices that are not adjusted (`--adjusted no`) whenever these are used.
    """
    import msgspec

    from engine.data.action_files import read_actions
    from engine.data.store import Store

    store = Store()
    if file is not None:
        store.put_actions(read_actions(file, symbol, tz=tz))
    found = store.actions(symbol)
    if as_json:
        emit(msgspec.to_builtins(found))
        return
    rows = [(str(each.date), "split", f"{each.ratio:g}") for each in found.splits]
    rows += [(str(each.date), "dividend", f"{each.amount:g}") for each in found.dividends]
    rows += [(str(each.date), "renamed", each.symbol) for each in found.renames]
    if not rows:
        tell(f"No actions of {symbol} are kept: openbell data actions {symbol} FILE.csv")
    else:
        table(symbol, ("date", "kind", "value"), sorted(rows))


def _day(option: str, text: str | None) -> date | None:
    from engine.errors import ParameterError

    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise ParameterError(f"{option} {text}: is no date: write it like 2024-01-31") from error
