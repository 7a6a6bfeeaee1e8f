"""Stooq's CSV download (q/d/l): bars of days, weeks and months for many of the world's markets."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import polars as pl

from ...errors import DataError, DataProviderError
from ..columns import PRICES
from ..intervals import SECOND
from ..moments import text
from .client import Answer, Client, Limits, Unusable
from .protocol import (
    UNKNOWN_CURRENCY,
    Page,
    Progress,
    offered,
    served,
    walls,
    with_forming,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .clock import Clock
    from .keys import Secret

BASE = "https://stooq.com"
INTERVALS = {"1d": "d", "1w": "w", "1mo": "m"}
HEADER = ["date", *PRICES]
CURRENCIES = {".US": "USD", ".DE": "EUR", ".JP": "JPY", ".HK": "HKD", ".HU": "HUF"}
BASIS_NOTE = (
    "Stooq does not tell what its prices are adjusted for: compare them with another source"
)
KEY_REMEDY = (
    "Stooq wants a key from programs: get one at https://stooq.com/q/d/?s=spy.us&get_apikey and"
    " set OPENBELL_STOOQ_KEY to it"
)


class Stooq:
    """Shares as AAPL.US or 7203.JP, indices as ^SPX, currencies as EURUSD."""

    name = "stooq"
    intervals = tuple(INTERVALS)
    margin = 0

    def __init__(
        self,
        key: Secret | None = None,
        *,
        base: str = BASE,
        limits: Limits | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.client = Client(
            self.name,
            base,
            limits or Limits(calls=1, period=1.0),
            clock=clock,
            secret=("apikey", key) if key else None,
        )

    def download(
        self, symbol: str, interval: str, start: int | None, end: int, *, progress: Progress
    ) -> Iterator[Page]:
        """One page."""
        interval = offered(self.name, interval, INTERVALS)
        params = {"s": symbol.lower(), "i": INTERVALS[interval]}
        if start is not None:
            params |= {"d1": _day(start), "d2": _day(end - 1)}
        rows, notes = self.client.get(
            "/q/d/l/", params, f"{symbol} {interval}", lambda answer: self._read(answer, symbol)
        )
        progress(1, 1)
        if interval != "1d":  # stamped with the last session, meant is the first day
            rows = rows.with_columns(pl.col("ts").dt.truncate(interval))
        _, dot, suffix = symbol.upper().rpartition(".")
        if not dot and symbol.isalpha():
            notes.append(
                "Stooq reads a symbol without a suffix as one of Warsaw or a currency: shares of"
                " the United States end in .US"
            )
        yield Page(
            with_forming(rows, interval, self.client.now()),
            "unknown",
            CURRENCIES.get(dot + suffix, UNKNOWN_CURRENCY),
            "UTC",
            "365" if dot + suffix == ".V" else "auto",
            (),
            (*notes, BASIS_NOTE),
        )

    def _read(self, answer: Answer, symbol: str) -> tuple[pl.DataFrame, list[str]]:
        try:
            content = answer.body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Unusable("answered with something that is no text") from error
        plain = " ".join(content[:400].lower().split())
        where = f"{self.name}: {symbol}"
        if "daily hits limit" in plain:
            raise DataProviderError(f"{where}: {self.client.shown(content)}: try again tomorrow")
        if "apikey" in plain:
            raise DataProviderError(f"{where}: {KEY_REMEDY}")
        if plain.startswith("<"):
            raise DataProviderError(
                f"{where}: answered with a web page instead of CSV ({self.client.shown(content)});"
                f" {KEY_REMEDY}"
            )
        if plain in ("no data", "brak danych"):
            raise DataError(
                f"{where}: No data: no such symbol, or none of its bars at that time; symbols are"
                " as on stooq.com: AAPL.US, 7203.JP, ^SPX, EURUSD"
            )
        if answer.status != 200:
            raise DataProviderError(f"{where}: answered {answer.status}: try again later")
        return self._rows(content, where)

    def _rows(self, content: str, where: str) -> tuple[pl.DataFrame, list[str]]:
        lines = list(csv.reader(content.splitlines()))
        header = [each.strip().lower() for each in lines[0]] if lines else []
        if header not in (HEADER, [*HEADER, "volume"], [*HEADER, "volume", "openint"]):
            raise Unusable(f"answered without CSV: {self.client.shown(content)!r}")
        if not content.endswith("\n"):
            raise Unusable("broke off in the middle of a line")
        width = len(header)
        kept = [row for row in lines[1:] if row]
        cells = [row[:width] + [None] * (width - len(row)) for row in kept]
        columns = {
            name: pl.Series([row[at] for row in cells], dtype=pl.String)
            for at, name in enumerate(header)
        }
        raw = columns.pop("date")
        ts = walls(raw, "%Y-%m-%d")
        rows = served(raw, ts.dt.replace_time_zone("UTC"), columns)
        surplus = [",".join(row[width:]) or None for row in kept]
        rows = rows.with_columns(pl.Series("surplus", surplus, dtype=pl.String))
        return rows, [] if "volume" in header else ["no volume column: volume is 0"]


def _day(ts: int) -> str:
    return text(ts // SECOND * SECOND)[:10].replace("-", "")
