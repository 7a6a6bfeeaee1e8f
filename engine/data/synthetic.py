"""Seeded example markets: made up, alike in every process, and honest inside each bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import msgspec
import numpy as np
import polars as pl

from ..errors import ParameterError
from . import intervals
from .bars import SCHEMA
from .columns import PRICES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kernels.jit import F64, I64

Recipe = Literal["trending", "ranging", "jumps", "intraday"]
START = "2015-01-01"
STEPS = 16  # price steps inside a bar
SESSION = (14 * 60 + 30, 21 * 60)  # minutes of the UTC day: 14:30 to 21:00
MINUTE = intervals.MINUTE
YEAR = 365 * intervals.DAY
LAST = 230 * 365 * 86_400  # seconds, in 2199


class Character(msgspec.Struct, frozen=True):
    """What tells one recipe from another; deviations and drifts are returns a year.

    swing   deviation in calm times             trend  size of the drift, its sign changing
    pull    share of the distance to the first price that a day takes back
    jumps   days between jumps on average, 0: none
    """

    swing: float
    trend: float = 0.0
    pull: float = 0.0
    jumps: int = 0


CHARACTERS = {
    "trending": Character(swing=0.16, trend=0.45),
    "ranging": Character(swing=0.22, pull=0.04),
    "jumps": Character(swing=0.2, trend=0.25, jumps=40),
    "intraday": Character(swing=0.2, trend=0.8),
}


def synthetic(
    recipe: Recipe,
    *,
    bars: int = 2_520,
    interval: str | None = None,
    seed: int = 1,
    start: str = START,
    price: float = 100.0,
) -> pl.DataFrame:
    """A made-up market in the Bars schema, prices in whole cents.

    recipe     trending: long rises and shorter falls; ranging: drawn back to its first price;
               jumps: overnight gaps of 4 to 12 %; intraday: weekday sessions from 14:30 to 21:00
               UTC, livelier at their ends
    interval   1d unless given; 1m for intraday. Daily bars fall on weekdays; bars of less than a
               day run around the clock, save those of intraday
    seed       the same seed gives the same bars, in every process
    start      date of the first bar, or of the first session after it
    price      before the first bar

    Each bar is drawn from 16 smaller steps, so that its open, high, low and close belong together.
    Raises ParameterError for an unknown recipe or a number that cannot be.
    """
    if recipe not in get_args(Recipe):
        raise ParameterError(f"recipe {recipe!r} is not known: {', '.join(get_args(Recipe))}")
    if bars < 1 or not 0.01 <= price < float("inf"):
        raise ParameterError(f"bars {bars} and price {price} must be at least 1 and 0.01")
    length = intervals.parse(interval or ("1m" if recipe == "intraday" else "1d"))
    ts = _times(recipe, bars, length, start)
    columns = _columns(CHARACTERS[recipe], ts, length, seed, price, intraday=recipe == "intraday")
    return _frame(ts, columns)


def demo_markets() -> dict[str, pl.DataFrame]:
    """The four example markets of the demo: ten years of days, and one of five minutes."""
    return {
        "TREND": synthetic("trending", seed=11),
        "RANGE": synthetic("ranging", seed=12),
        "JUMPS": synthetic("jumps", seed=13),
        "INTRADAY": synthetic(
            "intraday", bars=252 * 78, interval="5m", seed=14, start="2024-01-01"
        ),
    }


def tick_path(count: int, *, seed: int = 1, tick: float = 0.01, start: float = 100.0) -> F64:
    """A price that moves by one tick or not at all: (count,) float64, at least one tick above 0."""
    steps = np.random.Generator(np.random.PCG64(seed)).integers(-1, 2, count)
    level = np.cumsum(steps) + round(start / tick)
    level = np.maximum(level, 1)
    if tick >= 1.0:
        return np.asarray(level * tick, np.float64)
    return np.asarray(level / round(1.0 / tick), np.float64)


def bars_from_ticks(
    path: NDArray[np.float64], per_bar: int, *, interval: str = "1m", start: str = START
) -> pl.DataFrame:
    """Bars of `per_bar` ticks each, volume one a tick; a last bar of fewer ticks is left out.

    path   (n,) prices, one a tick. `per_bar=1` gives the ticks as bars of their own
    """
    count = len(path) // per_bar
    if count < 1:
        raise ParameterError(f"per_bar {per_bar}: {len(path)} ticks do not fill a bar")
    ticks = np.asarray(path, np.float64)[: count * per_bar].reshape(count, per_bar)
    ts = _times("jumps", count, intervals.parse(interval), start)
    volume = np.full(count, float(per_bar))
    return _frame(ts, (ticks[:, 0], ticks.max(axis=1), ticks.min(axis=1), ticks[:, -1], volume))


def _times(recipe: str, count: int, length: int, start: str) -> I64:
    """Starts of `count` bars."""
    try:
        seconds = int(np.datetime64(start, "s").astype(np.int64))
    except ValueError as error:
        raise ParameterError(f"start {start!r} must be a date like 2015-01-01") from error
    in_sessions = recipe == "intraday" and length < intervals.DAY
    offsets = np.arange(SESSION[0] * MINUTE, SESSION[1] * MINUTE, length if in_sessions else YEAR)
    weekdays = in_sessions or length == intervals.DAY
    days = -(-count // offsets.size) * 1.4 if weekdays else count * length / intervals.DAY
    if not 0 <= seconds + days * 86_400 <= LAST:
        raise ParameterError(
            f"{count} bars from {start} leave the years 1970 to 2199: take a shorter interval"
        )
    first = seconds * intervals.SECOND
    if not weekdays:
        return first + np.arange(count) * length
    sessions = _weekdays(first, -(-count // offsets.size))
    return (sessions[:, None] + offsets).reshape(-1)[:count] if in_sessions else sessions


def _weekdays(first: int, count: int) -> I64:
    day = np.datetime64(first, "ns").astype("datetime64[D]")
    days = np.busday_offset(day, np.arange(count), roll="forward")
    return days.astype("datetime64[ns]").astype(np.int64)


def _columns(
    character: Character, ts: I64, length: int, seed: int, price: float, *, intraday: bool
) -> tuple[F64, ...]:
    from kernels.data.walk import walk

    draw = np.random.Generator(np.random.PCG64(seed))
    count = ts.size
    day = SESSION[1] - SESSION[0] if intraday else 24 * 60  # minutes that make a day's deviation
    share = min(length / (day * MINUTE), 1.0) if length < intervals.DAY else length / intervals.DAY
    swing = np.full(count, character.swing * np.sqrt(share / 252.0))
    busy = 1_000_000.0 * share * (0.6 + 0.8 * draw.random(count))
    drift = (
        np.where(_regimes(draw, count, share), character.trend, -0.8 * character.trend)
        * share
        / 252.0
    )
    gap = 0.15 * swing * _normal(draw, count)
    if length < intervals.DAY:
        opens = np.diff(ts, prepend=ts[0]) > length
        gap = np.where(opens, 0.4 * character.swing / np.sqrt(252.0) * _normal(draw, count), 0.0)
    if intraday:
        minute = (ts // MINUTE % 1_440 - SESSION[0]) / day
        lively = 0.7 + 1.6 * (2.0 * minute - 1.0) ** 2
        swing, busy = swing * lively, busy * lively
    if character.jumps:
        happens = draw.random(count) * character.jumps < share
        size = (0.04 + 0.08 * draw.random(count)) * np.where(draw.random(count) < 0.5, -1.0, 1.0)
        gap = np.where(happens, size, gap)
    noise = _normal(draw, count * STEPS).reshape(count, STEPS)
    return walk(noise, gap, drift, swing, busy, price, character.pull * share, 100.0)


def _regimes(draw: np.random.Generator, count: int, share: float) -> NDArray[np.bool_]:
    """Whether it rises: stretches of 60 to 180 days, falls half as long; intraday a tenth."""
    stretch = max(1, round(0.1 / share))
    out = np.empty(count, bool)
    begin, rising = 0, True
    while begin < count:
        end = begin + stretch * int(draw.integers(60, 181)) // (1 if rising else 2)
        out[begin:end] = rising
        begin, rising = end, not rising
    return out


def _normal(draw: np.random.Generator, count: int) -> F64:
    """Nearly normal: sums of four uniform numbers, exact on every machine, unlike logarithms."""
    total = draw.random(count) + draw.random(count) + draw.random(count) + draw.random(count)
    out: F64 = (total - 2.0) * np.sqrt(3.0)
    return out


def _frame(ts: I64, columns: tuple[NDArray[np.float64], ...]) -> pl.DataFrame:
    data = {"ts": pl.Series(ts, dtype=pl.Int64).cast(SCHEMA["ts"])}
    data |= {name: pl.Series(each) for name, each in zip((*PRICES, "volume"), columns, strict=True)}
    return pl.DataFrame(data)
