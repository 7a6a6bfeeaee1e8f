"""The account oracle shares one account among symbols as semantics.md says, by hand."""

import pytest
from pytest import approx

from .account_examples import BUY, CLOSE, DAY, GONE, MONDAY, SELL, day, flat, run, symbol


def test_row_22_short_proceeds_are_cash_but_no_buying_power():
    markets = {
        "A": symbol(flat(100, 100, 100), {0: SELL}),
        "B": symbol(flat(100, 100, 100), {1: BUY}),
    }
    out = run(markets, allow_short=True, fraction=0.75)
    assert out.cash[1] == approx(1_750.0)
    assert [(fill.quantity, fill.cut) for fill in out.fills] == [
        (approx(7.5), False),
        (approx(2.5), True),
    ]


def test_rows_38_and_55_a_missing_bar_keeps_the_mark_and_makes_orders_wait():
    bars = [*flat(100, 100, 110), GONE, *flat(120)]
    out = run(symbol(bars, {0: BUY, 2: CLOSE, 3: BUY}))
    assert out.equity == approx([1_000, 1_000, 1_100, 1_100, 1_200])
    assert (out.trades[0].exit_ts, out.trades[0].exit_price) == (day(4), 120)
    assert out.refused == [(day(3), "A", "missing_bar")]


@pytest.mark.parametrize(("row", "count"), [(7, 1), (8, 0)])
def test_row_55_an_entry_older_than_max_age_is_stale(row, count):
    market = symbol(flat(100, 100), {0: BUY}, days=[0, row])  # Monday to Monday is 5 sessions
    out = run(market, max_age=5)
    assert len(out.fills) == count
    assert out.refused == [(day(0), "A", "stale")] * (1 - count)


def test_row_55_an_exit_waits_for_ever():
    out = run(symbol(flat(100, 100, 100), {0: BUY, 1: CLOSE}, days=[0, 1, 300]), max_age=1)
    assert out.trades[0].exit_ts == day(300)


def test_row_47_cash_freed_at_the_open_buys_and_cash_freed_later_does_not():
    markets = {
        "A": symbol(flat(100, 100, 100), {1: BUY}),
        "B": symbol(flat(100, 100, 100), {0: BUY, 1: CLOSE}),
    }
    assert len(run(markets, fraction=1.0).fills) == 3
    stopped = symbol([*flat(100, 100), (100, 100, 50, 100)], {0: BUY})
    out = run({"A": stopped, "B": markets["A"]}, fraction=1.0, stop="percent", stop_value=0.1)
    assert out.refused == [(day(1), "B", "no_cash")]


def test_row_47_stronger_signals_enter_first_and_row_50_cuts_the_rest():
    bars = flat(100, 100)
    markets = {
        "A": symbol(bars, {0: BUY}, strength=[0.5, None]),
        "B": symbol(bars, {0: BUY}, strength=[0.75, None]),
        "C": symbol(bars, {0: BUY}, strength=[0.5, None]),
    }
    out = run(markets, fraction=1.0)
    assert [(fill.symbol, fill.cut) for fill in out.fills] == [("B", False), ("A", True)]
    assert [fill.quantity for fill in out.fills] == approx([7.5, 2.5])
    assert out.refused == [(day(0), "C", "no_cash")]


def test_row_48_equity_for_entries_uses_opens_or_the_last_close_and_one_figure():
    markets = {
        "A": symbol([(100, 100, 100, 100), (100, 100, 100, 100), (120, 150, 120, 150)], {0: BUY}),
        "B": symbol(flat(10, 10, 10), {1: BUY}),
        "C": symbol(flat(50, 50), {0: BUY}, days=[0, 1]),
    }
    out = run(markets, fraction=0.25)
    last = out.fills[-1]
    assert (last.symbol, last.quantity) == ("B", approx(0.25 * (1_000 + 50) / 10))


def test_row_49_the_default_fraction_is_shared_and_max_positions_refuses_the_rest():
    markets = {name: symbol(flat(100, 100), {0: BUY}) for name in "ABCD"}
    assert [fill.quantity for fill in run(markets).fills] == approx([2.5] * 4)
    out = run(markets, max_positions=2)
    assert [fill.quantity for fill in out.fills] == approx([5.0, 5.0])
    assert [reason for _, _, reason in out.refused] == ["max_positions"] * 2


def test_row_51_leverage_widens_buying_power():
    out = run(symbol(flat(100, 100, 90), {0: BUY}), fraction=3.0, max_leverage=2.0)
    assert (out.fills[0].quantity, out.fills[0].cut) == (approx(20.0), True)
    assert out.equity[-1] == approx(800.0)


def test_row_56_trades_are_ordered_by_exit_then_symbol_open_ones_last():
    stops = {"stop": "percent", "stop_value": 0.1}
    fall = [*flat(100, 100), (100, 100, 80, 85), *flat(85)]
    markets = {
        "A": symbol(flat(100, 100, 100, 100), {0: BUY}),
        "B": symbol(fall, {0: BUY}),
        "C": symbol(flat(100, 100, 100, 100), {0: BUY, 1: CLOSE}),
    }
    assert [trade.symbol for trade in run(markets, **stops).trades] == ["B", "C", "A"]


def test_row_53_the_timeline_is_the_union_of_the_symbols():
    late = symbol(flat(50, 50, 60), {0: BUY}, days=[2, 3, 5])
    out = run({"A": symbol(flat(100, 100), {}), "B": late})
    assert out.ts == [MONDAY + number * DAY for number in (0, 1, 2, 3, 5)]
    assert out.equity == approx([1_000, 1_000, 1_000, 1_000, 1_100])
    assert out.trades[0].bars == 1
