"""Field rules 2 and 3: one step serves a loop and a feed, and neither can see a later bar.

The feed calls the compiled step once a bar on a market that ends there, hands the account on as
bytes, and must give every bit that the loop gives.
"""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.backtest.simulation import simulate
from kernels.backtest.loop import EVENTS_PER_SYMBOL
from kernels.backtest.state import ACCOUNT, BOOK, EVENT, Market, State, new_state
from kernels.backtest.step import step
from kernels.jit import F64, Records, loop_kernel

from .random_accounts import drawn, policy_of, prepared


@loop_kernel
def one_bar(
    market: Market, row: int, rules: Records, intrabar: int, state: State, equity: F64
) -> None:
    equity[row] = step(market, row, rules, intrabar, state)


def known(market: Market, row: int, poison: float) -> Market:
    """A market as long of which only the rows up to `row` hold what they hold."""
    columns = {}
    for name in Market._fields:
        column = getattr(market, name).copy()
        column[row + 1 :] = poison if column.dtype == np.float64 else 1
        column.flags.writeable = False
        columns[name] = column
    return Market(**columns)


def carried(account: bytes, books: bytes, room: int) -> State:
    """The account as it was saved, with an empty log."""
    state = State(
        np.frombuffer(account, ACCOUNT).copy(),
        np.frombuffer(books, BOOK).copy(),
        np.zeros(room, EVENT),
    )
    state.account["events"] = 0
    return state


def fed(case, poison: float) -> tuple[bytes, bytes, bytes, bytes]:
    """Events, equity, account and books after a feed of single bars."""
    market, rules, _ = prepared(case)
    rows, symbols = market.close.shape
    room = EVENTS_PER_SYMBOL * symbols
    start = new_state(symbols, case.capital, 0)
    account, books, events = start.account.tobytes(), start.books.tobytes(), b""
    equity = np.empty(rows)
    for row in range(rows):
        state = carried(account, books, room)
        one_bar(known(market, row, poison), row, rules, int(policy_of(case)), state, equity)
        events += state.log[: int(state.account["events"][0])].tobytes()
        account, books = state.account.tobytes(), state.books.tobytes()
    ended = carried(account, books, 0)
    ended.account["events"] = len(events) // EVENT.itemsize
    return events, equity.tobytes(), ended.account.tobytes(), books


@given(drawn(symbols=3), st.sampled_from([np.nan, np.inf, -np.inf, 0.01]))
def test_the_step_fed_bar_by_bar_is_the_loop_to_the_last_bit(case, poison):
    market, rules, _ = prepared(case)
    done = simulate(market, rules, policy_of(case), case.capital)
    events, equity, account, books = fed(case, poison)
    assert equity == done.equity.tobytes()
    assert events == done.events.tobytes()
    assert account == done.state.account.tobytes()
    assert books == done.state.books.tobytes()
