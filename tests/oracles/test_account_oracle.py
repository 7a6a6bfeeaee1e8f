"""The account oracle fills one symbol's orders as semantics.md says, by hand."""

import math

import pytest
from pytest import approx

from engine.backtest.costs import Costs
from kernels.enums import Side

from .account_examples import BUY, CLOSE, GONE, SELL, day, flat, run, symbol

BOTH = {"stop": "percent", "stop_value": 0.1, "target": "percent", "target_value": 0.1}


def test_a_signal_fills_at_the_next_open_and_a_signal_exit_at_the_next_again():
    bars = [(10, 10, 10, 10), (11, 12, 10, 11.5), (12, 13, 12, 12), (14, 14, 13, 13)]
    out = run(symbol(bars, {0: BUY, 2: CLOSE}), fraction=0.55)
    (trade,) = out.trades
    assert (trade.entry_ts, trade.entry_price, trade.quantity) == (day(1), 11.0, approx(50.0))
    assert (trade.exit_ts, trade.exit_price, trade.exit_reason) == (day(3), 14.0, "signal")
    assert (trade.pnl, trade.bars) == (approx(150.0), 2)
    assert out.equity == approx([1_000.0, 1_025.0, 1_050.0, 1_150.0])
    assert out.cash == approx([1_000.0, 450.0, 450.0, 1_150.0])


def test_rows_6_and_23_an_open_position_is_marked_without_an_exit_fee():
    out = run(symbol(flat(10, 10, 12), {0: BUY}), Costs(percent=0.25))
    (trade,) = out.trades
    assert (trade.exit_ts, trade.exit_price, trade.exit_reason) == (None, None, "open")
    assert (trade.fees, trade.pnl) == (approx(200.0), approx(-40.0))


def test_rows_9_and_10_slippage_moves_the_fill_and_the_stop_is_priced_from_it():
    bars = [*flat(100), (100, 101, 100, 101), (101, 101, 90, 95)]
    out = run(
        symbol(bars, {0: BUY}),
        Costs(slippage_bps=100),
        stop="percent",
        stop_value=0.1,
        fraction=0.101,
    )
    entry, stop = out.fills
    assert (entry.price, entry.quantity, entry.slippage) == approx((101.0, 1.0, 1.0))
    assert stop.price == approx(101.0 * 0.9 * 0.99)
    assert stop.purpose == "stop"


def test_row_8_slipped_fills_round_to_the_tick_against_the_trader_and_others_do_not():
    bars = [*flat(100), *flat(100.03), *flat(100.03)]
    market = symbol(bars, {0: BUY, 1: CLOSE})
    slipped = run(market, Costs(slippage_bps=1), instrument={"tick": 0.25})
    exact = run(market, instrument={"tick": 0.25})
    assert [fill.price for fill in slipped.fills] == [100.25, 100.0]
    assert [fill.price for fill in exact.fills] == [100.03, 100.03]


def test_row_8_a_stop_rounds_toward_the_market_and_a_target_away():
    bars = [*flat(100), (100.1, 101, 99, 100), (100, 110.12, 90.24, 100), (100, 112, 80, 100)]
    long = run(symbol(bars, {0: BUY}), instrument={"tick": 0.25}, **BOTH)
    assert long.trades[0].exit_price == 90.25  # 90.09 up; the target, 110.11, is at 110.25
    bars = [*flat(100), (99.9, 101, 99, 100), (100, 109.75, 90, 100)]
    short = run(symbol(bars, {0: SELL}), instrument={"tick": 0.25}, allow_short=True, **BOTH)
    assert short.trades[0].exit_price == 109.75  # 109.89 down


def test_row_12_a_trailing_percent_follows_the_best_completed_close():
    bars = [*flat(100), (100, 120, 95, 110), (110, 130, 100, 120), (120, 121, 109, 112)]
    out = run(
        symbol([*bars, (112, 113, 102, 112)], {0: BUY}), stop="trailing_percent", stop_value=0.1
    )
    (trade,) = out.trades
    assert (trade.exit_ts, trade.exit_price) == (day(4), approx(108.0))


def test_row_9_a_target_fill_has_no_slippage():
    bars = [*flat(100), (100, 115, 100, 115)]
    out = run(symbol(bars, {0: BUY}), Costs(slippage_bps=100), target="percent", target_value=0.1)
    assert [fill.price for fill in out.fills] == approx([101.0, 111.1])
    assert out.fills[1].slippage == 0.0


def test_row_13_a_trailing_atr_ratchets_and_a_missing_atr_leaves_it():
    bars = [*flat(100), (100, 105, 96, 104), (104, 110, 100, 110), (110, 110, 105, 106), *flat(98)]
    atr = [2.0, 3.0, math.nan, 1.0, 1.0]
    out = run(symbol(bars, {0: BUY}, atr=atr), stop="trailing_atr", stop_value=2.0)
    (trade,) = out.trades  # 96 would fill on the entry bar, where low = 96
    assert (trade.exit_ts, trade.exit_price, trade.bars) == (day(1), 96.0, 0)
    atr[0] = 3.0  # 94, then 98, 98 (NaN), 104: the last open gaps through
    out = run(symbol(bars, {0: BUY}, atr=atr), stop="trailing_atr", stop_value=2.0)
    assert (out.trades[0].exit_ts, out.trades[0].exit_price) == (day(4), 98.0)


