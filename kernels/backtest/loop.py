"""The reference loop: every bar, one step."""

from ..jit import F64, Records, loop_kernel
from .state import Market, State
from .step import step

EVENTS_PER_SYMBOL = 64  # the most that one step can add to the log


@loop_kernel
def loop(
    market: Market, rules: Records, intrabar: int, state: State, equity: F64, start: int, stop: int
) -> int:
    """Step over the rows start to stop-1 and write each row's equity; return the next row.

    Stops early, before a row whose events might not fit into the log: enlarge it and call again.
    """
    room = state.log.size - EVENTS_PER_SYMBOL * state.books.size
    for row in range(start, stop):
        if state.account[0].events > room:
            return row
        equity[row] = step(market, row, rules, intrabar, state)
    return stop
