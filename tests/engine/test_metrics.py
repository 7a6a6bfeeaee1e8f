"""Metrics mean what their definitions say: each semantics row, an oracle, and undefined is None."""

import math
from statistics import mean, stdev

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.backtest.metrics import CATALOG, definition, measure, metrics_dict
from kernels.metrics.names import SWEEP_SET, Metric

from ..oracles import metrics as oracle

DAY = 24 * 60 * 60 * 10**9
RATIOS_OF_A_RUIN = [
    "sharpe",
    "sortino",
    "calmar",
    "omega",
    "alpha",
    "beta",
    "sharpe_standard_error",
    "probabilistic_sharpe",
    "minimum_track_record",
    "cagr",
]
SWEEP_KEYS = [
    "total_return",
    "cagr",
    "volatility",
    "sharpe",
    "sortino",
    "calmar",
    "max_drawdown",
    "exposure",
    "turnover",
    "trades",
    "win_rate",
    "profit_factor",
    "expectancy",
    "payoff",
    "sqn",
    "fees",
    "longest_losing_run",
    "average_holding",
]


def floats(values):
    return np.array(values, dtype=np.float64)


def inputs(equity, *, session=None, pnl=(), **changes):
    """What `measure` takes: one daily bar a mark, capital 100, nothing held, unless changed."""
    empty = [math.nan] * len(pnl)
    given_or_default = {
        "equity": equity,
        "session": list(range(len(equity))) if session is None else session,
        "capital": 100.0,
        "first_ts": 0,
        "end_ts": len(equity) * DAY,
        "annual": 252.0,
        "risk_free": 0.0,
        "in_market": 0,
        "exposure_sum": 0.0,
        "traded_value": 0.0,
        "fees": 0.0,
        "slippage": 0.0,
        "ruined": False,
        "pnl": pnl,
        "holding": [0.0] * len(pnl),
        "risk": empty,
        "mae": [0.0] * len(pnl),
        "mfe": [0.0] * len(pnl),
        "benchmark": (),
    } | changes
    columns = ("equity", "pnl", "holding", "risk", "mae", "mfe", "benchmark")
    given_or_default |= {name: floats(given_or_default[name]) for name in columns}
    given_or_default["session"] = np.array(given_or_default["session"], dtype=np.int32)
    return given_or_default


def figures(equity, **changes):
    return metrics_dict(measure(**inputs(equity, **changes)))


def compounded(returns, capital=100.0):
    return list(capital * np.cumprod(1.0 + floats(returns)))


def test_row_1_n_sessions_give_n_returns_and_the_first_is_over_the_capital():
    marks = [90.0, 99.0, 99.0]
    returns = [-0.1, 0.1, 0.0]
    assert figures(marks)["volatility"] == pytest.approx(stdev(returns) * math.sqrt(252))
    assert figures(marks)["sharpe"] == pytest.approx(
        mean(returns) / stdev(returns) * math.sqrt(252)
    )


def test_row_1_a_session_of_many_bars_gives_one_return_and_the_last_counts_unfinished():
    intraday = figures([101.0, 95.0, 90.0, 80.0, 99.0, 120.0, 99.0], session=[5, 5, 5, 6, 6, 9, 9])
    daily = figures([90.0, 99.0, 99.0])
    assert intraday["sharpe"] == daily["sharpe"]
    assert intraday["ulcer_index"] == daily["ulcer_index"]
    assert figures([100.0, 110.0, 99.0], session=[0, 0, 1])["sharpe"] == pytest.approx(
        mean([0.1, -0.1]) / stdev([0.1, -0.1]) * math.sqrt(252), abs=1e-12
    )


def test_row_2_flat_sessions_are_zero_returns():
    marks = [100.0, 100.0, 100.0, 110.0, 99.0]
    returns = [0.0, 0.0, 0.0, 0.1, -0.1]
    assert figures(marks)["volatility"] == pytest.approx(stdev(returns) * math.sqrt(252))
    downside = math.sqrt(0.1**2 / 5)
    assert figures([*marks[:3], 120.0, 108.0])["sortino"] == pytest.approx(
        (0.2 - 0.1) / 5 / downside * math.sqrt(252)
    )


