"""The reference engine: the compiled loop over a market, and the records that it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kernels.backtest.loop import EVENTS_PER_SYMBOL, loop
from kernels.backtest.state import EVENT, State, new_state
from kernels.backtest.trades import TRADE, count_trades, trades_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kernels.backtest.state import Market
    from kernels.enums import Intrabar

EVENTS_PER_SIGNAL = 8
LARGEST_FIRST_LOG = 1 << 16


class Simulation(NamedTuple):
    """One account after its last step.

    equity   (n,) mark of each step
    events   every change of every order, in time order (EVENT)
    trades   (TRADE) by exit step, then symbol; those still open last; `closed` counts the others
    """

    state: State
    equity: NDArray[np.float64]
    events: NDArray[np.void]
    trades: NDArray[np.void]
    closed: int


def simulate(
    market: Market, rules: NDArray[np.void], intrabar: Intrabar, capital: float
) -> Simulation:
    """Run an account of `capital` over all rows of the market."""
    steps, symbols = market.close.shape
    signals = int(np.count_nonzero(market.signal))
    room = EVENTS_PER_SYMBOL * symbols
    capacity = min(EVENTS_PER_SIGNAL * signals, LARGEST_FIRST_LOG) + 2 * room
    state = new_state(symbols, capital, capacity)
    equity = np.empty(steps)
    row = loop(market, rules, int(intrabar), state, equity, 0, steps)
    while row < steps:
        state = enlarged(state)
        row = loop(market, rules, int(intrabar), state, equity, row, steps)
    return finished(state, market, rules, equity)


def enlarged(state: State) -> State:
    """The same state with room for twice as many events."""
    log = np.zeros(2 * state.log.size, EVENT)
    written = int(state.account["events"][0])
    log[:written] = state.log[:written]
    return state._replace(log=log)


def finished(
    state: State, market: Market, rules: NDArray[np.void], equity: NDArray[np.float64]
) -> Simulation:
    """What the account did, read from its log."""
    events = state.log[: int(state.account["events"][0])]
    closed = count_trades(events)
    trades = np.zeros(closed + state.books.size, TRADE)
    count = trades_of(events, state.books, rules, market.high, market.low, trades)
    trades = trades[:count]
    if state.books.size > 1:
        order = np.lexsort((trades["symbol"][:closed], trades["exit_step"][:closed]))
        trades[:closed] = trades[:closed][order]
    for array in (equity, events, trades):
        array.flags.writeable = False
    return Simulation(state, equity, events, trades, closed)
