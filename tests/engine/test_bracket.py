"""Where the bracket is called a bound, the result on ticks lies inside it."""

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import engine as ob
from engine.backtest.simulation import simulate
from engine.data.synthetic import bars_from_ticks, tick_path
from kernels.enums import Intrabar

TICKS_A_BAR = 24
BARS = 40
MINUTE = 60_000_000_000
POLICIES = ("pessimistic", "optimistic", "ohlc_path")


def frame(open_, high, low, close, step):
    ts = pl.Series(np.arange(open_.size) * step).cast(pl.Datetime("ns"))
    return pl.DataFrame(
        {"open": open_, "high": high, "low": low, "close": close, "volume": np.ones(open_.size)}
    ).select(ts.dt.replace_time_zone("UTC").alias("ts"), pl.all())


def bars_and_ticks(seed, tick):
    """The same path as bars, and as bars of one tick each, from the last price to this one."""
    path = np.asarray(tick_path(BARS * TICKS_A_BAR + 1, seed=seed, tick=tick, start=100.0))
    blocks = np.lib.stride_tricks.sliding_window_view(path, TICKS_A_BAR + 1)[::TICKS_A_BAR]
    bars = frame(
        blocks[:, 0], blocks.max(axis=1), blocks.min(axis=1), blocks[:, -1], MINUTE * TICKS_A_BAR
    )
    last, here = path[:-1], path[1:]
    ticks = frame(last, np.maximum(last, here), np.minimum(last, here), here, MINUTE)
    return bars, ticks


def signals(seed):
    """A signal for each bar, and the same on the bar's last tick."""
    coarse = np.random.default_rng(seed).choice([0, 1, -1, 2], BARS, p=[0.5, 0.2, 0.2, 0.1])
    fine = np.zeros(BARS * TICKS_A_BAR, np.int8)
    fine[TICKS_A_BAR - 1 :: TICKS_A_BAR] = coarse
    return coarse, fine


@given(
    seed=st.integers(0, 100_000),
    stop=st.floats(0.0005, 0.004),
    target=st.floats(0.0005, 0.004),
    percent=st.floats(0.0, 0.002),
    kind=st.sampled_from(["percent", "r"]),
)
def test_the_result_on_ticks_lies_inside_the_bound(seed, stop, target, percent, kind):
    bars, ticks = bars_and_ticks(seed, 0.1)
    coarse, fine = signals(seed)
    settings = {
        "risk": {
            "stop": "percent",
            "stop_value": stop,
            "target": kind,
            "target_value": target if kind == "percent" else target / stop,
            "allow_short": True,
        },
        "costs": {"percent": percent},
    }
    seen = ob.backtest(bars, signals=coarse, **settings)
    truth = ob.backtest(ticks, signals=fine, **settings)
    assert seen.bracket.is_bound
    assert truth.bracket.ambiguous_bars == 0
    assume(seen.bracket.ambiguous_bars > 0)
    result = truth.equity["value"][-1] / 100_000.0 - 1.0
    assert seen.bracket.low() - 1e-12 <= result <= seen.bracket.high() + 1e-12


def ticked(market, path):
    """A market of bars as one of ticks: each from the last price to its own, a bar's first alone.

    The bars' ATR counts at each of its ticks, their signal at the last one.
    """
    here = path.reshape(BARS, TICKS_A_BAR)
    last = np.concatenate([here[:, :1], here[:, :-1]], axis=1)
    signal = np.zeros(here.shape, np.int8)
    signal[:, -1:] = market.signal
    columns = {
        "open": last,
        "high": np.maximum(last, here),
        "low": np.minimum(last, here),
        "close": here,
        "signal": signal,
    }
    changed = {name: column.reshape(-1, 1) for name, column in columns.items()}
    for name in ("atr", "session"):
        changed[name] = np.repeat(getattr(market, name), TICKS_A_BAR, axis=0)
    for column in changed.values():
        column.flags.writeable = False
    return market._replace(**changed)


def bracket_and_truth(seed, risk, percent=0.0005, tick=0.1):
    """A run's bracket over bars between which the price moves too, and its return on the ticks."""
    path = np.asarray(tick_path(BARS * TICKS_A_BAR, seed=seed, tick=tick))
    bars = bars_from_ticks(path, TICKS_A_BAR)
    costs = {"percent": percent}
    seen = ob.backtest(bars, signals=signals(seed)[0], risk=risk, costs=costs)
    market = ticked(seen._prepared.market, path)
    truth = simulate(market, seen._rules, Intrabar.PESSIMISTIC, seen.spec.capital)
    return seen.bracket, truth.equity[-1] / seen.spec.capital - 1.0