def test_row_4_sharpe_takes_the_rate_of_a_session_and_the_given_sessions_a_year():
    returns = [0.02, -0.01, 0.03, 0.0]
    rate = 1.05 ** (1 / 365) - 1
    expected = (mean(returns) - rate) / stdev(returns) * math.sqrt(365)
    found = figures(compounded(returns), annual=365.0, risk_free=0.05)
    assert found["sharpe"] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    "marks", [[110.0], [100.0] * 50, [99.0, 98.01]], ids=["one return", "flat", "alike"]
)
def test_row_4_sharpe_is_null_below_two_returns_and_at_zero_deviation(marks):
    found = figures(marks)
    assert found["sharpe"] is None
    assert found["sharpe_standard_error"] is None
    assert found["probabilistic_sharpe"] is None


@pytest.mark.parametrize("growth", [0.01, -0.003, 0.0])
def test_row_4_a_deviation_of_rounding_alone_is_zero(growth):
    marks = compounded([growth] * 500)
    returns = np.diff([100.0, *marks]) / floats([100.0, *marks[:-1]])
    assert growth == 0.0 or 0.0 < np.std(returns) < 1e-15
    assert figures(marks)["sharpe"] is None


def test_row_5_cagr_counts_calendar_time_in_years_of_365_25_days():
    found = figures([100.0, 121.0], session=[0, 1], end_ts=round(2 * 365.25 * DAY))
    assert found["cagr"] == pytest.approx(0.1, rel=1e-12)


def test_row_5_cagr_is_null_below_one_day_at_no_equity_and_beyond_a_float():
    assert figures([110.0], end_ts=DAY - 1)["cagr"] is None
    assert figures([110.0], end_ts=DAY)["cagr"] == pytest.approx(1.1**365.25 - 1)
    assert figures([50.0, 0.0])["cagr"] is None
    assert figures([50.0, -3.0])["cagr"] is None
    assert figures([1e9], end_ts=DAY)["cagr"] is None


def test_row_6_total_return_is_the_final_mark_over_the_capital():
    assert figures([120.0, 130.0], in_market=2)["total_return"] == pytest.approx(0.3, rel=1e-15)


def test_row_23_a_trade_at_zero_is_neither_win_nor_loss():
    found = figures([100.0], pnl=[5.0, 0.0, -5.0, 5.0, -0.0])
    assert (found["trades"], found["wins"], found["losses"]) == (5, 2, 1)
    assert found["win_rate"] == pytest.approx(0.4)
    assert figures([100.0], pnl=[-1.0, 0.0, -1.0, -1.0])["longest_losing_run"] == 2


def test_row_25_profit_factor_and_payoff_are_null_without_a_losing_trade():
    without = figures([100.0], pnl=[5.0, 0.0, 3.0])
    assert without["profit_factor"] is without["payoff"] is without["kelly"] is None
    assert without["average_loss"] is None
    assert without["expectancy"] == pytest.approx(8 / 3)


def test_row_25_every_trade_statistic_is_null_without_a_trade():
    found = figures([100.0, 101.0])
    counts = ("trades", "wins", "losses", "longest_losing_run")
    assert [found[key] for key in counts] == [0, 0, 0, 0]
    assert [
        key
        for key, row in CATALOG.items()
        if row.basis in ("closed trades", "trades with a stop") and found[key] is not None
    ] == list(counts)


def test_row_25_a_payoff_needs_a_win_and_a_profit_factor_does_not():
    found = figures([100.0], pnl=[-5.0, -3.0])
    assert found["profit_factor"] == 0.0
    assert found["payoff"] is found["kelly"] is found["average_win"] is None


def test_row_25_profit_factor_payoff_and_expectancy_by_hand():
    found = figures([100.0], pnl=[30.0, -10.0, 10.0, -20.0, 20.0])
    assert found["profit_factor"] == pytest.approx(2.0)
    assert found["payoff"] == pytest.approx(20.0 / 15.0)
    assert found["expectancy"] == pytest.approx(6.0)
    assert (found["average_win"], found["average_loss"]) == (20.0, -15.0)
    assert (found["best_trade"], found["worst_trade"]) == (30.0, -20.0)


