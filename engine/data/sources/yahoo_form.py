"""The JSON of Yahoo's chart service, as far as it is read."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

Stamp = Annotated[int, msgspec.Meta(ge=-7_200_000_000, le=7_200_000_000)]  # seconds since 1970


class Dividend(msgspec.Struct, frozen=True):
    """Money a share."""

    amount: float
    date: Stamp


class Split(msgspec.Struct, frozen=True):
    """New shares (numerator) for old ones."""

    date: Stamp
    numerator: float
    denominator: float


class Events(msgspec.Struct, frozen=True):
    """Splits and dividends of the time asked for."""

    dividends: dict[str, Dividend] = {}
    splits: dict[str, Split] = {}


class Session(msgspec.Struct, frozen=True):
    """Open and close in seconds since 1970."""

    start: Stamp = 0
    end: Stamp = 0


class Sessions(msgspec.Struct, frozen=True):
    """The session that is, or the one that comes."""

    regular: Session = Session()


class Meta(msgspec.Struct, frozen=True, rename="camel"):
    """What is known of the symbol."""

    exchange_timezone_name: str = ""
    currency: str | None = None
    instrument_type: str | None = None
    regular_market_time: Stamp | None = None
    current_trading_period: Sessions = Sessions()
    data_granularity: str | None = None


class Quote(msgspec.Struct, frozen=True):
    """The columns; null where there is no value."""

    open: list[Any] | None = None
    high: list[Any] | None = None
    low: list[Any] | None = None
    close: list[Any] | None = None
    volume: list[Any] | None = None


class Indicators(msgspec.Struct, frozen=True):
    """The columns, in a list of one."""

    quote: list[Quote] = []


class Result(msgspec.Struct, frozen=True):
    """One symbol's chart."""

    meta: Meta
    indicators: Indicators = Indicators()
    timestamp: list[Stamp] = []
    events: Events | None = None


class Error(msgspec.Struct, frozen=True):
    """Why there is no chart."""

    code: str | None = None
    description: str | None = None


class Chart(msgspec.Struct, frozen=True):
    """A chart or an error."""

    result: list[Result] | None = None
    error: Error | None = None


class Body(msgspec.Struct, frozen=True):
    """The whole answer."""

    chart: Chart
