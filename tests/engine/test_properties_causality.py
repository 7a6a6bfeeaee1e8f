"""No fill before its signal, and whatever happens after a decision changes nothing before it."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

import engine as ob
from engine.backtest.simulation import simulate
from engine.data.synthetic import synthetic
from kernels.backtest.state import ENTRY, Market
from kernels.enums import ExitReason

from .random_accounts import drawn, fills_of, policy_of, prepared, seeds, simulated, spliced

MINUTE = 60_000_000_000
PERMISSIVE = {"allow_short": True, "stop": "trailing_atr", "stop_value": 3.0}
STRATEGIES = {
    "sma_cross": {"fast": 5, "slow": 15},
    "momentum": {"fast": 5, "slow": 15, "roc_period": 10, "adx_period": 5},
    "range_bound": {"period": 8, "rsi_period": 5, "adx_period": 5, "adx_limit": 35},
    "level_based": {"levels": "opening_range", "opening_bars": 5},
}
DAILY = {**STRATEGIES, "level_based": {}}  # where there is no opening range


def other_rows(market: Market, rows: int, seed: int) -> Market:
    """A market as long, whose rows from `rows` on have nothing in common with the given one."""
    random = np.random.default_rng(seed)
    shape = market.close.shape
    low = random.uniform(1e-3, 1e3, shape)
    high = low * random.uniform(1.0, 2.0, shape)
    gone = random.random(shape) < 0.2
    columns = [low + (high - low) * random.random(shape), high, low]
    columns.append(low + (high - low) * random.random(shape))
    for column in columns:
        column[gone] = np.nan
    signal = random.choice(np.array([-1, 0, 1, 2], np.int8), shape)
    others = {
        "strength": random.choice([np.nan, 0.3, 1.0], shape),
        "atr": random.uniform(0.0, 50.0, shape),
        "volatility": random.choice([np.nan, 0.1, 0.5], shape),
    }
    for name in ("stop", "target", "limit", "trigger"):
        others[name] = columns[3] * random.choice([np.nan, 0.9, 1.0, 1.1], shape)
    used = {
        name: column if getattr(market, name).size else getattr(market, name)
        for name, column in others.items()
    }
    session = market.session[max(rows - 1, 0)] + np.cumsum(random.integers(0, 9, shape[0]))
    return Market(*columns, signal, session=session.astype(np.int32), **used)


def nothing(market: Market, value: float) -> Market:
    """A market as long whose prices and all else but signals are one value that none can be."""
    columns = {
        name: np.full(getattr(market, name).shape, value)
        for name in Market._fields
        if name not in ("signal", "session")
    }
    signal = np.full(market.signal.shape, 1, np.int8)
    return Market(**columns, signal=signal, session=market.session)


def until(events: np.ndarray, step: int) -> bytes:
    """The events of the steps before `step`, as bytes."""
    return events[events["step"] < step].tobytes()


@given(drawn())
def test_no_fill_comes_before_its_signal(case):
    market, _, _ = prepared(case)
    fills = fills_of(simulated(case))
    decided = fills[np.isin(fills["purpose"], (ENTRY, ExitReason.SIGNAL))]
    assert np.all(decided["step"] > decided["placed"])
    assert_array_equal(market.signal[decided["placed"], decided["symbol"]], decided["signal"])
    protective = fills[np.isin(fills["purpose"], (ExitReason.STOP, ExitReason.TARGET))]
    entries = fills[fills["purpose"] == ENTRY]
    signalled = dict(zip(entries[["step", "symbol"]].tolist(), entries["placed"], strict=True))
    signals = [signalled[key] for key in protective[["placed", "symbol"]].tolist()]
    assert np.all(protective["step"] > np.array(signals, np.int64))


@given(drawn(), st.data())
def test_the_future_changed_at_random_moves_nothing_before_it(case, data):
    market, rules, _ = prepared(case)
    rows = data.draw(st.integers(0, len(market.close)))
    changed = spliced(market, rows, other_rows(market, rows, data.draw(seeds)))
    policy = policy_of(case)
    done = simulate(market, rules, policy, case.capital)
    again = simulate(changed, rules, policy, case.capital)
    assert until(again.events, rows) == until(done.events, rows)
    assert again.equity[:rows].tobytes() == done.equity[:rows].tobytes()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 0.0])
@given(case=drawn(), data=st.data())
def test_a_poisoned_future_moves_nothing_before_it(value, case, data):
    market, rules, _ = prepared(case)
    rows = data.draw(st.integers(0, len(market.close)))
    changed = spliced(market, rows, nothing(market, value))
    policy = policy_of(case)
    done = simulate(market, rules, policy, case.capital)
    again = simulate(changed, rules, policy, case.capital)
    assert until(again.events, rows) == until(done.events, rows)
    assert again.equity[:rows].tobytes() == done.equity[:rows].tobytes()


def shuffled_after(frame: pl.DataFrame, rows: int, seed: int) -> pl.DataFrame:
    """The bars with every field of those from `rows` on changed, ts included."""
    random = np.random.default_rng(seed)
    size = frame.height - rows
    low = random.uniform(1.0, 500.0, size)
    high = low * random.uniform(1.0, 1.5, size)
    gap = pl.Series(np.cumsum(random.integers(1, 20, size)) * MINUTE)
    start = frame["ts"][rows - 1]
    ts = pl.Series([start]).extend_constant(start, size - 1) + gap.cast(pl.Duration("ns"))
    after = pl.DataFrame(
        {
            "ts": ts.cast(frame["ts"].dtype),
            "open": low + (high - low) * random.random(size),
            "high": high,
            "low": low,
            "close": low + (high - low) * random.random(size),
            "volume": random.uniform(0.0, 1e6, size),
        }
    )
    return pl.concat([frame.head(rows), after.select(frame.columns)])


@pytest.mark.parametrize("name", STRATEGIES)
@given(rows=st.integers(1, 399), seed=seeds)
def test_a_strategys_run_up_to_a_bar_does_not_know_the_bars_after_it(name, rows, seed):
    frame = synthetic("jumps", bars=400, interval="1m", seed=seed % 1_000)
    settings = {
        "params": STRATEGIES[name],
        "risk": PERMISSIVE,
        "interval": "1m",
        "calendar": "252",
    }
    done = ob.backtest(frame, name, **settings)
    again = ob.backtest(shuffled_after(frame, rows, seed), name, **settings)
    last = frame["ts"][rows - 1]
    logs = [each.order_log.filter(pl.col("ts") <= last) for each in (done, again)]
    refused = [each.refused.filter(pl.col("ts") < last) for each in (done, again)]
    assert again.equity.head(rows).equals(done.equity.head(rows))
    assert logs[0].equals(logs[1])
    assert refused[0].equals(refused[1])  # the next bar decides on a signal of the last one


@pytest.mark.parametrize("name", STRATEGIES)
def test_in_the_order_log_what_a_signal_asked_for_fills_later(name):
    frame = synthetic("trending", bars=2_520, seed=3)
    log = ob.backtest(frame, name, params=DAILY[name], risk=PERMISSIVE).order_log
    fills = log.filter(pl.col("status") == "filled")
    asked = fills.filter(pl.col("type") == "market")
    assert asked.height > 20
    assert (asked["ts"] > asked["placed_ts"]).all()
    assert (fills["ts"] >= fills["placed_ts"]).all()
