"""Whatever the market: the books balance, no size is negative, and ruin is the end."""

import numpy as np
from hypothesis import given
from numpy.testing import assert_array_equal
from pytest import approx

from engine.backtest.simulation import Simulation
from kernels.backtest.loop import EVENTS_PER_SYMBOL, loop
from kernels.backtest.state import ENTRY, State, new_state
from kernels.enums import ExitReason, OrderStatus, Reason

from ..market_settings import Case
from .random_accounts import drawn, fills_of, policy_of, prepared, simulated, stake_of

ENDED = (OrderStatus.CANCELLED, OrderStatus.REJECTED)


def cash_and_held(case: Case, done: Simulation) -> tuple[np.ndarray, np.ndarray]:
    """(n,) cash and (n, S) signed quantities after each step, from the fills alone."""
    fills = fills_of(done)
    multiplier = np.array([rules.multiplier for rules in case.rules.values()])
    shape = (done.equity.size, len(case.rules))
    paid, bought = np.zeros(shape), np.zeros(shape)
    at = (fills["step"], fills["symbol"])
    signed = fills["side"] * fills["quantity"]
    np.add.at(paid, at, signed * fills["price"] * multiplier[fills["symbol"]] + fills["fee"])
    np.add.at(bought, at, signed)
    return case.capital - np.cumsum(paid.sum(axis=1)), np.cumsum(bought, axis=0)


def last_closes(close: np.ndarray) -> np.ndarray:
    """Closes with those of missing bars carried forward; 0 before the first."""
    rows = np.where(np.isnan(close), -1, np.arange(len(close))[:, None])
    rows = np.maximum.accumulate(rows, axis=0)
    return np.where(rows < 0, 0.0, np.take_along_axis(close, np.maximum(rows, 0), axis=0))


def worth(state: State, rules: np.ndarray) -> float:
    """Cash plus positions, summed in the account's order."""
    total = state.account["cash"][0]
    for book, rule in zip(state.books, rules, strict=True):
        total += book["quantity"] * rule["multiplier"] * book["last_close"]
    return float(total)


@given(drawn())
def test_cash_plus_positions_is_equity_on_every_bar(case):
    market, _, _ = prepared(case)
    done = simulated(case)
    cash, held = cash_and_held(case, done)
    multiplier = np.array([rules.multiplier for rules in case.rules.values()])
    total = cash + (held * multiplier * last_closes(market.close)).sum(axis=1)
    assert done.equity == approx(total, rel=1e-9, abs=1e-9 * stake_of(case, done))


@given(drawn())
def test_inside_the_account_cash_plus_positions_is_equity_to_the_last_bit(case):
    market, rules, _ = prepared(case)
    steps, symbols = market.close.shape
    state = new_state(symbols, case.capital, EVENTS_PER_SYMBOL * symbols * (steps + 1))
    equity, sums = np.empty(steps), []
    for row in range(steps):
        loop(market, rules, int(policy_of(case)), state, equity, row, row + 1)
        sums.append(worth(state, rules))
    assert_array_equal(equity, sums)


@given(drawn())
def test_the_pnl_of_all_trades_is_the_accounts_gain(case):
    done = simulated(case)
    gain = done.equity[-1] - case.capital
    assert gain == approx(done.trades["pnl"].sum(), abs=1e-9 * stake_of(case, done))


@given(drawn())
def test_no_size_price_or_fee_is_negative(case):
    done = simulated(case)
    fills = fills_of(done)
    assert not np.any(done.events["quantity"] < 0.0)
    assert np.all(fills["quantity"] > 0.0)
    assert np.all(fills["price"] > 0.0)
    assert np.all(done.events["fee"] >= 0.0)
    assert np.all(done.events["slippage"] >= 0.0)
    assert np.all(done.trades["quantity"] > 0.0)


@given(drawn())
def test_a_position_goes_from_flat_to_flat_by_one_entry_and_exits_of_its_quantity(case):
    done = simulated(case)
    for symbol, book in enumerate(done.state.books):
        entered = held = 0.0
        for fill in fills_of(done)[fills_of(done)["symbol"] == symbol]:
            signed = fill["side"] * fill["quantity"]
            assert (fill["purpose"] == ENTRY) == (held == 0.0)
            assert held == 0.0 or -np.sign(held) == fill["side"]
            entered = signed if held == 0.0 else entered
            held += signed
            assert -1e-9 <= held / entered <= 1.0
            held = 0.0 if abs(held / entered) < 1e-9 else held
        assert held == approx(book["quantity"], rel=1e-9)


@given(drawn())
def test_every_order_is_placed_once_and_ends_at_most_once(case):
    done = simulated(case)
    events = done.events[done.events["order"] > 0]
    placed = events["order"][events["status"] == OrderStatus.WORKING]
    ended = events["order"][events["status"] != OrderStatus.WORKING]
    ruined = events["order"][(events["purpose"] == ExitReason.RUINED)]
    working = [o["id"] for book in done.state.books for o in book["orders"][: book["count"]]]
    assert_array_equal(placed, np.sort(placed))
    assert np.unique(placed).size == placed.size
    assert sorted([*ended, *working]) == sorted([*placed, *ruined])
    assert np.all(np.diff(done.events["step"]) >= 0)


@given(drawn())
def test_every_signal_leads_to_orders_or_to_the_reason_why_not(case):
    market, _, _ = prepared(case)
    done = simulated(case)
    answered = (done.events["purpose"] == ENTRY) | (done.events["purpose"] == ExitReason.SIGNAL)
    at_once = done.events["step"] == done.events["placed"]
    replaced = done.events["reason"] == Reason.REPLACED
    answers = done.events[answered & (at_once | replaced)]
    heard = set(zip(answers["step"].tolist(), answers["symbol"].tolist(), strict=True))
    assert heard == {(int(row), int(s)) for row, s in np.argwhere(market.signal != 0)}
    refusals = done.events[np.isin(done.events["status"], ENDED)]
    assert np.all(refusals["reason"] != Reason.NONE)


@given(drawn())
def test_after_ruin_equity_stays_and_nothing_trades(case):
    done = simulated(case)
    gone = np.flatnonzero(done.equity <= 0.0)
    ruined = bool(done.state.account["ruined"][0])
    assert ruined == (gone.size > 0)
    last = gone[0] if ruined else done.equity.size - 1
    assert np.all(done.equity[last:] == done.equity[last])
    assert np.all(fills_of(done)["step"] <= last)
    assert not ruined or not done.state.books["quantity"].any()


@given(drawn())
def test_no_step_adds_more_events_than_the_log_keeps_room_for(case):
    done = simulated(case)
    pairs = done.events["step"] * len(case.rules) + done.events["symbol"]
    assert np.max(np.unique_counts(pairs).counts, initial=0) <= EVENTS_PER_SYMBOL