def test_row_26_sqn_is_uncapped_and_kelly_reads_trade_pnl():
    pnl = [2.0, -1.0] * 200
    found = figures([100.0], pnl=pnl)
    assert found["sqn"] == pytest.approx(math.sqrt(400) * mean(pnl) / stdev(pnl))
    assert found["kelly"] == pytest.approx(0.5 - 0.5 / 2.0)


@pytest.mark.parametrize("pnl", [[5.0], [5.0] * 9, [0.1 + 0.2, 0.3, 0.3]])
def test_row_26_sqn_is_null_below_two_trades_and_where_all_earned_the_same(pnl):
    assert figures([100.0], pnl=pnl)["sqn"] is None


def test_row_27_exposure_is_a_share_of_bars_and_its_average_is_over_all_of_them():
    found = figures([100.0] * 8, in_market=2, exposure_sum=3.0)
    assert (found["exposure"], found["average_exposure"]) == (0.25, 0.375)


def test_row_28_turnover_is_traded_value_over_the_mean_of_every_mark_a_year():
    found = figures(
        [100.0, 50.0, 150.0, 200.0], session=[0, 0, 0, 1], traded_value=500.0, end_ts=731 * DAY
    )
    assert found["turnover"] == pytest.approx(500 / 125 / (731 / 365.25))
    assert figures([10.0, -50.0], traded_value=500.0, ruined=True)["turnover"] is None


def test_row_29_downside_and_omega_take_all_sessions_and_the_rate_as_target():
    returns = [0.02, -0.01, 0.0, -0.03, 0.05]
    rate = 1.1 ** (1 / 252) - 1
    gaps = [value - rate for value in returns]
    downside = math.sqrt(sum(min(gap, 0.0) ** 2 for gap in gaps) / 5)
    found = figures(compounded(returns), risk_free=0.1)
    assert found["sortino"] == pytest.approx(mean(gaps) / downside * math.sqrt(252))
    assert found["omega"] == pytest.approx(
        sum(max(gap, 0.0) for gap in gaps) / sum(max(-gap, 0.0) for gap in gaps)
    )
    assert figures(compounded([0.01, 0.02, 0.0]))["sortino"] is None
    assert figures(compounded([0.01, 0.02, 0.0]))["omega"] is None


def test_row_29_var_is_the_linear_percentile_and_cvar_the_mean_of_the_worst():
    returns = [value / 1000 for value in range(-30, 31)]
    found = figures(compounded(returns[::-1]))
    assert found["var_95"] == pytest.approx(-np.percentile(returns, 5), rel=1e-9)
    assert found["var_95"] == pytest.approx(0.027)
    assert found["cvar_95"] == pytest.approx(mean([0.030, 0.029, 0.028, 0.027]))
    between = figures(compounded([0.04, -0.02, 0.01, 0.03]))
    assert between["var_95"] == pytest.approx(0.02 - 0.15 * 0.03)
    assert between["cvar_95"] == pytest.approx(0.02)


def test_row_29_skew_and_excess_kurtosis_are_population_moments():
    found = figures(compounded([0.0, 0.0, 0.0, 0.1]))
    assert found["skew"] == pytest.approx(2 / math.sqrt(3))
    assert found["kurtosis"] == pytest.approx(7 / 3 - 3)


def test_row_30_drawdown_lasts_from_its_peak_to_the_first_mark_at_or_above_it():
    found = figures([110.0, 105.0, 104.0, 110.0, 60.0, 115.0])
    assert (found["drawdown_length"], found["drawdown_recovery"]) == (3, 2)
    assert figures([95.0, 99.0, 100.0])["drawdown_length"] == 3
    assert figures([95.0, 99.0, 100.0])["drawdown_recovery"] == 3


def test_row_30_an_open_drawdown_counts_for_length_and_has_no_recovery():
    shallow = figures([110.0, 100.0, 110.0, 109.0, 108.0, 107.0])
    assert (shallow["drawdown_length"], shallow["drawdown_recovery"]) == (3, 2)
    deep = figures([110.0, 108.0, 110.0, 90.0])
    assert (deep["drawdown_length"], deep["drawdown_recovery"]) == (2, None)
    equals = figures([80.0, 100.0, 90.0, 80.0, 100.0])
    assert (equals["drawdown_length"], equals["drawdown_recovery"]) == (3, 2)
    without = figures([100.0, 100.0, 110.0, 110.0])
    assert (without["drawdown_length"], without["drawdown_recovery"]) == (0, None)


