"""Marks, trades and the benchmark: docs/semantics.md, from what was held to what is reported."""

from statistics import covariance, fmean, variance

import pytest
from pytest import approx

import engine as ob

from .small_markets import (
    BUY,
    CLOSE,
    GONE,
    SELL,
    days,
    fills,
    flat,
    frame,
    market,
    refused,
    rows,
    run,
    values,
)

STOP = {"stop": "percent", "stop_value": 0.1}


def only(result):
    """The only trade of a result."""
    (trade,) = rows(result.trades)
    return trade


def test_row_2_idle_sessions_have_returns_of_zero():
    result = run(market(flat(100, 100, 100, 110, 110), {1: BUY, 2: CLOSE}))
    assert days(result.returns["ts"]) == [0, 1, 2, 3, 4]
    assert result.returns["value"].to_list() == approx([0, 0, 0, 0.1, 0])


def test_row_2_bars_before_the_start_are_not_evaluated():
    late = run(market(flat(100, 100, 100, 110, 110), {2: BUY}), start="2024-01-03")
    assert days(late.equity["ts"]) == [2, 3, 4]
    assert days(late.returns["ts"]) == [2, 3, 4]
    assert only(late).entry_ts == 3
    early = run(market(flat(100, 100, 100, 110, 110), {0: BUY}), start="2024-01-03")
    assert early.trades.height == 0


def test_row_2_bars_before_the_start_warm_the_features():
    closes = [100, 100, 100, 110, 120, 130]  # the average of 1 rises above that of 3 at bar 3
    params = {"fast": 1, "slow": 3}
    bars = frame(flat(*closes))
    warmed = ob.backtest(bars, "sma_cross", params=params, start="2024-01-04")
    assert [fill.ts for fill in fills(warmed)] == [4]
    cold = ob.backtest(bars.slice(3), "sma_cross", params=params)
    assert fills(cold) == []


def test_row_2_a_start_between_a_symbols_bars_is_the_next_of_any():
    markets = {"A": market(flat(1, 1), {}, days=[0, 4]), "B": market(flat(1, 1), {}, days=[3, 5])}
    assert days(run(markets, start="2024-01-02").equity["ts"]) == [3, 4, 5]


def test_row_6_an_open_position_counts_in_equity_and_in_no_trade_statistic():
    result = run(market(flat(10, 10, 12), {0: BUY}), costs={"percent": 0.25})
    trade = only(result)
    assert (trade.exit_ts, trade.exit_price, trade.exit_reason) == (None, None, "open")
    assert (trade.fees, trade.pnl) == approx((200, 80 * 2 - 200))  # no fee for leaving
    assert result.metrics["total_return"] == approx(-0.04)
    assert [result.metrics[key] for key in ("trades", "wins", "losses")] == [0, 0, 0]
    assert [result.metrics[key] for key in ("win_rate", "expectancy")] == [None, None]
    assert result.metrics["fees"] == approx(200)


def test_row_23_profit_is_net_of_both_fees():
    result = run(market(flat(10, 10, 20), {0: BUY, 1: CLOSE}), costs={"percent": 0.25})
    trade = only(result)
    assert trade.fees == approx(80 * 10 * 0.25 + 80 * 20 * 0.25)
    assert trade.pnl == approx(80 * 10 - trade.fees) == approx(values(result)[-1] - 1_000)
    short = only(run(market(flat(10, 10, 5), {0: SELL, 1: CLOSE}), allow_short=True))
    assert short.pnl == approx(500)


def test_row_23_a_trade_at_zero_is_neither_won_nor_lost():
    bars = flat(10, 10, 20, 10, 10, 20, 10)
    signals = {0: BUY, 1: CLOSE, 2: BUY, 3: CLOSE, 4: BUY, 5: CLOSE}
    metrics = run(market(bars, signals), fraction=0.5).metrics
    assert [metrics[key] for key in ("trades", "wins", "losses")] == [3, 1, 1]
    assert metrics["win_rate"] == approx(1 / 3)  # 10 to 20, 10 to 10, 20 to 10


def test_row_32_the_benchmark_buys_everything_at_the_first_open_at_the_same_costs():
    bars = [GONE, (10, 12, 10, 12), *flat(15, 9)]
    result = run(market(bars, {}), costs={"percent": 0.25})
    assert result.benchmark["value"].to_list() == approx([1_000, 80 * 12, 80 * 15, 80 * 9])
    slipped = run(market(bars, {}), costs={"slippage_bps": 2_500})
    assert slipped.benchmark["value"].to_list() == approx([1_000, 80 * 12, 80 * 15, 80 * 9])


def test_row_32_the_first_open_is_that_of_the_window():
    result = run(market(flat(5, 10, 20), {}), start="2024-01-02")
    assert result.benchmark["value"].to_list() == approx([1_000, 2_000])


def test_row_32_alpha_and_beta_come_from_session_returns():
    bars = [*flat(100), (100, 110, 100, 110), (110, 110, 99, 99), (99, 105, 99, 105)]
    result = run(market(bars, {0: BUY}), fraction=0.5)
    mine = [0, 50 / 1_000, -55 / 1_050, 30 / 995]  # 5 of them held
    theirs = [0, 0.1, -0.1, 105 / 99 - 1]
    assert result.returns["value"].to_list() == approx(mine)
    beta = covariance(mine, theirs) / variance(theirs)
    alpha = (1 + fmean(mine) - beta * fmean(theirs)) ** 252 - 1
    assert (result.metrics["beta"], result.metrics["alpha"]) == approx((beta, alpha))


