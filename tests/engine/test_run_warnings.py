"""What a run warns of by itself: stops inside the bars, history too short, a sign nobody knows.

Field rules 4, 6 and 7.
"""

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

import engine as ob
from engine.data.bars import arrays
from engine.data.sessions import dated
from engine.data.synthetic import synthetic
from engine.indicators.catalog import CATALOG
from engine.indicators.columns import column, settled
from engine.indicators.feature import Feature
from kernels.bars import altered

from .small_markets import BUY, SELL, flat, market, run

MINUTE = 60_000_000_000


def lines(result: ob.Result, word: str) -> list[str]:
    """The warnings that begin with a word."""
    return [line for line in result.warnings if line.startswith(f"{word}: ")]


def wide(*closes: float) -> list[tuple[float, float, float, float]]:
    """Bars that open and close at one price and reach 2 above and 2 below it."""
    return [(close, close + 2.0, close - 2.0, close) for close in closes]


def ranging(risk) -> ob.Result:
    """Forty bars of span 4 round 100, bought in the twenty-first."""
    return run(market(wide(*[100.0] * 40), {20: BUY}), **risk)


@pytest.mark.parametrize(
    ("kind", "near", "far"),
    [
        ("percent", 0.039, 0.04),
        ("trailing_percent", 0.039, 0.04),
        ("atr", 0.99, 1.0),
        ("trailing_atr", 0.99, 1.0),
    ],
)
def test_a_stop_nearer_than_the_median_bar_is_high_is_not_testable(kind, near, far):
    (line,) = lines(ranging({"stop": kind, "stop_value": near}), "not_testable")
    assert line.startswith("not_testable: A's stops begin 3.9")
    assert "its 1d bars span 4:" in line
    assert lines(ranging({"stop": kind, "stop_value": far}), "not_testable") == []


def test_a_shorts_stop_is_measured_alike():
    bars = market(wide(*[100.0] * 40), {20: SELL})
    near = run(bars, allow_short=True, stop="percent", stop_value=0.039)
    far = run(bars, allow_short=True, stop="percent", stop_value=0.041)
    assert len(lines(near, "not_testable")) == 1
    assert lines(far, "not_testable") == []


def test_without_a_stop_or_without_an_entry_nothing_is_said():
    assert lines(ranging({"target": "percent", "target_value": 0.001}), "not_testable") == []
    idle = run(market(wide(*[100.0] * 40), {}), stop="percent", stop_value=0.001)
    assert lines(idle, "not_testable") == []


def test_it_is_the_median_over_the_trades_and_of_each_symbol():
    cheap = flat(*[10.0] * 5) + wide(*[100.0] * 35)
    rounds = {1: BUY, 3: SELL, 20: BUY, 22: SELL, 24: BUY, 26: SELL}
    both = {"A": market(cheap, rounds), "B": market(flat(*[100.0] * 40), rounds)}
    (line,) = lines(run(both, stop="percent", stop_value=0.03), "not_testable")
    assert line.startswith("not_testable: A's stops begin 3 ")


def test_a_trailing_stop_counts_where_it_began():
    rising = market(wide(*np.linspace(100.0, 140.0, 40)), {20: BUY})
    assert lines(run(rising, stop="trailing_percent", stop_value=0.05), "not_testable") == []


SETTLING = [
    Feature("sma", "close", 20),
    Feature("ema", "close", 10),
    Feature("rsi", "close", 5),
    Feature("adx", "high", "low", "close", 4, output="adx"),
    Feature("sma", Feature("rsi", "close", 4), 7),
    Feature("ema", "close", 2, interval="1h"),
    Feature("open", interval="1h"),
    Feature("sma", "high", 2, interval="1h"),
    Feature("previous_day", "high", "low", "close", output="previous_high"),
    Feature("vwap", "high", "low", "close", "volume"),
]


@pytest.mark.parametrize("feature", SETTLING, ids=str)
def test_from_where_it_settles_a_feature_does_not_know_where_the_data_begins(feature):
    bars = dated(arrays(synthetic("intraday", bars=40 * 78, interval="5m", seed=8)))
    later = altered(bars, lambda each: each[10 * 78 + 31 :])
    row = settled(feature, later)
    assert row < later.ts.size
    whole, part = column(feature, bars)[10 * 78 + 31 :], column(feature, later)
    assert_allclose(part[row:], whole[row:], rtol=1e-8)


