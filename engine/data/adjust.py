"""Prices as if no split and no dividend had been, seen from a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from ..errors import DataError
from . import intervals
from .bars import arrays, normalise
from .columns import PRICES
from .intervals import DAY
from .moments import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from kernels.bars import Bars
    from kernels.jit import F64, I64

    from .actions import Actions, Dividend

EPOCH = date(1970, 1, 1)
STALE = 10 * DAY  # a close this much before an ex-date is not the last one before it


class Event(NamedTuple):
    """What an ex-date does to the bars before it.

    rows    their number
    ratio   new shares for each old one
    kept    share of the price that is left after the dividends
    """

    rows: int
    ratio: float
    kept: float


def adjusted(
    frame: pl.DataFrame,
    actions: Actions,
    as_of: str | date | None = None,
    dividends: bool = True,
    *,
    tz: str | None = None,
) -> pl.DataFrame:
    """Raw bars adjusted by the actions whose ex-date is at or before `as_of`.

    frame      raw bars in the Bars schema (or what `normalise` takes), of a day or less each
    as_of      a day as ISO text or date, or an aware datetime; None for all actions. No later
               action has any effect: a decision on that day sees what it could know
    dividends  False adjusts for splits alone
    tz         the exchange's zone, if the actions do not say it; daily bars need none

    Before an ex-date prices are divided by the split's ratio and multiplied by 1 - amount / close,
    where close is the last raw one before it, and volume is multiplied by the ratio (as LEAN and
    CRSP do). A dividend on the date of a split is per new share. Bars from the last ex-date on stay
    as they are. Raises DataError where the bars do not hold what that takes.
    """
    tidy = normalise(frame, where=actions.symbol)
    bars = arrays(tidy, actions.symbol)
    zone = tz or actions.tz
    known = actions.until(day_of(as_of, zone))
    found = list(_events(bars, known, zone, dividends=dividends))
    if not found:
        return tidy
    ratio, kept = _over_rows(found, bars.ts.size)
    prices = {name: tidy[name] * kept / ratio for name in PRICES}
    return tidy.with_columns(**prices, volume=tidy["volume"] * ratio)


def day_of(moment: str | date | None, tz: str | None) -> date | None:
    """The day of an ISO date, a date, or an aware datetime on the clock of the zone (UTC if None).

    Raises DataError for other texts and for a datetime without a zone.
    """
    if isinstance(moment, str):
        try:
            return date.fromisoformat(moment)
        except ValueError as error:
            raise DataError(
                f"as_of {moment[:40]!r} is no date: write it like 2014-06-09"
            ) from error
    if isinstance(moment, datetime):
        if moment.tzinfo is None:
            raise DataError(f"as_of {moment} names no zone: give a date, or an aware datetime")
        return moment.astimezone(ZoneInfo(tz or "UTC")).date()
    return moment


def first_rows(ts: I64, days: list[date], tz: str | None) -> list[int]:
    """The first row on or after each day: by date for daily bars, else on the clock of the zone.

    Raises DataError for bars of less than a day where no zone is known.
    """
    if not (ts % DAY).any():
        moments = [(day - EPOCH).days * DAY for day in days]
    elif tz is None:
        raise DataError(
            "bars of less than a day need the zone in which an ex-date begins: give tz=, for"
            " example tz='America/New_York'"
        )
    else:
        zone = ZoneInfo(tz)
        begin = [datetime(day.year, day.month, day.day, tzinfo=zone) for day in days]
        moments = [int(each.timestamp()) * intervals.SECOND for each in begin]
    return [int(row) for row in np.searchsorted(ts, np.array(moments, np.int64))]


def _events(bars: Bars, actions: Actions, tz: str | None, *, dividends: bool) -> Iterator[Event]:
    ratios = {each.date: each.ratio for each in actions.splits}
    paid: dict[date, list[Dividend]] = {}
    for each in actions.dividends if dividends else ():
        paid.setdefault(each.date, []).append(each)
    days = sorted({*ratios, *paid})
    if not days:
        return
    rows = first_rows(bars.ts, days, tz)
    _require_days(bars.ts, actions.symbol, rows)
    for day, count in zip(days, rows, strict=True):
        if count == 0:
            continue
        ratio = ratios.get(day, 1.0)
        lost = 0.0
        for each in paid.get(day, ()):
            close = each.close or _close_before(bars, count, day, actions.symbol)
            lost += each.amount * ratio / close
        if lost >= 1.0:
            raise DataError(
                f"{actions.symbol}: the dividend of {day} is as large as the price before it: mend"
                " its amount, or its close"
            )
        yield Event(count, ratio, 1.0 - lost)


def _close_before(bars: Bars, count: int, day: date, symbol: str) -> float:
    """The last close in the first rows, which must be of the days before the ex-date."""
    row = count - 1
    while row > 0 and np.isnan(bars.close[row]):
        row -= 1
    if np.isnan(bars.close[row]) or bars.ts[row] < (day - EPOCH).days * DAY - STALE:
        raise DataError(
            f"{symbol}: the dividend of {day} needs the close before it, and the last one in the"
            f" bars is of {text(bars.ts[row])}: give as_of='{day - timedelta(days=1)}', or the"
            " dividend's close"
        )
    return float(bars.close[row])


def _require_days(ts: I64, symbol: str, rows: list[int]) -> None:
    """Refuse longer bars that an ex-date can lie in the midst of."""
    if ts.size < 2 or not any(0 < row <= ts.size for row in rows):
        return
    step = intervals.of(ts, symbol)
    if step > DAY:
        raise DataError(
            f"{symbol}: bars of {intervals.label(step)} mix prices before and after an ex-date:"
            " adjust the daily ones, then resample"
        )


def _over_rows(events: list[Event], size: int) -> tuple[F64, F64]:
    """Of each row, the product of the ratios and of the kept shares of the events after it."""
    edges = np.array([0, *(each.rows for each in events), size])
    columns = []
    for values in ([each.ratio for each in events], [each.kept for each in events]):
        products = np.cumprod([1.0, *reversed(values)])[::-1]
        columns.append(np.repeat(products, np.diff(edges)))
    return columns[0], columns[1]
