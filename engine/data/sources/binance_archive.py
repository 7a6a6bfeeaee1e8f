"""Binance's archive (data.binance.vision): a zip a month or a day, each checked by its digest."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from ...errors import DataError, DataProviderError
from ..columns import PRICES
from ..zones import UTC as UTC_TYPE
from .binance import EARLIEST, MINUTES
from .client import Answer, Client, Limits, Unusable
from .months import date_of, months_of
from .protocol import UNKNOWN_CURRENCY, Page, Progress, instants, offered, served, with_forming

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .clock import Clock

BASE = "https://data.binance.vision"
INTERVALS = {each: each for each in ("1s", *MINUTES)}
FIELDS = ("ts", *PRICES, "volume")
WIDTH = 12
UNPACKED = 4  # times the largest answer that a file may unpack to
DIGEST = re.compile(r"\s*([0-9a-fA-F]{64})\b")
UNPUBLISHED = timedelta(days=45)  # a month's file may come so long after the month began
QUOTES = ("USDT", "USDC", "FDUSD", "BUSD", "TUSD", "BTC", "ETH", "BNB", "EUR", "TRY", "BRL", "JPY")


class BinanceArchive:
    """Spot pairs up to yesterday; quicker than the API for long spans of short bars."""

    name = "binance_archive"
    intervals = tuple(INTERVALS)
    margin = 0

    def __init__(
        self, *, base: str = BASE, limits: Limits | None = None, clock: Clock | None = None
    ) -> None:
        patient = limits or Limits(calls=20, period=1.0, deadline=900.0, largest=256_000_000)
        self.client = Client(self.name, base, patient, clock=clock)
        self._largest = UNPACKED * patient.largest

    def download(
        self, symbol: str, interval: str, start: int | None, end: int, *, progress: Progress
    ) -> Iterator[Page]:
        """A page a month, or a day where the month's file is not published yet."""
        interval = offered(self.name, interval, INTERVALS)
        if not (symbol.isascii() and symbol.isalnum()):
            raise DataError(f"{self.name}: {symbol}: pairs are written together: BTCUSDT, ETHBTC")
        begin = EARLIEST if start is None else start
        last = date_of(min(end, self.client.now()) - 1)
        months = months_of(date_of(begin), last)
        found = False
        for done, month in enumerate(months, 1):
            rows = self._file(symbol, interval, "monthly", f"{month:%Y-%m}")
            if rows is not None:
                found = True
                yield self._page(rows, symbol, interval, ())
            elif found or month + UNPUBLISHED > date_of(self.client.now()):
                for day in _days(month, max(month, date_of(begin)), last):
                    rows = self._file(symbol, interval, "daily", f"{day:%Y-%m-%d}")
                    if rows is not None:
                        found = True
                        yield self._page(rows, symbol, interval, ())
                    elif found:
                        note = f"no file for {day}"
                        yield self._page(served_nothing(), symbol, interval, (note,))
            progress(done, len(months))
        if not found:
            raise DataError(
                f"{self.name}: {symbol} {interval}: no file from {date_of(begin)} to {last}:"
                " no such pair (they are written like BTCUSDT), or not listed yet"
            )

    def _page(self, rows: pl.DataFrame, symbol: str, interval: str, notes: tuple[str, ...]) -> Page:
        currency = next((each for each in QUOTES if symbol.endswith(each)), UNKNOWN_CURRENCY)
        if currency != UNKNOWN_CURRENCY:
            notes = (*notes, f"currency {currency}, read from the end of the symbol")
        rows = with_forming(rows, interval, self.client.now())
        return Page(rows, "no", currency, "UTC", "365", (), notes)

    def _file(self, symbol: str, interval: str, kind: str, period: str) -> pl.DataFrame | None:
        """The rows of one file; None where there is none."""
        stem = f"{symbol}-{interval}-{period}"
        path = f"/data/spot/{kind}/klines/{symbol}/{interval}/{stem}.zip"
        digest = self.client.get(
            f"{path}.CHECKSUM", {}, stem, lambda answer: self._digest(answer, stem)
        )
        if digest is None:
            return None
        return self.client.get(path, {}, stem, lambda answer: self._unpacked(answer, digest, stem))

    def _digest(self, answer: Answer, stem: str) -> str | None:
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise DataProviderError(
                f"{self.name}: {stem}: answered {answer.status}:"
                f" {self.client.shown(answer.body)}: try again later"
            )
        found = DIGEST.match(answer.body[:400].decode("utf-8", "replace"))
        if found is None:
            raise Unusable(f"has no checksum but {self.client.shown(answer.body)!r}")
        return found[1].lower()

    def _unpacked(self, answer: Answer, digest: str, stem: str) -> pl.DataFrame:
        if answer.status != 200:
            raise Unusable(f"has a checksum but no file ({answer.status})")
        if hashlib.sha256(answer.body).hexdigest() != digest:
            raise Unusable("the file differs from its checksum")
        try:
            with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
                (member,) = archive.infolist()
                with archive.open(member) as file:
                    content = file.read(self._largest + 1)
        except (zipfile.BadZipFile, zlib.error, ValueError, RuntimeError, EOFError) as error:
            raise DataProviderError(
                f"{self.name}: {stem}: is no zip of one file ({error})"
            ) from error
        if len(content) > self._largest:
            raise DataProviderError(
                f"{self.name}: {stem}: unpacks to more than {self._largest:,} bytes"
            )
        return self._rows(content, stem)

    def _rows(self, content: bytes, stem: str) -> pl.DataFrame:
        titled = content[:9].lower() == b"open_time"
        if not content.partition(b"\n")[2 if titled else 0].strip():
            return served_nothing()
        try:
            table = pl.read_csv(
                content,
                has_header=False,
                skip_lines=int(titled),
                schema={str(at): pl.String for at in range(WIDTH)},
            )
        except pl.exceptions.PolarsError as error:
            cause = str(error).partition("\n")[0]
            raise DataProviderError(f"{self.name}: {stem}: is no CSV: {cause}") from error
        raw, *columns = (table.to_series(at) for at in range(len(FIELDS)))
        stamps = raw.cast(pl.Int64, strict=False)
        short = instants(stamps, 1_000_000)  # null for microseconds, which are beyond all years
        ts = short.zip_with(short.is_not_null(), instants(stamps, 1_000))
        return served(raw, ts, dict(zip(FIELDS[1:], columns, strict=True)))


def served_nothing() -> pl.DataFrame:
    """A page's rows where there are none."""
    nothing = pl.Series([], dtype=pl.String)
    empty = dict.fromkeys(FIELDS[1:], nothing)
    return served(nothing, pl.Series([], dtype=UTC_TYPE), empty)


def _days(month: date, first: date, last: date) -> list[date]:
    after = (month + timedelta(days=32)).replace(day=1)
    end = min(last, after - timedelta(days=1))
    return [first + timedelta(days=each) for each in range((end - first).days + 1)]