def test_row_31_ulcer_reads_session_marks_and_calmar_every_mark():
    found = figures([120.0, 60.0, 90.0, 120.0], session=[0, 0, 1, 2], end_ts=round(365.25 * DAY))
    assert found["ulcer_index"] == pytest.approx(math.sqrt((0.4**2 + 0.1**2) / 3))
    assert found["max_drawdown"] == pytest.approx(0.5)
    assert found["calmar"] == pytest.approx(0.2 / 0.5)
    assert figures([101.0, 102.0])["calmar"] is None


def test_row_31_the_capital_belongs_to_the_peak():
    assert figures([80.0, 90.0])["max_drawdown"] == pytest.approx(0.2)
    assert figures([80.0])["ulcer_index"] == pytest.approx(0.2)


def test_row_35_a_ruined_account_has_null_ratios_and_zero_returns_after_its_ruin():
    found = figures(
        [120.0, 60.0, -30.0, -30.0, -30.0],
        ruined=True,
        pnl=[20.0, -150.0],
        benchmark=[0.01, 0.02, 0.0, -0.01, 0.03],
    )
    returns = [0.2, -0.5, -1.5, 0.0, 0.0]
    assert {key: found[key] for key in RATIOS_OF_A_RUIN} == dict.fromkeys(RATIOS_OF_A_RUIN)
    assert found["volatility"] == pytest.approx(stdev(returns) * math.sqrt(252))
    assert found["total_return"] == pytest.approx(-1.3)
    assert found["max_drawdown"] == pytest.approx(1.25)
    assert found["profit_factor"] == pytest.approx(20 / 150)


def test_break_even_cost_brings_the_profit_to_zero():
    found = figures([112.0], traded_value=400.0)
    assert found["break_even_cost"] == pytest.approx(0.03)
    assert figures([90.0], traded_value=400.0)["break_even_cost"] == pytest.approx(-0.025)
    assert figures([90.0])["break_even_cost"] is None


def test_expectancy_in_r_leaves_out_trades_without_a_stop():
    found = figures([100.0], pnl=[10.0, -5.0, 70.0, 9.0], risk=[5.0, 5.0, math.nan, 0.0])
    assert found["expectancy_r"] == pytest.approx(0.5)


def test_alpha_and_beta_of_a_leveraged_benchmark():
    benchmark = [0.01, -0.02, 0.015, 0.0, 0.03]
    found = figures(compounded([2 * y + 0.001 for y in benchmark]), benchmark=benchmark)
    assert found["beta"] == pytest.approx(2.0)
    assert found["alpha"] == pytest.approx(1.001**252 - 1)
    flat = figures(compounded(benchmark), benchmark=[0.0] * 5)
    assert flat["alpha"] is flat["beta"] is None
    assert figures(compounded(benchmark))["beta"] is None


def test_fees_and_slippage_pass_through_and_counts_are_whole_numbers():
    found = figures([100.0, 90.0, 95.0], fees=1.5, slippage=0.25, pnl=[1.0, -1.0])
    assert (found["fees"], found["slippage"]) == (1.5, 0.25)
    assert [key for key, value in found.items() if isinstance(value, int)] == [
        key for key, row in CATALOG.items() if row.whole and found[key] is not None
    ]


@st.composite
def runs(draw):
    """Inputs of a run: coarse returns, many of them zero, sessions of several bars, trades."""
    steps = draw(st.lists(st.integers(-80, 80) | st.just(0), min_size=1, max_size=60))
    equity = compounded([step / 1000 for step in steps])
    jumps = draw(st.lists(st.integers(0, 2), min_size=len(steps) - 1, max_size=len(steps) - 1))
    session = [3, *(3 + np.cumsum(np.array(jumps, dtype=int))).tolist()]
    count = len(set(session))
    size = draw(st.integers(0, 25))
    column = st.lists(st.integers(-40, 40).map(lambda k: k / 4), min_size=size, max_size=size)
    positive = column.map(lambda values: [abs(value) for value in values])
    yearly = st.integers(-150, 150).map(lambda k: k / 10_000)
    return inputs(
        equity,
        session=session,
        end_ts=draw(st.integers(1, 4_000 * 24)) * 60 * 60 * 10**9,
        annual=draw(st.sampled_from([252.0, 365.0, 12.0])),
        risk_free=draw(st.sampled_from([0.0, 0.0, 0.04, -0.01])),
        in_market=draw(st.integers(0, len(steps))),
        exposure_sum=draw(st.integers(0, 100)) / 8,
        traded_value=draw(st.integers(0, 100)) * 50.0,
        ruined=draw(st.booleans()),
        pnl=draw(column),
        holding=draw(positive),
        risk=[value or math.nan for value in draw(positive)],
        mae=draw(positive),
        mfe=draw(positive),
        benchmark=draw(st.just([]) | st.lists(yearly, min_size=count, max_size=count)),
    )