@given(
    seed=st.integers(0, 100_000),
    stop=st.sampled_from([("percent", 0.0015), ("percent", 0.003), ("atr", 0.5), ("atr", 1.0)]),
    target=st.sampled_from([("percent", 0.001), ("percent", 0.004), ("r", 0.5), ("r", 2.0)]),
    fraction=st.sampled_from([0.3, 1.0, 1.7]),
    percent=st.sampled_from([0.0, 0.0005, 0.002]),
)
def test_the_result_on_ticks_lies_inside_the_bound_whatever_stop_and_size(
    seed, stop, target, fraction, percent
):
    risk = {
        "stop": stop[0],
        "stop_value": stop[1],
        "target": target[0],
        "target_value": target[1],
        "atr_period": 3,
        "fraction": fraction,
        "max_leverage": max(fraction, 1.0),
        "allow_short": True,
    }
    bracket, truth = bracket_and_truth(seed, risk, percent)
    assert bracket.is_bound
    assert bracket.low() - 1e-12 <= truth <= bracket.high() + 1e-12


def test_the_bound_is_no_empty_claim():
    """Over three hundred paths most results are strictly inside, and none outside."""
    risk = {"stop": "percent", "stop_value": 0.0015, "target": "percent", "target_value": 0.0015}
    found = [bracket_and_truth(seed, risk | {"allow_short": True}) for seed in range(300)]
    assert all(each.low() - 1e-12 <= truth <= each.high() + 1e-12 for each, truth in found)
    strictly = [each.low() + 1e-9 < truth < each.high() - 1e-9 for each, truth in found]
    assert sum(strictly) > 150


@pytest.mark.parametrize("policy", POLICIES)
def test_the_bracket_is_the_same_whichever_policy_the_run_had(policy):
    bars, _ = bars_and_ticks(3, 0.1)
    coarse, _ = signals(3)
    risk = {"stop": "percent", "stop_value": 0.001, "target": "percent", "target_value": 0.001}
    found = ob.backtest(bars, signals=coarse, risk=risk, intrabar=policy)
    known = ob.backtest(bars, signals=coarse, risk=risk).bracket
    assert found.bracket.outcomes() == known.outcomes()
    assert found.bracket.ambiguous_bars == known.ambiguous_bars > 0
    total = found.equity["value"][-1] / 100_000.0 - 1.0
    assert dict(found.bracket.outcomes())[policy].total_return == total
    assert known.pessimistic.total_return < known.optimistic.total_return
    spread = known.optimistic.final_equity - known.pessimistic.final_equity
    profit = abs(found.equity["value"][-1] - 100_000.0)
    assert found.bracket.share == pytest.approx(spread / profit)


@pytest.mark.parametrize(
    "settings",
    [
        {"risk": {"stop": "trailing_percent", "stop_value": 0.01}},
        {"risk": {"stop": "trailing_atr", "stop_value": 2.0}},
        {"risk": {"sizing": "quantity", "quantity": 1.0}},
        {"risk": {"stop": "percent", "stop_value": 0.01, "sizing": "risk"}},
        {"risk": {"lot": 1.0}},
        {"risk": {"size_at": "signal"}},
        {"costs": {"per_share": 0.01}},
        {"costs": {"minimum": 1.0}},
        {"costs": {"percent": 0.001, "maximum_percent": 0.01}},
        {"costs": {"slippage_bps": 1.0}},
        {"costs": {"model": "ibkr_fixed"}},
        {"instruments": {"DATA": ob.Instrument(symbol="DATA", tick=0.01)}},
        {"instruments": {"DATA": ob.Instrument(symbol="DATA", lot=1.0)}},
    ],
)
def test_other_settings_are_not_called_a_bound(settings):
    bars, _ = bars_and_ticks(1, 0.1)
    assert not ob.backtest(bars, signals=signals(1)[0], **settings).bracket.is_bound


def test_row_58_several_symbols_are_not_called_a_bound():
    one, _ = bars_and_ticks(1, 0.1)
    two, _ = bars_and_ticks(2, 0.1)
    result = ob.backtest(
        {"ONE": one, "TWO": two}, signals={"ONE": signals(1)[0], "TWO": signals(2)[0]}
    )
    assert not result.bracket.is_bound
