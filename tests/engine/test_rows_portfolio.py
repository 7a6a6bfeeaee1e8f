"""Several symbols, one account: docs/semantics.md on the order inside a step, shares and legs."""

import numpy as np
import pytest
from pytest import approx

import engine as ob
from engine.backtest.own_signals import own_outputs
from engine.backtest.run import LegPlan, run_legs

from .small_markets import (
    BUY,
    CLOSE,
    SELL,
    days,
    fills,
    flat,
    frame,
    market,
    refused,
    run,
    values,
)

STOP = {"stop": "percent", "stop_value": 0.1}
BOTH = STOP | {"target": "percent", "target_value": 0.1}


def entries(result):
    """Symbol, quantity and reason of each entry that filled, in the order of the log."""
    found = [fill for fill in fills(result) if fill.purpose == "entry"]
    return [(fill.symbol, approx(fill.quantity), fill.reason) for fill in found]


def test_row_46_the_order_of_the_symbols_is_part_of_the_runs_identity():
    markets = {name: market(flat(100, 100, 110), {0: BUY}) for name in "AB"}
    turned = dict(reversed(markets.items()))
    assert run(markets, fraction=0.75).run == run(markets, fraction=0.75).run
    assert run(markets, fraction=0.75).run != run(turned, fraction=0.75).run
    assert entries(run(markets, fraction=0.75)) == [("A", 7.5, "none"), ("B", 2.5, "cut")]
    assert entries(run(turned, fraction=0.75)) == [("B", 7.5, "none"), ("A", 2.5, "cut")]


def test_row_46_all_bars_of_one_ts_are_one_step():
    markets = {name: market(flat(100, 110), {}) for name in "ABC"}
    assert days(run(markets).equity["ts"]) == [0, 1]


@pytest.mark.parametrize(
    ("freeing", "bar"),
    [
        ({0: BUY, 1: CLOSE}, (100, 100, 100, 100)),  # a signal's exit
        ({0: BUY}, (80, 80, 80, 80)),  # a gap through the stop
        ({0: BUY}, (120, 120, 120, 120)),  # and through the target
    ],
)
def test_row_47_what_an_exit_at_the_open_frees_buys_in_the_same_step(freeing, bar):
    markets = {
        "A": market(flat(10, 10, 10), {1: BUY}),
        "B": market([*flat(100, 100), bar], freeing),
    }
    result = run(markets, fraction=1.0, **BOTH)
    freed = 10 * bar[0]
    assert entries(result) == [("B", 10, "none"), ("A", freed / 10, "none")]
    assert [fill.symbol for fill in fills(result)] == ["B", "B", "A"]


@pytest.mark.parametrize("low_and_high", [(85, 105), (95, 115)])
def test_row_47_what_an_exit_inside_the_bar_frees_buys_in_the_next_step(low_and_high):
    low, high = low_and_high
    bars = [*flat(100, 100), (100, high, low, 100), *flat(100)]
    markets = {
        "A": market(bars, {0: BUY}),
        "B": market(flat(10, 10, 10, 10), {1: BUY, 2: BUY}),
    }
    result = run(markets, fraction=1.0, **BOTH)
    assert refused(result) == [(1, "B", "no_cash")]
    assert [(fill.symbol, fill.ts) for fill in fills(result)] == [("A", 1), ("A", 2), ("B", 3)]


def test_row_47_exits_come_in_symbol_order_then_entries_then_the_inside_of_the_bars():
    inside = (100, 105, 85, 100)
    markets = {
        "A": market([*flat(100, 100), inside], {0: BUY}),
        "B": market(flat(100, 100, 80), {0: BUY}),
        "C": market(flat(100, 100, 100), {1: BUY}),
        "D": market(flat(100, 100, 100), {0: BUY, 1: SELL}),
        "E": market([*flat(100), inside, inside], {1: BUY}),
    }
    result = run(markets, fraction=0.1, allow_short=True, **STOP)
    last = [(fill.symbol, fill.purpose) for fill in fills(result) if fill.ts == 2]
    assert last == [
        ("B", "stop"),
        ("D", "signal"),
        ("C", "entry"),
        ("D", "entry"),
        ("E", "entry"),
        ("A", "stop"),
        ("E", "stop"),
    ]


def test_row_47_the_stronger_enter_first_and_equals_in_symbol_order():
    strengths = {"A": 0.5, "B": 0.75, "C": 0.5, "D": 0.25}
    markets = {
        name: market(flat(100, 100), {0: BUY}, strength=each) for name, each in strengths.items()
    }
    result = run(markets, fraction=1.0)
    assert entries(result) == [("B", 7.5, "none"), ("A", 2.5, "cut")]
    assert refused(result) == [(0, "C", "no_cash"), (0, "D", "no_cash")]


