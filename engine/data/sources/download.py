"""Download a series: every page judged as a file's rows are, what is unfinished left out."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

import msgspec
import polars as pl

from ...errors import DataError, DataProviderError
from ..bars import SCHEMA
from ..checks import faults
from ..instruments import Instrument, require_symbol
from ..intervals import SECOND
from ..moments import text
from ..quarantine import Problem
from ..quarantine import problems as listed
from ..rows import judged
from . import open_source
from .protocol import UNKNOWN_CURRENCY, Action, Page, Progress, Source, canonical, length
from .span import Span, span_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

CURRENCY = re.compile(r"[A-Z0-9]{3,5}")
TOLERATED = 60.0  # seconds between two clocks
log = logging.getLogger(__name__)


class Downloaded(msgspec.Struct, frozen=True):
    """What a source gave.

    frame        the good complete bars in the Bars schema, sorted; may be empty only on resuming
    interval     nanoseconds from bar to bar
    source       the source's name
    rows_read    rows that the service sent within the dates, rows_refused of them bad
    problems     one a refused row, at most the first 1,000
    notes        what was assumed, left out or is worth knowing
    actions      splits and dividends, sorted; those `applied` are in the prices already
    stopped      None where all was read, else what stopped it (DataProviderError, or
                 KeyboardInterrupt): the frame then ends early, and resuming goes on from there
    """

    frame: pl.DataFrame
    instrument: Instrument
    interval: int
    source: str
    rows_read: int
    rows_refused: int
    problems: list[Problem]
    notes: list[str]
    actions: list[Action]
    stopped: BaseException | None = None


def download(
    source: Source | str,
    symbol: str,
    interval: str = "1d",
    start: date | None = None,
    end: date | None = None,
    *,
    resume: int | None = None,
    currency: str | None = None,
    progress: Progress | None = None,
) -> Downloaded:
    """Bars of one symbol from a source, or the source of that name.

    symbol      as the service writes it, for example SPY (yahoo), SPY.US (stooq), BTCUSDT (binance)
    start, end  dates in the market's zone, both included; None: the first that the service has, and
                today
    resume      ts of the last stored bar in nanoseconds: it is read again, to show whether the
                service has changed it, and what is before it is left out
    currency    of the quotes, in place of what the service tells
    progress    is told requests done and in all

    A bar that has not ended is left out. Rows that no market can have made are refused, as those of
    a file. Where the source fails after some pages, what came is returned with `stopped` set.

    Raises DataError for what the service has not, or where no row is usable; DataProviderError
    where the service fails before the first page; ConfigError for an unknown source or no key.
    """
    require_symbol(symbol)
    interval = canonical(interval)
    if isinstance(source, str):
        opened = open_source(source)
        try:
            return download(
                opened,
                symbol,
                interval,
                start,
                end,
                resume=resume,
                currency=currency,
                progress=progress,
            )
        finally:
            opened.client.close()
    where = f"{source.name}: {symbol} {interval}"
    span = span_of(source.client.now(), interval, start, end, resume)
    first, last = span.bounds(source.margin)
    if first is not None and first >= last:
        raise DataError(f"{where}: nothing is left to read from {text(first)} to {span.end}")
    pages, stopped = _collect(
        source.download(symbol, interval, first, last, progress=progress or _silent)
    )
    if not pages:
        raise DataError(f"{where}: the service has no bars of it")
    notes = list(dict.fromkeys(note for page in pages for note in page.notes))
    known = pages[-1]
    rows = span.within(pl.concat([page.rows for page in pages]), known.zone)
    numbered = rows.with_columns(pl.int_range(1, rows.height + 1, dtype=pl.Int64).alias("row"))
    whole = numbered.filter(~pl.col("forming"))
    notes += _of_clocks(source, rows.height - whole.height)
    actions = span.actions((each for page in pages for each in page.actions), where)
    verdict = judged(whole, notes, "refuse")
    refused = faults(verdict.bad)
    problems = listed(refused)
    good = verdict.good.select(list(SCHEMA))
    if good.is_empty() and resume is None:
        raise stopped or DataError(f"{where}: {_of_nothing(whole.height, problems, span)}")
    if not good["ts"].is_sorted():
        notes.append("rows were not in the order of time: sorted")
        good = good.sort("ts")
    if resume is not None and resume not in good["ts"].to_physical():
        notes.append(
            f"the stored bar at {text(resume)} is no longer among the service's: compare the two,"
            " or download all again"
        )
    told = known.currency if CURRENCY.fullmatch(known.currency) else UNKNOWN_CURRENCY
    if currency is None and told == UNKNOWN_CURRENCY:
        notes.append(f"the service tells no currency: {UNKNOWN_CURRENCY}, until one is given")
    instrument = Instrument(
        symbol=symbol,
        currency=currency or told,
        calendar=known.calendar,
        adjusted=known.adjusted,
    )
    for note in notes:
        log.info("%s: %s", where, note)
    return Downloaded(
        frame=good.rechunk(),
        instrument=instrument,
        interval=length(interval),
        source=source.name,
        rows_read=whole.height,
        rows_refused=refused.height,
        problems=problems,
        notes=notes,
        actions=actions,
        stopped=stopped,
    )


def _collect(pages: Iterator[Page]) -> tuple[list[Page], BaseException | None]:
    got: list[Page] = []
    try:
        got.extend(pages)  # extend keeps what came before a page that fails
    except (DataProviderError, KeyboardInterrupt) as error:
        if not got:
            raise
        return got, error
    return got, None


def _of_clocks(source: Source, forming: int) -> list[str]:
    notes = []
    if forming:
        now = text(source.client.now() // SECOND * SECOND)
        notes.append(f"{forming} bars left out that had not ended at {now}")
    ahead = source.client.ahead / SECOND
    if abs(ahead) > TOLERATED:
        side = "behind" if ahead > 0.0 else "ahead of"
        notes.append(
            f"this machine's clock is {abs(ahead):.0f} s {side} the service's: the earlier of both"
            " decides which bars have ended; set the clock"
        )
    return notes


def _of_nothing(read: int, problems: list[Problem], span: Span) -> str:
    if problems:
        return f"none of {read} rows is usable, the first: {problems[0]}"
    first = "the first" if span.start is None else span.start
    return f"the service has no complete bar from {first} to {span.end}"


def _silent(done: int, total: int) -> None:
    """Tell nobody."""
