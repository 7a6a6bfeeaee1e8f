"""Backtests to work out by hand: a few daily bars from Monday 2024-01-01, and what came of them.

A row is the number of a bar in its frame, a day the number of days since that Monday.
"""

import math
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import polars as pl

import engine as ob
from engine.backtest.run import LegPlan, converted, run_legs
from kernels.enums import SignalType

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
BUY, SELL, CLOSE = SignalType.BUY, SignalType.SELL, SignalType.CLOSE
GONE = (math.nan,) * 4  # a bar without a price

Bars = list[tuple[float, float, float, float]]


class Market(NamedTuple):
    """One symbol's bars, its signal column and, or None, its strength column.

    own   the prices that come with its signals: columns stop, target, limit, trigger
    """

    frame: pl.DataFrame
    signals: np.ndarray
    strength: np.ndarray | None
    own: dict[str, np.ndarray]


def flat(*prices: float) -> Bars:
    """Bars whose four prices are equal."""
    return [(price,) * 4 for price in prices]


def frame(bars: Bars, days=None, volume: float = 1.0) -> pl.DataFrame:
    """Daily bars of (open, high, low, close); days are those of the rows (default 0, 1, 2, ...)."""
    numbers = range(len(bars)) if days is None else days
    ts = pl.Series([MONDAY + timedelta(days=number) for number in numbers])
    prices = dict(zip(("open", "high", "low", "close"), zip(*bars, strict=True), strict=True))
    columns = {name: pl.Series(values, dtype=pl.Float64) for name, values in prices.items()}
    return pl.DataFrame({"ts": ts.dt.cast_time_unit("ns"), **columns}).with_columns(
        volume=pl.lit(volume)
    )


def market(bars: Bars, signals: dict[int, SignalType], days=None, strength=None, **own) -> Market:
    """Bars with signals by row; one strength, if given, and own prices count for every row."""
    column = np.zeros(len(bars), np.int8)
    for row, signal in signals.items():
        column[row] = signal
    weights = None if strength is None else np.full(len(bars), float(strength))
    prices = {name: np.full(len(bars), float(price)) for name, price in own.items()}
    return Market(frame(bars, days), column, weights, prices)


def run(markets: Market | dict[str, Market], capital: float = 1_000.0, **settings) -> ob.Result:
    """The product over one market, called A, or several; what is no argument of it is risk."""
    several = {"A": markets} if isinstance(markets, Market) else markets
    known = ("costs", "instruments", "intrabar", "start", "end", "calendar")
    named = {name: settings.pop(name) for name in known if name in settings}
    if any(each.own for each in several.values()):
        return run_own(several, capital, named, settings)
    weights = [each.strength is not None for each in several.values()]
    return ob.backtest(
        {name: each.frame for name, each in several.items()},
        signals={name: each.signals for name, each in several.items()},
        strength={name: each.strength for name, each in several.items()} if any(weights) else None,
        capital=capital,
        interval="1d",
        risk=settings,
        **named,
    )


def run_own(several: dict[str, Market], capital: float, named: dict, risk: dict) -> ob.Result:
    """The product over markets whose signals bring prices."""
    columns = {name: {"signal": each.signals, **each.own} for name, each in several.items()}
    costs = converted(ob.Costs, named.pop("costs", None), {}, "costs")
    return run_legs(
        [LegPlan(tuple(several), None, columns, converted(ob.Risk, risk, {}, "risk"))],
        {name: each.frame for name, each in several.items()},
        costs=costs,
        capital=capital,
        interval="1d",
        **named,
    )


def a(**described) -> dict[str, ob.Instrument]:
    """The instrument of the symbol A."""
    return {"A": ob.Instrument(symbol="A", **described)}


def days(column: pl.Series) -> list[int | None]:
    """Times as days since the first Monday."""
    return [None if ts is None else (ts - MONDAY).days for ts in column.to_list()]


def rows(table: pl.DataFrame) -> list[SimpleNamespace]:
    """Rows with their columns as attributes, times as days."""
    times = [name for name in table.columns if name == "ts" or name.endswith("_ts")]
    dated = table.with_columns(pl.Series(name, days(table[name]), pl.Int64) for name in times)
    return [SimpleNamespace(**row) for row in dated.to_dicts()]


def fills(result: ob.Result) -> list[SimpleNamespace]:
    """The events of the order log that are fills, in their order."""
    return [row for row in rows(result.order_log) if row.status == "filled"]


def refused(result: ob.Result) -> list[tuple[int, str, str]]:
    """(day, symbol, reason) of every signal that led to no position."""
    return [(row.ts, row.symbol, row.reason) for row in rows(result.refused)]


def values(result: ob.Result) -> list[float]:
    """The account's equity, step by step."""
    return result.equity["value"].to_list()


def walk_frame(seed, bars=120, start=100.0):
    """A gapless daily market of arbitrary floats, and a dense signal of buys and closes."""
    rng = np.random.default_rng(seed)
    close = start * np.exp(np.cumsum(rng.normal(0.0, 0.02, bars)))
    open_ = np.concatenate(([start], close[:-1])) * np.exp(rng.normal(0.0, 0.003, bars))
    high = np.maximum(open_, close) * (1.0 + np.abs(rng.normal(0.0, 0.004, bars)))
    low = np.minimum(open_, close) * (1.0 - np.abs(rng.normal(0.0, 0.004, bars)))
    ts = pl.datetime_range(
        pl.datetime(2020, 1, 1), pl.datetime(2020, 12, 31), "1d", eager=True, time_unit="ns"
    )[:bars].dt.replace_time_zone("UTC")
    frame = pl.DataFrame({"ts": ts, "open": open_, "high": high, "low": low, "close": close})
    signal = rng.choice([0, 0, 0, 1, 2], bars)
    return frame.with_columns(volume=pl.lit(1.0)), signal
