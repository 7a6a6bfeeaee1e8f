"""Alpha Vantage: bars of days and minutes as traded; a key, and few calls a day."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from ...errors import DataError, DataProviderError
from ..columns import PRICES
from ..intervals import DAY
from .client import Answer, Client, Limits, Unusable
from .months import date_of, months_of
from .protocol import (
    UNKNOWN_CURRENCY,
    Action,
    Page,
    Progress,
    offered,
    require_known_zone,
    served,
    texts,
    walls,
    with_forming,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .clock import Clock
    from .keys import Secret

BASE = "https://www.alphavantage.co"
INTRADAY = {"1m": "1min", "5m": "5min", "15m": "15min", "30m": "30min", "1h": "60min"}
INTERVALS = {**INTRADAY, "1d": "daily"}
ADJUSTED, PLAIN = "TIME_SERIES_DAILY_ADJUSTED", "TIME_SERIES_DAILY"
COMPACT_DAYS = 100  # compact answers hold the last 100 bars, never fewer days than that
EARLIEST = date(2000, 1, 1)  # of minutes
PER_MINUTE = re.compile(r"per (minute|second)|call frequency|sparingly", re.IGNORECASE)
A_MINUTE = 60.0
SYMBOLS = "symbols are as in its SYMBOL_SEARCH: IBM, TSCO.LON, SHOP.TRT"


class Premium(DataProviderError):  # noqa: N818 - what the service says
    """The function needs a paid key."""


class AlphaVantage:
    """Stocks and funds: IBM, TSCO.LON."""

    name = "alpha_vantage"
    intervals = tuple(INTERVALS)
    margin = 0  # New York's sessions lie within one date of UTC

    def __init__(
        self,
        key: Secret,
        *,
        base: str = BASE,
        limits: Limits | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.client = Client(
            self.name,
            base,
            limits or Limits(calls=5, period=A_MINUTE, attempts=4),
            clock=clock,
            secret=("apikey", key),
        )

    def download(
        self, symbol: str, interval: str, start: int | None, end: int, *, progress: Progress
    ) -> Iterator[Page]:
        """One page of days, or a page a month of minutes."""
        interval = offered(self.name, interval, INTERVALS)
        if interval == "1d":
            yield self._daily(symbol, start)
            progress(1, 1)
            return
        last = date_of(min(end - 1, self.client.now()))
        first = EARLIEST if start is None else max(EARLIEST, date_of(start))
        months = months_of(first, last)
        for done, month in enumerate(months, 1):
            params = {
                "interval": INTRADAY[interval],
                "month": f"{month:%Y-%m}",
                "outputsize": "full",
                "adjusted": "false",
                "extended_hours": "false",
            }
            title = f"Time Series ({INTRADAY[interval]})"
            body = self._ask("TIME_SERIES_INTRADAY", symbol, params)
            progress(done, len(months))
            yield self._page(body, title, symbol, interval, ("regular hours only",))

    def _daily(self, symbol: str, start: int | None) -> Page:
        """With splits and dividends where the key pays for them, else the prices alone."""
        recent = start is not None and start > self.client.now() - COMPACT_DAYS * DAY
        params = {"outputsize": "compact" if recent else "full"}
        notes: tuple[str, ...] = ()
        try:
            body = self._ask(ADJUSTED, symbol, params)
        except Premium:
            body = self._ask(PLAIN, symbol, params)
            notes = ("splits and dividends are not among it: the service sells them",)
        return self._page(body, "Time Series (Daily)", symbol, "1d", notes)

    def _ask(self, function: str, symbol: str, params: dict[str, str]) -> dict[str, Any]:
        about = f"{symbol} {function}"
        asked = {"function": function, "symbol": symbol, **params}
        return self.client.get("/query", asked, about, lambda answer: self._read(answer, about))

    def _read(self, answer: Answer, about: str) -> dict[str, Any]:
        """Errors come with status 200, as one sentence under one of three names."""
        body = self.client.json(answer, dict[str, Any], about)
        where = f"{self.name}: {about}"
        if "Error Message" in body:
            said = self.client.shown(str(body["Error Message"]))
            raise DataError(f"{where}: {said}; {SYMBOLS}")
        said = str(body.get("Note") or body.get("Information") or "")
        if said and "Meta Data" not in body:
            shown = self.client.shown(said)
            if PER_MINUTE.search(said):
                raise Unusable(shown, A_MINUTE)
            if "premium endpoint" in said or "premium feature" in said:
                raise Premium(f"{where}: {shown}; ask for less than 100 days, or pay for the key")
            raise DataProviderError(f"{where}: {shown}: try again tomorrow, or check the key")
        if answer.status != 200:
            raise DataProviderError(f"{where}: answered {answer.status}: try again later")
        if not body:
            raise DataError(f"{where}: answered with nothing: no such symbol; {SYMBOLS}")
        return body

    def _page(
        self,
        body: dict[str, Any],
        title: str,
        symbol: str,
        interval: str,
        notes: tuple[str, ...],
    ) -> Page:
        about = body.get("Meta Data")
        bars = body.get(title)
        if not isinstance(bars, dict) or not isinstance(about, dict):
            raise DataProviderError(
                f"{self.name}: {symbol}: the answer has no {title!r} but"
                f" {self.client.shown(', '.join(body))}"
            )
        zone = next((str(value) for name, value in about.items() if "Time Zone" in name), "")
        require_known_zone(self.name, symbol, zone)
        bars = dict(reversed(bars.items()))  # newest first
        raw = texts(list(bars))
        wall = walls(raw, "%Y-%m-%d" if interval == "1d" else "%Y-%m-%d %H:%M:%S")
        clock = "UTC" if interval == "1d" else zone
        ts = wall.dt.replace_time_zone(clock, ambiguous="null", non_existent="null")
        cells = [each if isinstance(each, dict) else {} for each in bars.values()]
        columns = {name: _field(cells, name) for name in (*PRICES, "volume")}
        rows = served(raw, ts.dt.convert_time_zone("UTC"), columns)
        if "." in symbol:
            currency = UNKNOWN_CURRENCY
        else:
            currency, notes = "USD", (*notes, "currency USD, as of every symbol without a suffix")
        actions = _actions(rows["ts"], cells) if interval == "1d" else ()
        return Page(
            with_forming(rows, interval, self.client.now()),
            "no",
            currency,
            zone,
            "auto",
            actions,
            notes,
        )


def _field(cells: list[dict[str, Any]], name: str) -> pl.Series:
    """Values under keys like "4. close", which number as the function likes; raw, not adjusted."""
    key = next((key for cell in cells for key in cell if _plain(key) == name), name)
    return texts([cell.get(key) for cell in cells])


def _plain(key: str) -> str:
    return key.partition(". ")[2].strip().lower()


def _actions(ts: pl.Series, cells: list[dict[str, Any]]) -> tuple[Action, ...]:
    dividends = _field(cells, "dividend amount").cast(pl.Float64, strict=False)
    splits = _field(cells, "split coefficient").cast(pl.Float64, strict=False)
    stamps = ts.to_physical()
    found = [
        Action(int(stamp), "dividend", amount, applied=False)
        for stamp, amount in zip(stamps, dividends, strict=True)
        if stamp is not None and amount is not None and amount > 0.0
    ]
    found += [
        Action(int(stamp), "split", ratio, applied=False)
        for stamp, ratio in zip(stamps, splits, strict=True)
        if stamp is not None and ratio is not None and ratio > 0.0 and ratio != 1.0
    ]
    return tuple(found)