def test_row_33_excursions_run_from_the_entry_bar_to_the_exit_price():
    bars = [*flat(100), (100, 105, 95, 100), GONE, (100, 200, 89, 150)]
    trade = only(run(market(bars, {0: BUY}), **STOP))
    assert (trade.mae, trade.mfe) == approx((0.1, 0.05))  # out at 90: neither 89 nor 200 was seen
    closed = only(run(market([*bars[:2], (120, 300, 1, 1)], {0: BUY, 1: CLOSE})))
    assert (closed.mae, closed.mfe) == approx((0.05, 0.2))  # out at 120


def test_row_33_a_shorts_excursions_are_the_mirror_image_and_an_open_trade_has_them():
    bars = [*flat(100), (100, 104, 93, 100), (100, 102, 98, 100)]
    trade = only(run(market(bars, {0: SELL}), allow_short=True))
    assert (trade.mae, trade.mfe) == approx((0.04, 0.07))


def test_row_34_holding_counts_the_symbols_own_bars():
    bars = [*flat(100, 100), GONE, *flat(100, 100)]
    markets = {
        "A": market(bars, {0: BUY, 3: CLOSE}),
        "B": market(flat(1, 1), {}, days=[1, 2]),
        "C": market(flat(100, 100, 100), {0: BUY, 1: CLOSE}, days=[0, 1, 4]),
    }
    first, second = rows(run(markets).trades)
    assert (first.symbol, first.entry_ts, first.exit_ts, first.bars) == ("A", 1, 4, 2)
    assert (second.symbol, second.entry_ts, second.exit_ts, second.bars) == ("C", 1, 4, 1)


def test_row_34_in_and_out_in_one_bar_is_0():
    trade = only(run(market([*flat(100), (100, 100, 80, 90)], {0: BUY}), **STOP))
    assert (trade.entry_ts, trade.exit_ts, trade.bars) == (1, 1, 0)


def test_row_35_at_the_first_mark_at_or_below_zero_everything_ends_there():
    markets = {
        "A": market([*flat(100, 100), (100, 300, 100, 250), *flat(50, 50)], {0: SELL, 3: BUY}),
        "B": market([*flat(10, 10), GONE, *flat(10, 10)], {1: BUY}),
    }
    costs = {"percent": 0.001}
    result = run(markets, costs=costs, allow_short=True, fraction=0.9)
    quantity = 900 / 100.1
    mark = 1_000 - quantity * 150 - quantity * 0.1
    trade = only(result)
    assert (trade.exit_reason, trade.exit_ts, trade.exit_price) == ("ruined", 2, 250)
    assert trade.fees == approx(quantity * 0.1)  # that of the entry
    assert values(result)[2:] == approx([mark] * 3)
    assert refused(result) == [(1, "B", "ruined"), (3, "A", "ruined")]
    assert any(line.startswith("ruined: ") for line in result.warnings)


def test_row_35_what_comes_after_is_zero_and_ratios_are_null():
    result = run(market(flat(100, 100, 200, 50), {0: SELL}), allow_short=True, fraction=1.0)
    assert values(result) == [1_000, 1_000, 0, 0]
    assert result.returns["value"].to_list() == [0, 0, -1, 0]
    assert result.metrics["total_return"] == -1
    ratios = ("sharpe", "sortino", "calmar", "omega", "alpha", "beta", "cagr")
    assert {name: result.metrics[name] for name in ratios} == dict.fromkeys(ratios)


def test_row_38_a_missing_bar_keeps_the_last_mark():
    bars = [*flat(100), (100, 115, 100, 110), GONE, *flat(120)]
    assert values(run(market(bars, {0: BUY}))) == approx([1_000, 1_100, 1_100, 1_200])
    other = {"B": market(flat(1, 1, 1, 1), {})}
    absent = {"A": market([*bars[:2], bars[3]], {0: BUY}, days=[0, 1, 3])} | other
    assert values(run(absent, fraction=1.0)) == approx([1_000, 1_100, 1_100, 1_200])


@pytest.mark.parametrize(
    ("last", "gaps"),
    [(8, []), (9, ["5 sessions"]), (21, ["13 sessions"])],  # 5 sessions make a week
)
def test_row_38_a_gap_longer_than_max_age_sessions_warns(last, gaps):
    result = run(market(flat(100, 100, 100), {}, days=[0, 1, last]))
    found = [line for line in result.warnings if line.startswith("gap: ")]
    assert [line.rsplit(", ")[-1] for line in found] == gaps


def test_row_38_bars_without_a_price_are_a_gap_too():
    bars = [*flat(100, 100), *[GONE] * 8, *flat(100)]
    weekdays = [day for day in range(15) if day % 7 < 5]
    gaps = run(market(bars, {}, days=weekdays)).warnings
    assert any(line.startswith("gap: A has no bar between 2024-01-02 and") for line in gaps)
