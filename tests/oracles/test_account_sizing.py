"""The account oracle sizes, cuts and refuses entries as semantics.md says, by hand."""

import pytest
from pytest import approx

from engine.backtest.costs import Costs

from .account_examples import BUY, CLOSE, SELL, day, flat, run, symbol


def test_rows_7_and_41_an_all_in_entry_pays_its_fee_from_the_fraction():
    out = run(symbol(flat(10, 10, 12), {0: BUY}), Costs(percent=0.25))
    assert out.trades[0].quantity == approx(80.0)
    assert out.cash[1] == approx(0.0, abs=1e-9)
    assert out.equity == approx([1_000.0, 800.0, 960.0])


def test_row_50_a_fixed_quantity_is_never_cut():
    out = run(symbol(flat(100, 100), {0: BUY}), sizing="quantity", quantity=10.5)
    assert out.refused == [(day(0), "A", "no_cash")]
    out = run(symbol(flat(100, 100), {0: BUY}), sizing="quantity", quantity=10 + 1e-9)
    assert not out.fills[0].cut


def test_row_61_risk_sizing_loses_its_share_at_the_stop():
    bars = [*flat(100, 100), (100, 100, 80, 90)]
    rule = {"sizing": "risk", "risk_per_trade": 0.02, "stop": "percent", "stop_value": 0.1}
    out = run(symbol(bars, {0: BUY}), instrument={"multiplier": 0.5}, **rule)
    assert out.fills[0].quantity == approx(4.0)
    assert out.trades[0].pnl == approx(-20.0)
    assert out.trades[0].risk == approx(20.0)


def test_size_at_signal_counts_at_the_signals_close_and_is_cut_at_the_fill():
    rule = {"size_at": "signal", "lot": 1.0}
    dearer = run(symbol(flat(100, 130), {0: BUY}), **rule)
    cheaper = run(symbol(flat(100, 80), {0: BUY}), **rule)
    assert (dearer.fills[0].quantity, dearer.fills[0].cut) == (7.0, True)
    assert (cheaper.fills[0].quantity, cheaper.fills[0].cut) == (10.0, False)


def test_size_at_signal_refuses_less_than_a_lot_where_the_signal_is():
    out = run(symbol(flat(100, 100), {0: BUY}), size_at="signal", lot=11.0)
    assert out.refused == [(day(0), "A", "too_small")]


@pytest.mark.parametrize(
    ("signals", "rule", "refused"),
    [
        ({0: BUY, 1: BUY}, {}, [(1, "already_long")]),
        ({0: SELL, 1: SELL}, {"allow_short": True}, [(1, "already_short")]),
        ({0: SELL}, {}, [(0, "short_not_allowed")]),
        ({0: BUY, 1: SELL}, {}, []),
        ({0: CLOSE}, {}, [(0, "already_flat")]),
        ({0: BUY}, {"lot": 100.0}, [(0, "too_small")]),
        ({2: BUY}, {}, [(2, "end_of_data")]),
        ({0: BUY, 2: CLOSE}, {}, []),
        ({0: BUY}, {"stop": "atr", "stop_value": 1.0}, [(0, "no_atr")]),
    ],
)
def test_every_signal_without_an_order_says_why(signals, rule, refused):
    out = run(symbol(flat(100, 100, 100), signals), **rule)
    assert out.refused == [(day(row), "A", reason) for row, reason in refused]


def test_a_signal_before_its_features_are_ready_is_warm_up():
    out = run(symbol(flat(100, 100, 100), {0: BUY, 1: BUY}), ready={"A": 1})
    assert out.refused == [(day(0), "A", "warm_up")]
    assert out.trades[0].entry_ts == day(2)


def test_row_11_a_reversal_without_an_atr_closes_and_refuses_the_entry():
    market = symbol(flat(100, 100, 100), {0: BUY, 1: SELL}, atr=[1.0, None, None])
    out = run(market, stop="atr", stop_value=20.0, allow_short=True)
    assert out.trades[0].exit_reason == "signal"
    assert out.refused == [(day(1), "A", "no_atr")]


def test_no_strength_is_too_small_and_strength_scales_every_sizing():
    def first(strength, **rule):
        market = symbol(flat(100, 100), {0: BUY}, strength=[strength, None])
        return run(market, **rule)

    assert first(0.0).refused == [(day(0), "A", "too_small")]
    assert first(0.5).fills[0].quantity == approx(5.0)
    assert first(0.5, sizing="quantity", quantity=6.0).fills[0].quantity == approx(3.0)
    assert first(7.0, fraction=0.1).fills[0].quantity == approx(1.0)
    assert first(-7.0).refused == [(day(0), "A", "too_small")]
    rule = {"sizing": "risk", "risk_per_trade": 0.02, "stop": "percent", "stop_value": 0.1}
    assert first(0.5, **rule).fills[0].quantity == approx(1.0)


def test_the_multiplier_scales_value_fees_and_profit():
    out = run(
        symbol(flat(100, 100, 110), {0: BUY}), Costs(percent=0.25), instrument={"multiplier": 2.0}
    )
    assert out.fills[0].quantity == approx(4.0)
    assert out.equity == approx([1_000.0, 800.0, 880.0])