def test_row_11_an_atr_stop_takes_the_signal_bars_value_and_r_counts_its_distance():
    bars = [*flat(100), (100, 109, 97, 100), (100, 110, 97, 100)]
    out = run(
        symbol(bars, {0: BUY}, atr=[2.0, 9.0, 9.0]),
        stop="atr",
        stop_value=2.5,
        target="r",
        target_value=2.0,
    )
    assert (out.trades[0].exit_reason, out.trades[0].exit_price) == ("target", 110.0)
    assert out.trades[0].risk == approx(50.0)


def test_row_15_equality_touches():
    bars = [*flat(100), (100, 109.9, 90.1, 100), (100, 110, 91, 100)]
    out = run(symbol(bars, {0: BUY}), **{**BOTH, "target_value": 0.25, "stop_value": 0.25})
    assert out.trades[0].exit_reason == "open"
    out = run(
        symbol([*flat(100), (100, 125, 75.5, 100)], {0: BUY}), target="percent", target_value=0.25
    )
    assert out.trades[0].exit_price == 125.0


@pytest.mark.parametrize(
    ("bar", "reason", "price"),
    [((80, 120, 70, 100), "stop", 80), ((115, 120, 70, 100), "target", 115)],
)
def test_row_16_what_the_open_satisfies_fills_at_the_open_and_is_not_ambiguous(bar, reason, price):
    out = run(symbol([*flat(100, 100), bar], {0: BUY}), **BOTH)
    assert (out.trades[0].exit_reason, out.trades[0].exit_price) == (reason, price)
    assert out.ambiguous == 0


@pytest.mark.parametrize(
    ("intrabar", "bar", "reason"),
    [
        ("pessimistic", (100, 115, 80, 100), "stop"),
        ("optimistic", (100, 115, 80, 100), "target"),
        ("ohlc_path", (100, 115, 80, 100), "target"),
        ("ohlc_path", (100, 120, 85, 100), "stop"),
        ("ohlc_path", (100, 120, 80, 100), "stop"),
    ],
)
def test_stop_and_target_in_one_bar_follow_the_policy(intrabar, bar, reason):
    out = run(symbol([*flat(100, 100), bar], {0: BUY}), intrabar=intrabar, **BOTH)
    assert (out.trades[0].exit_reason, out.ambiguous) == (reason, 1)


def test_row_17_protection_works_in_the_entry_bar():
    out = run(symbol([*flat(100), (100, 105, 85, 95)], {0: BUY}), **BOTH)
    assert (out.trades[0].exit_ts, out.trades[0].exit_price) == (day(1), 90.0)


def test_row_17_a_stop_that_slippage_puts_past_the_open_fills_at_the_open():
    out = run(
        symbol([*flat(100), (100, 105, 99.5, 101)], {0: BUY}),
        Costs(slippage_bps=200),
        stop="percent",
        stop_value=0.01,
        fraction=0.102,
    )
    assert [fill.price for fill in out.fills] == approx([102.0, 98.0])  # stop 100.98, open 100
    assert out.trades[0].bars == 0


def test_row_18_a_signal_exit_at_the_open_comes_before_the_stop():
    out = run(symbol([*flat(100, 100), (80, 120, 70, 100)], {0: BUY, 1: CLOSE}), **BOTH)
    assert (out.trades[0].exit_reason, out.trades[0].exit_price) == ("signal", 80)


def test_row_19_a_signal_at_the_stop_out_bar_enters_at_the_next_open():
    bars = [*flat(100, 100), (100, 100, 80, 100), *flat(100)]
    out = run(symbol(bars, {0: BUY, 2: BUY}), **BOTH)
    assert [trade.entry_ts for trade in out.trades] == [day(1), day(3)]


def test_row_21_a_reversal_pays_twice_and_sizes_its_second_half_after_the_first():
    out = run(
        symbol(flat(100, 100, 100, 100), {0: BUY, 1: SELL}), Costs(percent=0.25), allow_short=True
    )
    first, short = out.trades
    assert (first.quantity, first.fees) == (approx(8.0), approx(400.0))  # 1,000 left 600
    assert (short.entry_ts, short.quantity, short.side) == (day(2), approx(4.8), Side.SELL)
    assert out.cash[-1] == approx(600.0 + 480.0 - 120.0)


def test_row_33_excursions_clip_the_exit_bar_at_its_exit_price():
    bars = [*flat(100), (100, 105, 95, 100), GONE, (100, 200, 89, 150)]
    out = run(symbol(bars, {0: BUY}), stop="percent", stop_value=0.1)
    (trade,) = out.trades
    assert (trade.mae, trade.mfe) == approx((0.1, 0.05))
    short = run(symbol(bars[:2], {0: SELL}), allow_short=True).trades[0]
    assert (short.mae, short.mfe) == approx((0.05, 0.05))


def test_row_35_ruin_closes_at_the_marks_without_a_fee_for_ever():
    bars = flat(100, 100, 250, 50, 50)
    out = run(symbol(bars, {0: SELL, 3: BUY}), Costs(percent=0.001), allow_short=True, fraction=0.9)
    (trade,) = out.trades
    quantity = 900 / 100.1
    mark = 1_000.0 + quantity * (100 - 250) - quantity * 0.1
    assert (trade.exit_reason, trade.exit_price) == ("ruined", 250)
    assert trade.fees == approx(quantity * 0.1)
    assert out.equity[2:] == approx([mark] * 3)
    assert out.ruined
    assert out.refused == [(day(3), "A", "ruined")]
