"""A run stopped after any bar goes on from its saved state with the same bits, in any portions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.backtest.simulation import enlarged
from kernels.backtest.loop import EVENTS_PER_SYMBOL, loop
from kernels.backtest.state import Market, State, new_state
from kernels.backtest.step import step

from ..market_settings import Case
from ..markets import random_market
from .random_accounts import drawn, policy_of, prepared, simulated

SEEDS = range(60)


def restored(state: State) -> State:
    """The state written as bytes and read again."""
    saved = [(array.tobytes(), array.dtype) for array in state]
    return State(*(np.frombuffer(data, dtype).copy() for data, dtype in saved))


def bits(state: State, equity: np.ndarray) -> tuple[bytes, ...]:
    """Equity, account record, books and written events as bytes."""
    events = state.log[: int(state.account["events"][0])]
    return (equity.tobytes(), state.account.tobytes(), state.books.tobytes(), events.tobytes())


def roomy_state(case: Case, market: Market) -> State:
    """A new account whose log never fills up."""
    steps, symbols = market.close.shape
    return new_state(symbols, case.capital, EVENTS_PER_SYMBOL * symbols * (steps + 1))


def in_pieces(case: Case, cuts) -> tuple[bytes, ...]:
    """The run with its state saved and restored before each of the rows in `cuts`."""
    market, rules, _ = prepared(case)
    steps = len(market.close)
    state, equity = roomy_state(case, market), np.empty(steps)
    start = 0
    for stop in [*sorted(cuts), steps]:
        state = restored(state)
        start = loop(market, rules, int(policy_of(case)), state, equity, start, stop)
    return bits(state, equity)


def one_row(market: Market, row: int) -> Market:
    """The market of that row alone, in memory of its own, as a live feed would hand it over."""
    columns = [column[row : row + 1].copy() for column in market]
    for column in columns:
        column.flags.writeable = False
    return Market(*columns)


def bar_by_bar(case: Case, advance) -> tuple[bytes, ...]:
    """The run fed one row at a time; advance(market, rules, policy, state) is the new equity."""
    market, rules, _ = prepared(case)
    state, equity = roomy_state(case, market), np.empty(len(market.close))
    for row in range(equity.size):
        equity[row] = advance(one_row(market, row), rules, int(policy_of(case)), state)
    return bits(state, equity)


def one_loop(market: Market, rules: np.ndarray, policy: int, state: State) -> float:
    """The loop over a market of one row."""
    equity = np.empty(1)
    assert loop(market, rules, policy, state, equity, 0, 1) == 1
    return float(equity[0])


def one_step(market: Market, rules: np.ndarray, policy: int, state: State) -> float:
    """The bar step itself, called without the loop."""
    return step(market, 0, rules, policy, state)


def cramped(case: Case, capacity: int) -> tuple[tuple[bytes, ...], int]:
    """The run with a log of that many events at first, and how often it had to grow."""
    market, rules, _ = prepared(case)
    steps, symbols = market.close.shape
    state, equity = new_state(symbols, case.capital, capacity), np.empty(steps)
    row, grown = loop(market, rules, int(policy_of(case)), state, equity, 0, steps), 0
    while row < steps:
        state = restored(enlarged(state))
        row, grown = loop(market, rules, int(policy_of(case)), state, equity, row, steps), grown + 1
    return bits(state, equity), grown


@given(drawn(), st.data())
def test_splitting_a_run_at_any_bar_changes_no_bit(case, data):
    done = simulated(case)
    cut = data.draw(st.integers(0, done.equity.size))
    assert in_pieces(case, [cut]) == bits(done.state, done.equity)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_bar_of_a_run_is_one_that_cannot_be_split_at(seed):
    case = random_market(seed, 1 + seed % 5)
    done = simulated(case)
    whole = bits(done.state, done.equity)
    assert [cut for cut in range(done.equity.size) if in_pieces(case, [cut]) != whole] == []


@given(drawn())
def test_saving_and_restoring_after_every_bar_changes_no_bit(case):
    done = simulated(case)
    assert in_pieces(case, range(done.equity.size)) == bits(done.state, done.equity)


@given(drawn())
def test_fed_bar_by_bar_equals_the_loop_over_all_bars(case):
    done = simulated(case)
    assert bar_by_bar(case, one_loop) == bits(done.state, done.equity)


def test_the_bar_step_called_alone_equals_the_loop():
    cases = [random_market(seed, 1 + seed % 5) for seed in SEEDS]
    runs = [simulated(case) for case in cases]
    whole = [bits(done.state, done.equity) for done in runs]
    assert [bar_by_bar(case, one_step) for case in cases] == whole


@given(drawn(symbols=3), st.integers(0, 12))
def test_a_log_that_fills_up_and_grows_changes_no_bit(case, spare):
    done = simulated(case)
    smallest = EVENTS_PER_SYMBOL * len(case.markets)
    run, _ = cramped(case, smallest + spare)
    assert run == bits(done.state, done.equity)


def test_a_log_of_the_smallest_size_grows_more_than_once():
    grown = [cramped(random_market(seed, 2, bars=300), 2 * EVENTS_PER_SYMBOL)[1] for seed in SEEDS]
    assert sum(times >= 2 for times in grown) > len(SEEDS) / 2
