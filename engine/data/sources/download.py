"""Download a series: every page judged as a file's rows are, what is unfinished left out."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import polars as pl

from ...errors import DataError, DataProviderError
from ..bars import SCHEMA
from ..instruments import Instrument, require_symbol
from ..intervals import DAY, SECOND
from ..moments import text
from ..read import LISTED
from ..rows import Problem, explain, judge
from ..times import UTC as UTC_TYPE
from . import open_source
from .protocol import Action, Page, Progress, Source, canonical, length

if TYPE_CHECKING:
    from collections.abc import Iterator

TOLERATED = 60 * SECOND
EPOCH = date(1970, 1, 1)
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
    source = open_source(source) if isinstance(source, str) else source
    start, end = _dates(source, start, end)
    first, last = _span(interval, start, end)
    if resume is not None:
        first = resume if first is None else max(first, resume)
    where = f"{source.name}: {symbol} {interval}"
    if first is not None and first >= last:
        raise DataError(f"{where}: nothing is left to read between {text(first)} and {end}")
    report = progress or _silent
    pages, stopped = _collect(source.download(symbol, interval, first, last, progress=report))
    return _judged(pages, stopped, where, source, symbol, interval, (start, end, resume, currency))


def _collect(pages: Iterator[Page]) -> tuple[list[Page], BaseException | None]:
    got: list[Page] = []
    try:
        got.extend(pages)  # extend keeps what came before a page that fails
    except (DataProviderError, KeyboardInterrupt) as error:
        if not got:
            raise
        return got, error
    return got, None


def _judged(
    pages: list[Page],
    stopped: BaseException | None,
    where: str,
    source: Source,
    symbol: str,
    interval: str,
    limits: tuple[date | None, date, int | None, str | None],
) -> Downloaded:
    start, end, resume, currency = limits
    if not pages:
        raise DataError(f"{where}: the service has no bars of it")
    notes = list(dict.fromkeys(note for page in pages for note in page.notes))
    known = pages[-1]
    rows = pl.concat([page.rows for page in pages])
    rows = rows.with_columns(pl.int_range(1, rows.height + 1, dtype=pl.Int64).alias("row"))
    rows = _within(rows, interval, known.zone, start, end, resume)
    whole = rows.filter(~pl.col("forming"))
    if whole.height < rows.height:
        notes.append(
            f"{rows.height - whole.height} bars left out that had not ended"
            f" at {text(source.now() // SECOND * SECOND)}"
        )
    if abs(source.skew()) > TOLERATED:
        side = "behind" if source.skew() > 0 else "ahead of"
        notes.append(
            f"this machine's clock is {abs(source.skew()) / SECOND:.0f} s {side} the service's:"
            " the earlier of both decides which bars have ended; set the clock"
        )
    actions = _actions(pages, where, start, end, resume)
    judged = judge(whole, notes)
    refused = judged.filter(pl.col("fault").is_not_null())
    problems = explain(refused.head(LISTED))
    good = judged.filter(pl.col("fault").is_null()).select(list(SCHEMA))
    if good.is_empty() and resume is None:
        if stopped is not None:
            raise stopped
        if problems:
            raise DataError(f"{where}: no row of {whole.height} is usable, first: {problems[0]}")
        raise DataError(
            f"{where}: the service has no complete bar from {start or 'its first'} to {end}"
        )
    if not good["ts"].is_sorted():
        notes.append("rows were not in the order of time: sorted")
        good = good.sort("ts")
    if resume is not None and resume not in good["ts"].to_physical():
        notes.append(
            f"the stored bar at {text(resume)} is no longer among the service's: compare the two,"
            " or download all again"
        )
    if currency is None and known.currency == "XXX":
        notes.append("the service does not tell the currency: XXX, until one is given")
    instrument = Instrument(
        symbol=symbol,
        currency=currency or known.currency,
        calendar=known.calendar,
        adjusted=known.adjusted,
    )
    for note in notes:
        log.info("%s: %s", where, note)
    return Downloaded(
        good.rechunk(),
        instrument,
        length(interval),
        source.name,
        whole.height,
        refused.height,
        problems,
        notes,
        actions,
        stopped,
    )


def _dates(source: Source, start: date | None, end: date | None) -> tuple[date | None, date]:
    today = datetime.fromtimestamp(source.now() // SECOND, UTC).date()
    if start is not None and end is not None and start > end:
        raise DataError(f"{source.name}: from {start} to {end}: the first date is the later one")
    if start is not None and start > today + timedelta(days=1):
        raise DataError(f"{source.name}: from {start}: that is after today, {today}")
    return start, min(end or today + timedelta(days=1), today + timedelta(days=1))


def _span(interval: str, start: date | None, end: date) -> tuple[int | None, int]:
    """The dates as moments; weeks and months are asked for whole, or a service makes parts."""
    first, last = start, end + timedelta(days=1)
    if interval == "1w":
        first = first and first - timedelta(days=first.weekday())
        last += timedelta(days=-last.weekday() % 7)
    elif interval == "1mo":
        first = first and first.replace(day=1)
        last = last if last.day == 1 else (last.replace(day=1) + timedelta(days=32)).replace(day=1)
    return (None if first is None else _nanoseconds(first)), _nanoseconds(last)


def _within(
    rows: pl.DataFrame, interval: str, zone: str, start: date | None, end: date, resume: int | None
) -> pl.DataFrame:
    """Rows of the dates that were asked for; those whose time is unreadable stay, to be refused."""
    local = pl.col("ts") if length(interval) >= DAY else pl.col("ts").dt.convert_time_zone(zone)
    inside = local.dt.date() <= end
    if start is not None:
        inside &= local.dt.date() >= start
    if resume is not None:
        inside &= pl.col("ts") >= pl.lit(resume).cast(UTC_TYPE)
    return rows.filter(inside.fill_null(value=True))


def _actions(
    pages: list[Page], where: str, start: date | None, end: date, resume: int | None
) -> list[Action]:
    """Actions of the dates; DataError for a split that stored bars cannot have in them."""
    found = sorted({each for page in pages for each in page.actions}, key=_when)
    for each in found:
        if resume is not None and each.kind == "split" and each.applied and each.ts > resume:
            raise DataError(
                f"{where}: split {each.value:g} for 1 on {text(each.ts)}, after the last stored"
                f" bar at {text(resume)}: the service has rescaled all its earlier prices since:"
                " remove the stored series and download it whole"
            )
    first = None if start is None else _nanoseconds(start)
    first = resume if first is None else max(first, resume if resume is not None else first)
    first = first if first is None else first // DAY * DAY
    return [
        each
        for each in found
        if (first is None or each.ts >= first) and each.ts <= _nanoseconds(end)
    ]


def _when(action: Action) -> tuple[int, str, float]:
    return action.ts, action.kind, action.value


def _nanoseconds(day: date) -> int:
    return (day - EPOCH).days * DAY


def _silent(done: int, total: int) -> None:
    """Tell nobody."""