@given(runs())
def test_agrees_with_the_oracle(run):
    expected = oracle.metrics(**run)
    assume(expected["sharpe"] is None or abs(expected["sharpe"]) > 1e-6)
    found = metrics_dict(measure(**run))
    assert found == {
        key: value if value is None else pytest.approx(value, rel=1e-8, abs=1e-9)
        for key, value in expected.items()
    }


@given(runs(), st.integers(-12, 12))
def test_money_in_another_unit_changes_no_bit_of_a_ratio(run, power):
    money = ("equity", "capital", "traded_value", "fees", "slippage", "pnl", "risk")
    before = measure(**run)
    after = measure(**run | {name: run[name] * 2.0**power for name in money})
    scale = floats([2.0**power if CATALOG[m.name.lower()].unit == "money" else 1.0 for m in Metric])
    assert (before * scale).tobytes() == after.tobytes()


@given(runs())
def test_values_stay_in_their_range(run):
    found = {key: 0.5 if value is None else value for key, value in oracle.metrics(**run).items()}
    found |= {k: v for k, v in metrics_dict(measure(**run)).items() if v is not None}
    shares = ("probabilistic_sharpe", "win_rate", "exposure", "max_drawdown", "ulcer_index")
    assert all(0.0 <= found[key] <= 1.0 for key in shares)
    assert found["cvar_95"] >= found["var_95"] - 1e-12
    assert found["drawdown_length"] <= len(set(run["session"]))


def test_arguments_of_any_type_reach_one_compiled_version():
    from kernels.metrics.summary import summary

    measure(**inputs([101.0, 102.0]))
    versions = len(summary.signatures)
    other = inputs([101.0, 102.0], capital=100, annual=252, in_market=np.int32(1), fees=0)
    other["equity"] = floats([101.0, 0.0, 102.0, 0.0])[::2]
    other["session"] = np.array([0, 1])
    assert metrics_dict(measure(**other))["total_return"] == pytest.approx(0.02)
    assert len(summary.signatures) == versions


def test_measuring_changes_none_of_its_inputs():
    run = inputs(compounded([0.01, -0.02, 0.03]), pnl=[3.0, -1.0])
    copies = {name: np.array(value) for name, value in run.items()}
    measure(**run)
    assert all(np.array_equal(copies[name], run[name], equal_nan=True) for name in run)
    assert run["equity"].flags.writeable


def test_the_catalogue_has_a_row_for_every_metric_and_the_oracle_knows_them_all():
    assert {row.metric for row in CATALOG.values()} == set(Metric)
    assert set(CATALOG) == set(oracle.metrics(**inputs([101.0, 99.0])))
    assert all(row.title and row.formula and row.source for row in CATALOG.values())


def test_a_sweep_row_has_the_sweep_set():
    assert [m.name.lower() for m in Metric][:SWEEP_SET] == SWEEP_KEYS
    assert {key for key, row in CATALOG.items() if row.sweep} == set(SWEEP_KEYS)


def test_a_statistic_states_its_periods_sample_and_ddof():
    assert definition("volatility", 252, 1756) == (
        "Volatility: s(r) * sqrt(A); 252 sessions a year; 1,756 session returns; ddof 1"
    )
    assert definition("sqn", 252, 12).endswith("12 closed trades; ddof 1")
    assert definition("win_rate", 365) == (
        "Win rate: wins / trades; null without a trade; closed trades"
    )