def test_settling_is_the_warmup_and_the_unstable_bars_of_the_catalogue():
    bars = arrays(synthetic("intraday", bars=780, interval="5m", seed=8))
    ema, rsi = CATALOG["ema"], CATALOG["rsi"]
    assert settled(Feature("ema", "close", 10), bars) == ema.warmup(10) + ema.unstable(10)
    nested = Feature("ema", Feature("rsi", "close", 5), 10)
    both = ema.warmup(10) + ema.unstable(10) + rsi.warmup(5) + rsi.unstable(5)
    assert settled(nested, bars) == both
    assert settled(Feature("close"), bars) == 0
    assert settled(Feature("rsi", "close", 500), bars) == 780


@pytest.mark.parametrize("name", ["sma_cross", "momentum"])
def test_a_window_that_begins_before_the_features_have_settled_is_warned_of(name):
    frame = synthetic("trending", bars=600, seed=4)
    features = ob.strategy(name, {"fast": 5, "slow": 15}).features().values()
    need = max(settled(each, arrays(frame)) for each in features)

    def started(row: int) -> ob.Result:
        day = frame["ts"][row].strftime("%Y-%m-%d")
        return ob.backtest(frame, name, params={"fast": 5, "slow": 15}, start=day)

    assert lines(started(need), "warm_up") == []
    (line,) = lines(started(need - 1), "warm_up")
    assert f"DATA has {need - 1} bars before " in line
    assert f" needs {need} to forget where the data begins" in line


def test_a_run_from_the_first_bar_on_and_signals_of_ones_own_need_no_history():
    frame = synthetic("trending", bars=100, seed=4)
    assert lines(ob.backtest(frame, "momentum"), "warm_up") == []
    own = ob.backtest(frame, signals=np.zeros(100, np.int8), start="2015-01-09")
    assert lines(own, "warm_up") == []


def test_the_range_that_a_stop_is_measured_by_counts_as_a_feature():
    frame, signals = synthetic("trending", bars=600, seed=4), np.ones(600, np.int8)
    atr = CATALOG["atr"]
    need = atr.warmup(5) + atr.unstable(5)
    risk = {"stop": "atr", "stop_value": 2.0, "atr_period": 5}

    def started(row: int, **settings) -> list[str]:
        day = frame["ts"][row].strftime("%Y-%m-%d")
        return lines(ob.backtest(frame, signals=signals, start=day, **settings), "warm_up")

    assert started(need, risk=risk) == started(need - 1) == []
    (line,) = started(need - 1, risk=risk)
    assert f"atr(high, low, close, 5) needs {need} to forget" in line


def test_where_the_data_ends_first_the_need_is_a_least():
    frame = synthetic("trending", bars=40, seed=4)
    (line,) = lines(ob.backtest(frame, "momentum", start="2015-01-20"), "warm_up")
    assert " needs at least 40 to forget" in line


def ambiguous(frame: pl.DataFrame, signals: np.ndarray, distance: float) -> ob.Result:
    """Stop and target at the same distance: the bars that reach both decide."""
    risk = {"stop": "percent", "stop_value": distance}
    risk |= {"target": "percent", "target_value": distance}
    return ob.backtest(frame, signals=signals, risk=risk, interval="1d")


def test_a_bracket_across_zero_is_no_gain_and_no_loss():
    bars = market([*flat(100, 100), (100, 120, 80, 100), (100, 100, 100, 100)], {0: BUY})
    result = ambiguous(bars.frame, bars.signals, 0.1)
    assert result.bracket.ambiguous_bars == 1
    assert result.bracket.low() < 0.0 < result.bracket.high()
    (line,) = lines(result, "sign_unknown")
    assert line == (
        "sign_unknown: the total return lies between -10.00% and +10.00%, by the order of high and"
        " low inside 1 bar, which nobody knows: it is neither a gain nor a loss"
    )
    assert line in result.document()["warnings"]


def test_a_bracket_on_one_side_of_zero_is_not_doubted():
    bars = market([*flat(100, 100, 150), (150, 150, 150, 150)], {0: BUY})
    result = ambiguous(bars.frame, bars.signals, 0.4)
    assert result.bracket.low() > 0.0
    assert lines(result, "sign_unknown") == []
    fallen = market([*flat(100, 100, 70), (70, 70, 70, 70)], {0: BUY})
    result = ambiguous(fallen.frame, fallen.signals, 0.4)
    assert result.bracket.high() < 0.0
    assert lines(result, "sign_unknown") == []
