"""Whose numbers, on which timeline: docs/semantics.md, rows 52 to 57."""

from datetime import timedelta

import numpy as np
import polars as pl
from pytest import approx

import engine as ob

from .small_markets import BUY, CLOSE, GONE, MONDAY, days, flat, frame, market, rows, run, values

STOP = {"stop": "percent", "stop_value": 0.1}


def test_row_52_a_table_by_symbol_adds_up_to_the_account():
    markets = {
        "A": market(flat(100, 100, 110, 110, 99, 99), {0: BUY, 1: CLOSE, 2: BUY, 3: CLOSE}),
        "B": market(flat(50, 50, 50, 50, 60, 70), {2: BUY}),
        "C": market(flat(1, 1, 1, 1, 1, 1), {}),
    }
    result = run(markets, fraction=0.25, costs={"minimum": 5})
    assert result.symbols.columns == [
        *("symbol", "trades", "pnl", "open_pnl", "win_rate", "profit_factor", "fees", "exposure")
    ]
    first, second, idle = rows(result.symbols)
    one = 2.45 * 10 - 10  # 245 of 1,000 at 100
    equity = 1_000 + one
    two = -11 * (equity / 4 - 5) / 110 - 10
    assert (first.trades, first.pnl, first.open_pnl) == (2, approx(one + two), 0)
    assert (first.win_rate, first.profit_factor) == approx((0.5, one / -two))
    assert (first.fees, first.exposure) == approx((20, 2 / 6))
    held = (equity / 4 - 5) / 50
    assert (second.trades, second.pnl, second.win_rate, second.profit_factor) == (0, 0, None, None)
    assert (second.open_pnl, second.fees, second.exposure) == approx((held * 20 - 5, 5, 3 / 6))
    assert (idle.trades, idle.fees, idle.exposure) == (0, 0, 0)
    gained = result.symbols["pnl"].sum() + result.symbols["open_pnl"].sum()
    assert gained == approx(values(result)[-1] - 1_000, abs=1e-9)


def test_row_53_the_timeline_is_every_ts_that_any_symbol_has():
    markets = {
        "A": market(flat(100, 100), {}),
        "B": market(flat(50, 50, 60), {0: BUY}, days=[2, 3, 7]),
    }
    result = run(markets, fraction=1.0)
    assert days(result.equity["ts"]) == [0, 1, 2, 3, 7]
    assert result.metrics["exposure"] == approx(2 / 5)
    assert result.returns.height == 5


def test_row_56_trades_come_by_exit_then_in_symbol_order_open_ones_last():
    fall = [*flat(100, 100), (100, 100, 80, 85), *flat(85)]
    still = flat(100, 100, 100, 100)
    markets = {
        "A": market(still, {0: BUY}),
        "B": market(fall, {0: BUY}),
        "C": market(still, {0: BUY, 1: CLOSE}),
        "D": market(still, {0: BUY, 2: CLOSE}),
        "E": market(still, {1: BUY, 2: CLOSE}),
    }
    trades = rows(run(markets, **STOP).trades)
    assert [trade.symbol for trade in trades] == ["B", "C", "D", "E", "A"]
    # in time C left first: at the open of the bar inside which B was stopped


def test_row_56_losing_runs_are_counted_in_that_order():
    lost, won = flat(100, 100, 90), flat(100, 100, 110)
    markets = {
        name: market(bars, {0: BUY, 1: CLOSE})
        for name, bars in {"A": lost, "B": won, "C": lost, "D": lost}.items()
    }
    assert run(markets).metrics["longest_losing_run"] == 2


def test_row_57_daily_bars_of_one_date_are_one_step_whatever_the_hours():
    utc = frame(flat(100, 110, 120))
    here = [(MONDAY + timedelta(days=day)).replace(tzinfo=None) for day in range(3)]
    stamps = pl.Series(here).dt.replace_time_zone("America/New_York")  # midnight there
    nothing = np.zeros(3, np.int8)
    result = ob.backtest(
        {"A": utc, "B": utc.with_columns(ts=stamps)}, signals={"A": nothing, "B": nothing}
    )
    assert days(result.equity["ts"]) == [0, 1, 2]


def test_row_57_a_market_of_weekdays_beside_one_of_every_day_warns():
    weekdays = [day for day in range(21) if day % 7 < 5]
    markets = {
        "SPY": market(flat(*[100] * len(weekdays)), {}, days=weekdays),
        "BTC": market(flat(*[100] * 21), {}),
    }
    result = run(markets)
    assert any(line.startswith("mixed_hours: ") for line in result.warnings)
    assert (result.equity.height, result.annual) == (21, 365)  # row 4 over the timeline
    alone = run({"SPY": markets["SPY"]})
    assert not any(line.startswith("mixed_hours: ") for line in alone.warnings)


def test_row_54_an_equal_part_goes_into_each_symbol_at_its_first_open_and_stays():
    markets = {
        "A": market(flat(10, 20, 30, 15), {}),
        "B": market([GONE, (40, 50, 40, 50), *flat(25, 100)], {}),
        "C": market(flat(5, 10), {}, days=[2, 3]),
    }
    costs = {"percent": 0.25}
    # 1,000 each: 80 of A on day 0, 20 of B on day 1, 160 of C on day 2; cash until then
    assert run(markets, costs=costs, capital=3_000).benchmark["value"].to_list() == approx(
        [
            80 * 10 + 1_000 + 1_000,
            80 * 20 + 20 * 50 + 1_000,
            80 * 30 + 20 * 25 + 160 * 5,
            80 * 15 + 20 * 100 + 160 * 10,
        ]
    )


def test_row_54_a_bar_that_is_missing_later_keeps_the_last_close():
    markets = {
        "A": market([*flat(10), GONE, *flat(30)], {}),
        "B": market(flat(10, 20, 30), {}),
    }
    assert run(markets).benchmark["value"].to_list() == approx([1_000, 1_500, 3_000])


def test_row_54_a_symbol_that_never_has_a_bar_leaves_its_part_in_cash():
    markets = {"A": market(flat(10, 20), {}), "B": market([GONE, GONE], {})}
    assert run(markets).benchmark["value"].to_list() == approx([1_000, 1_500])
