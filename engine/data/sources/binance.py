"""Binance's public market data (api/v3/klines): pages of 1000 bars, no key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import polars as pl

from ...errors import DataError, DataProviderError
from ..columns import PRICES
from ..intervals import DAY, MINUTE, SECOND
from ..moments import text
from .client import Answer, Client, Limits
from .protocol import (
    MONTH,
    Page,
    Progress,
    instants,
    length,
    offered,
    served,
    texts,
    with_forming,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .clock import Clock

BASE = "https://data-api.binance.vision"  # market data only, and open where api.binance.com is not
MINUTES = ("1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d")
INTERVALS = {each: each for each in ("1s", *MINUTES, "3d", "1w")} | {MONTH: "1M"}
PAGE = 1_000
EARLIEST = 1_483_228_800_000_000_000  # 2017, the year of its first bar
MILLISECOND = 1_000_000
WEIGHT = "x-mbx-used-weight-1m"
HEAVIEST = 4_800  # of the 6,000 a minute that it grants
UNKNOWN_SYMBOL = -1121
SYMBOL_REMEDY = "; pairs are written together, in capitals: BTCUSDT, ETHBTC"
T = TypeVar("T")
FIELDS = ("ts", *PRICES, "volume")


class _Symbol(msgspec.Struct, rename="camel"):
    symbol: str
    quote_asset: str


class _Info(msgspec.Struct):
    symbols: list[_Symbol]


class _Error(msgspec.Struct):
    code: int = 0
    msg: str = ""


class Binance:
    """Spot pairs, written together: BTCUSDT."""

    name = "binance"
    intervals = tuple(INTERVALS)
    margin = 0

    def __init__(
        self, *, base: str = BASE, limits: Limits | None = None, clock: Clock | None = None
    ) -> None:
        self.client = Client(self.name, base, limits or Limits(calls=20, period=1.0), clock=clock)

    def download(
        self, symbol: str, interval: str, start: int | None, end: int, *, progress: Progress
    ) -> Iterator[Page]:
        """A page for each thousand bars' time, from the first bar on."""
        interval = offered(self.name, interval, INTERVALS)
        about = f"{symbol} {interval}"
        info = self.client.get(
            "/api/v3/exchangeInfo",
            {"symbol": symbol},
            about,
            lambda answer: self._read(answer, about, _Info),
        )
        currency = next((each.quote_asset for each in info.symbols if each.symbol == symbol), "")
        if not currency:
            raise DataProviderError(f"{self.name}: {about}: tells nothing of that symbol")
        end = min(end, self.client.now())
        first = self._klines(symbol, interval, start or EARLIEST, end, 1, about)
        if not first:
            return
        begin = max(start or EARLIEST, _first(first) or EARLIEST)
        step = PAGE * (length(interval) if interval != MONTH else 28 * DAY)
        windows = [(at, min(at + step, end)) for at in range(begin, end, step)]
        for done, (low, high) in enumerate(windows, 1):
            got = self._klines(symbol, interval, low, high, PAGE, about)
            progress(done, len(windows))
            notes = () if got else (f"no bars from {text(low)} to {text(high)}",)
            rows = with_forming(_rows(got), interval, self.client.now())
            yield Page(rows, "no", currency, "UTC", "365", (), notes)

    def _klines(
        self, symbol: str, interval: str, start: int, end: int, limit: int, about: str
    ) -> list[list[Any]]:
        params = {
            "symbol": symbol,
            "interval": INTERVALS[interval],
            "startTime": str(-(-start // MILLISECOND)),
            "endTime": str(-(-end // MILLISECOND) - 1),
            "limit": str(limit),
        }
        return self.client.get(
            "/api/v3/klines",
            params,
            about,
            lambda answer: self._read(answer, about, list[list[Any]]),
        )

    def _read(self, answer: Answer, about: str, form: type[T]) -> T:
        if answer.status == 451:
            raise DataProviderError(
                f"{self.name}: {about}: is not offered in this country (451): try binance_archive"
            )
        if answer.status != 200:
            error = self.client.json(answer, _Error, about)
            said = self.client.shown(f"{error.msg} ({error.code})")
            if answer.status == 400:
                wanted = "" if error.code != UNKNOWN_SYMBOL else SYMBOL_REMEDY
                raise DataError(f"{self.name}: {about}: {said}{wanted}")
            raise DataProviderError(
                f"{self.name}: {about}: answered {answer.status}: {said}: try again later"
            )
        used = answer.headers.get(WEIGHT, "")
        if used.isdecimal() and len(used) < 9 and int(used) >= HEAVIEST:
            self.client.pause((MINUTE - self.client.now() % MINUTE) / SECOND)
        return self.client.json(answer, form, about)


def _rows(klines: list[list[Any]]) -> pl.DataFrame:
    columns = {
        name: texts([each[at] if len(each) > at else None for each in klines])
        for at, name in enumerate(FIELDS)
    }
    raw = columns.pop("ts")
    milliseconds = raw.cast(pl.Int64, strict=False)
    return served(raw, instants(milliseconds, MILLISECOND), columns)


def _first(klines: list[list[Any]]) -> int | None:
    found = _rows(klines)["ts"].to_physical()[0]
    return None if found is None else int(found)
