"""On prices that cannot be foreseen no strategy earns anything before costs; a leak would show.

2,000 seeded markets whose opens are a martingale: bars of a lognormal walk without drift, their
highs and lows drawn from the law of a Brownian bridge, so that a stop fills at a price that the
walk touched. The mean return of all trades is judged by market, as trades of one market hang
together: the sum over a market's trades has mean 0 whatever their number, while a mean over its
trades has not. Positions that are open at the end count at their last mark.
"""

from functools import cache

import numpy as np
import polars as pl
import pytest

import engine as ob
from engine.data.bars import to_bars
from engine.data.sessions import dated
from engine.indicators.columns import columns
from engine.strategies import BUILT_IN, strategy
from engine.strategies.evaluation import outputs
from kernels.enums import SignalType

MARKETS, BARS = 1_000, 300  # of each kind
SESSION = 39  # bars of ten minutes
KINDS = ("daily", "intraday")
QUICK = {"fast": 2, "slow": 5}
RULES = [
    *((name, {}) for name in BUILT_IN),
    ("momentum", {"volume_factor": 1.0}),
    ("level_based", {"levels": "pivot_points", "setup": "break_retest"}),
    ("level_based", {"levels": "previous_day", "setup": "rejection", "flat_after": 37}),
]


@cache
def markets(kind):
    """Frames by name; a bar's close is the next one's open, save for a gap at each new session."""
    random = np.random.default_rng(KINDS.index(kind))
    shape = (MARKETS, BARS)
    swing = 0.01 if kind == "daily" else 0.002
    begins = np.arange(BARS) % (1 if kind == "daily" else SESSION) == 0
    moves = swing * random.normal(size=shape) - swing**2 / 2
    gaps = np.where(begins, swing * random.normal(size=shape) - swing**2 / 2, 0.0)
    closes = np.log(100.0) + np.cumsum(moves + gaps, axis=1)
    opens = closes - moves
    up, down = (np.sqrt(moves**2 - 2.0 * swing**2 * np.log(random.random(shape))) for _ in range(2))
    open_, high, low, close = np.exp(
        [opens, (opens + closes + up) / 2, (opens + closes - down) / 2, closes]
    )
    high = np.maximum(high, np.maximum(open_, close))
    low = np.minimum(low, np.minimum(open_, close))
    volume = np.round(1_000.0 * np.exp(random.normal(size=shape)))
    days = np.busday_offset("2024-01-01", np.arange(BARS)).astype("datetime64[ns]")
    minutes = np.arange(BARS) % SESSION * np.timedelta64(10, "m")
    ts = days if kind == "daily" else days[np.arange(BARS) // SESSION] + minutes + 52_200 * 10**9
    stamps = pl.Series("ts", ts).dt.replace_time_zone("UTC")
    return {
        f"M{number}": pl.DataFrame({"ts": stamps}).with_columns(
            open=open_[number],
            high=high[number],
            low=low[number],
            close=close[number],
            volume=volume[number],
        )
        for number in range(MARKETS)
    }


@cache
def bars(kind):
    return {name: dated(to_bars(frame)) for name, frame in markets(kind).items()}


def signals(kind, chosen):
    """The strategy's signals by market, without its stop and target columns."""
    features = chosen.features()
    return {
        name: outputs(chosen, columns(features, each))["signal"]
        for name, each in bars(kind).items()
    }


def z_score(given):
    """How many standard errors the mean trade return lies from 0.

    given   by kind of market, what `ob.backtest` shall trade there
    """
    sums = []
    for kind, settings in given.items():
        fixed = {"sizing": "quantity", "quantity": 1.0, "allow_short": True}
        risk = {**fixed, **settings.pop("risk", {})}
        result = ob.backtest(markets(kind), capital=1e9, risk=risk, **settings)
        last = pl.DataFrame(
            {
                "symbol": list(markets(kind)),
                "last": [frame["close"][-1] for frame in markets(kind).values()],
            }
        )
        side = 1.0 - 2.0 * (pl.col("side") == "short").cast(pl.Float64)
        exit_ = pl.coalesce("exit_price", "last")
        trades = result.trades.join(last, on="symbol", how="left").with_columns(
            profit=side * (exit_ / pl.col("entry_price") - 1.0)
        )
        sums.append(trades.group_by("symbol").agg(pl.col("profit").sum())["profit"].to_numpy())
    totals = np.concatenate(sums)
    assert totals.size > 0.4 * len(given) * MARKETS
    return totals.sum() / np.sqrt(np.square(totals).sum())


@pytest.mark.parametrize(("name", "params"), RULES)
def test_without_stops_a_strategy_earns_nothing(name, params):
    found = {kind: signals(kind, strategy(name, params)) for kind in KINDS}
    given = {kind: {"signals": found[kind], "risk": {"stop": "none"}} for kind in KINDS}
    assert abs(z_score(given)) < 3.0


@pytest.mark.parametrize(("name", "params"), RULES)
def test_with_its_stops_and_targets_a_strategy_earns_nothing(name, params):
    chosen = strategy(name, params)
    risk = {key: chosen.default_risk[key] for key in chosen.default_risk if key.startswith("stop")}
    given = {kind: {"strategy": chosen, "risk": dict(risk)} for kind in KINDS}
    assert z_score(given) < 3.0


def test_a_strategy_that_dodges_a_quarter_of_the_next_losses_is_found():
    random = np.random.default_rng(5)
    given = {}
    for kind in KINDS:
        found = signals(kind, strategy("sma_cross", QUICK))
        for name, each in found.items():
            market = bars(kind)[name]
            falls = np.append(market.close[1:] < market.open[1:], False)
            dodged = (each == SignalType.BUY) & falls & (random.random(BARS) < 0.25)
            each[dodged] = SignalType.HOLD
        given[kind] = {"signals": found, "risk": {"allow_short": False}}
    assert z_score(given) > 3.0


def test_the_same_strategy_without_the_dodge_is_not():
    given = {
        kind: {
            "signals": signals(kind, strategy("sma_cross", QUICK)),
            "risk": {"allow_short": False},
        }
        for kind in KINDS
    }
    assert abs(z_score(given)) < 3.0