def test_row_47_without_a_strength_an_entry_counts_as_1():
    markets = {
        "A": market(flat(100, 100), {0: BUY}, strength=0.9),
        "B": market(flat(100, 100), {0: BUY}, strength=np.nan),
    }
    assert entries(run(markets, fraction=1.0)) == [("B", 10, "none")]


def test_row_47_signals_come_after_the_marks():
    markets = {
        "A": market([*flat(100), (100, 140, 100, 140), *flat(140)], {0: BUY}),
        "B": market(flat(10, 10, 10), {1: BUY}),
    }
    result = run(markets, fraction=0.25, size_at="signal")
    assert entries(result)[1] == ("B", 0.25 * (750 + 2.5 * 140) / 10, "none")


@pytest.mark.parametrize(
    ("risk", "quantities"),
    [
        ({}, [2.5] * 4),
        ({"max_positions": 2}, [5, 5]),
        ({"max_positions": 9}, [2.5] * 4),
        ({"fraction": 0.1}, [1] * 4),
        ({"fraction": 0.1, "max_positions": 3}, [1] * 3),
    ],
)
def test_row_49_the_fraction_is_shared_unless_given_and_positions_are_limited(risk, quantities):
    markets = {name: market(flat(100, 100), {0: BUY}) for name in "ABCD"}
    result = run(markets, **risk)
    assert [fill.quantity for fill in fills(result)] == approx(quantities)
    left_out = "ABCD"[len(quantities) :]
    assert refused(result) == [(0, name, "max_positions") for name in left_out]


def test_row_49_one_symbol_gets_all():
    assert fills(run(market(flat(100, 100), {0: BUY})))[0].quantity == 10


def test_row_58_with_several_symbols_a_policy_is_the_whole_accounts_and_never_a_bound():
    markets = {
        "A": market([*flat(100, 100), (100, 150, 50, 100), *flat(100, 100)], {0: BUY}),
        "B": market(flat(10, 10, 10, 10, 12), {2: BUY}),
    }
    risk = {"fraction": 0.5, "stop": "percent", "stop_value": 0.5}
    risk |= {"target": "percent", "target_value": 0.5}
    one, two = run(markets["A"], **risk).bracket, run(markets, **risk).bracket
    assert (one.is_bound, two.is_bound) == (True, False)
    assert (one.ambiguous_bars, two.ambiguous_bars) == (1, 1)
    assert one.pessimistic.final_equity == approx(750)
    assert one.optimistic.final_equity == approx(1_250)
    assert two.pessimistic.final_equity == approx(750 + 0.5 * 750 * 0.2)  # B buys with what is left
    assert two.optimistic.final_equity == approx(1_250 + 0.5 * 1_250 * 0.2)


def test_row_60_legs_share_one_account_each_with_its_own_risk():
    frames = {"A": frame(flat(100, 100, 100)), "B": frame([*flat(10, 10), (10, 10, 8, 9)])}
    plans = [leg(("A",), {0: BUY}, fraction=0.6), leg(("B",), {0: BUY}, fraction=0.6, **STOP)]
    result = run_legs(plans, frames, costs=ob.Costs(), capital=1_000.0)
    assert [each.symbols for each in result.spec.legs] == [("A",), ("B",)]
    assert entries(result) == [("A", 6, "none"), ("B", 40, "cut")]
    assert values(result) == approx([1_000, 1_000, 960])  # only B has a stop, at 9


def test_row_60_one_call_makes_one_leg():
    markets = {name: market(flat(100, 100), {}) for name in "AB"}
    assert [each.symbols for each in run(markets).spec.legs] == [("A", "B")]


def test_row_60_a_symbol_belongs_to_one_leg_only():
    frames = {name: frame(flat(100, 100, 100)) for name in "AB"}
    plans = [leg(("A", "B"), {0: BUY}), leg(("B",), {0: BUY})]
    with pytest.raises(ob.ConfigError, match="B is in two legs"):
        run_legs(plans, frames, costs=ob.Costs(), capital=1_000.0)


def leg(symbols, signals, **risk):
    """A leg of three bars a symbol with the same signals for each, by row."""
    column = np.zeros(3, np.int8)
    column[list(signals)] = list(signals.values())
    own = own_outputs(dict.fromkeys(symbols, 3), signals=dict.fromkeys(symbols, column))
    return LegPlan(symbols, None, own, ob.Risk(**risk))
