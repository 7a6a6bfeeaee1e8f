"""Yahoo's chart service (v8/finance/chart): no key; prices come with splits applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import polars as pl

from ...errors import DataError, DataProviderError
from ..columns import PRICES
from ..intervals import DAY, HOUR, MINUTE, SECOND
from ..moments import text
from ..zones import UTC
from .client import Answer, Client, Limits
from .protocol import (
    UNKNOWN_CURRENCY,
    Action,
    Page,
    Progress,
    length,
    offered,
    require_known_zone,
    require_lengths,
    served,
    texts,
)
from .yahoo_form import Body, Error, Events, Meta, Quote, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..instruments import Adjusted
    from .clock import Clock

BASE = "https://query1.finance.yahoo.com"
INTERVALS = {each: each for each in ("1m", "2m", "5m", "15m", "30m", "90m", "1h", "1d", "1mo")}
INTERVALS["1w"] = "1wk"
REACH = {"1m": 30, "2m": 60, "5m": 60, "15m": 60, "30m": 60, "90m": 60, "1h": 730}  # days back
AT_ONCE = {"1m": 7}  # days a request
EARLIEST = -2_208_988_800 * SECOND  # 1900
MARGIN = 14 * HOUR  # a market's date begins up to so long before or after that of UTC
DELAY = 30 * MINUTE  # no exchange's prices reach Yahoo later
PARTS = {"GBp": "GBX", "ZAc": "ZAC"}
UNADJUSTABLE = ("CRYPTOCURRENCY", "CURRENCY", "FUTURE", "INDEX")
SPLIT_NOTE = "Yahoo's prices have splits in them already, dividends not; its adjclose is not read"


class Yahoo:
    """Stocks, funds, indices, currencies, futures and coins, under Yahoo's own symbols."""

    name = "yahoo"
    intervals = tuple(INTERVALS)
    margin = MARGIN

    def __init__(
        self, *, base: str = BASE, limits: Limits | None = None, clock: Clock | None = None
    ) -> None:
        self.client = Client(self.name, base, limits or Limits(calls=60, period=60.0), clock=clock)

    def download(
        self, symbol: str, interval: str, start: int | None, end: int, *, progress: Progress
    ) -> Iterator[Page]:
        """Pages, oldest first: a week each for 1m, one for other intervals."""
        interval = offered(self.name, interval, INTERVALS)
        about = f"{symbol} {interval}"
        windows = self._windows(symbol, interval, start, end)
        for done, (first, last) in enumerate(windows, 1):
            params = {
                "period1": str(first // SECOND),
                "period2": str(-(-last // SECOND)),
                "interval": INTERVALS[interval],
                "events": "div,splits",
                "includePrePost": "false",
            }
            path = f"/v8/finance/chart/{quote(symbol, safe='')}"
            result = self.client.get(path, params, about, lambda answer: self._read(answer, about))
            progress(done, len(windows))
            if result is not None:
                yield self._page(result, about, interval)

    def _windows(
        self, symbol: str, interval: str, start: int | None, end: int
    ) -> list[tuple[int, int]]:
        if interval not in REACH:
            return [(EARLIEST if start is None else start, end)]
        days = REACH[interval]
        reach = -(-(self.client.now() - days * DAY) // HOUR) * HOUR + HOUR
        if start is not None and start < reach:
            raise DataError(
                f"{self.name}: {symbol} {interval}: Yahoo keeps bars of {interval} for {days} days"
                f" only, and {text(start // SECOND * SECOND)} UTC is before them: begin on"
                f" {text(-(-(reach + MARGIN) // DAY) * DAY)} or later, or take a longer interval"
            )
        first = reach if start is None else start
        last = max(min(end, self.client.now() + DAY), first + DAY)
        step = AT_ONCE.get(interval, days + 2) * DAY
        return [(at, min(at + step, last)) for at in range(first, last, step)]

    def _read(self, answer: Answer, about: str) -> Result | None:
        chart = self.client.json(answer, Body, about).chart
        if chart.error is not None or answer.status != 200:
            error = chart.error or Error(f"status {answer.status}")
            said = self.client.shown(f"{error.code or ''}: {error.description or ''}".strip(": "))
            if answer.status in (404, 422) or error.code in ("Not Found", "Unprocessable Entity"):
                raise DataError(
                    f"{self.name}: {about}: {said}; symbols are as on finance.yahoo.com: SPY,"
                    " BRK-B, ^GSPC, VOD.L, EURUSD=X, BTC-USD"
                )
            raise DataProviderError(f"{self.name}: {about}: {said}: try again later")
        return chart.result[0] if chart.result else None

    def _page(self, result: Result, about: str, interval: str) -> Page:
        meta, quotes = result.meta, (result.indicators.quote or [Quote()])[0]
        asked, got = INTERVALS[interval], meta.data_granularity
        if got and got != asked and {got, asked} != {"1h", "60m"}:
            raise DataProviderError(
                f"{self.name}: {about}: answered with bars of {self.client.shown(got)}: ask for a"
                " shorter time"
            )
        zone = meta.exchange_timezone_name
        require_known_zone(self.name, about, zone)
        times = result.timestamp
        columns = {name: getattr(quotes, name) or [] for name in (*PRICES, "volume")}
        require_lengths(self.name, about, {"times": times, **columns})
        notes: list[str] = []
        rows = _rows(times, columns, zone, interval, meta, notes)
        rows = _judge_ends(rows, zone, interval, meta, self.client.now())
        plain = meta.instrument_type in UNADJUSTABLE
        adjusted: Adjusted = "no" if plain else "unknown"
        if not plain:
            notes.append(SPLIT_NOTE)
        currency = meta.currency or UNKNOWN_CURRENCY
        if currency in PARTS:
            notes.append(f"prices are in {currency}, hundredths: the currency is {PARTS[currency]}")
        return Page(
            rows,
            adjusted,
            PARTS.get(currency, currency.upper()),
            zone,
            "365" if meta.instrument_type == "CRYPTOCURRENCY" else "auto",
            _actions(result.events, zone),
            tuple(notes),
        )


def _rows(
    times: list[int],
    columns: dict[str, list[Any]],
    zone: str,
    interval: str,
    meta: Meta,
    notes: list[str],
) -> pl.DataFrame:
    stamps = pl.Series(times, dtype=pl.Int64)
    ts = (stamps * SECOND).cast(UTC)
    if length(interval) >= DAY:  # stamped with the open, meant is the session's date
        ts = _sessions(ts, zone)
        ts = ts if interval == "1d" else ts.dt.truncate(interval)
    raw = {name: texts(values) for name, values in columns.items()}
    rows = served(stamps.cast(pl.String), ts, raw)
    drop = pl.Series([False]).new_from_index(0, rows.height)
    if _live(times, ts, interval, meta):
        drop[rows.height - 1 if length(interval) < DAY else rows.height - 2] = True
        notes.append("the current quote, which Yahoo adds as a row, is not taken for a bar")
    void = pl.all_horizontal(pl.col(f"raw_{name}").is_null() for name in PRICES)
    count = int(rows.select(void.sum()).item())
    if count:
        notes.append(f"{count} rows without any price left out")
    return rows.filter(~drop & ~void)


def _live(times: list[int], ts: pl.Series, interval: str, meta: Meta) -> bool:
    """Whether the last row is the current quote: off the grid, past the close, or a day twice."""
    if len(times) < 2 or times[-1] != meta.regular_market_time:
        return False
    if interval == "1d":  # the day's own row stands before it, with less of the volume
        return bool(ts[-1] == ts[-2])
    if length(interval) > DAY:
        return False
    closed = 0 < meta.current_trading_period.regular.end <= times[-1]
    return closed or (times[-1] - times[-2]) * SECOND % length(interval) != 0


def _sessions(ts: pl.Series, zone: str) -> pl.Series:
    return ts.dt.convert_time_zone(zone).dt.date().cast(pl.Datetime("ns")).cast(UTC)


def _judge_ends(rows: pl.DataFrame, zone: str, interval: str, meta: Meta, now: int) -> pl.DataFrame:
    """Forming is what ends after now, or after the last trade that a delayed feed has shown."""
    after = pl.col("ts").dt.offset_by(interval)
    if length(interval) >= DAY:
        wall = after.dt.replace_time_zone(None)
        midnight = wall.dt.replace_time_zone(zone, ambiguous="latest", non_existent="null")
        after = midnight.dt.convert_time_zone("UTC").fill_null(after)
        session = meta.current_trading_period.regular
        if interval == "1d" and session.end > session.start > 0:
            date = _sessions((pl.Series([session.start]) * SECOND).cast(UTC), zone)[0]
            end = pl.lit(session.end * SECOND).cast(UTC)
            after = pl.when(pl.col("ts") == date).then(end).otherwise(after)
    shown = pl.lit((meta.regular_market_time or 0) * SECOND).cast(UTC)
    late, unsettled = pl.lit(now).cast(UTC), pl.lit(now - DELAY).cast(UTC)
    forming = (after > late) | ((after > shown) & (after > unsettled))
    return rows.with_columns(forming.fill_null(value=False).alias("forming"))


def _actions(events: Events | None, zone: str) -> tuple[Action, ...]:
    if events is None:
        return ()

    def session(stamp: int) -> int:
        moment = (pl.Series([stamp], dtype=pl.Int64) * SECOND).cast(UTC)
        return int(_sessions(moment, zone).to_physical()[0])

    dividends = [
        Action(session(each.date), "dividend", each.amount, applied=False)
        for each in events.dividends.values()
    ]
    splits = [
        Action(session(each.date), "split", each.numerator / each.denominator, applied=True)
        for each in events.splits.values()
        if each.numerator > 0.0 and each.denominator > 0.0
    ]
    return (*splits, *dividends)
