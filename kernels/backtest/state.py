"""What an account is made of, as records: one a symbol, a working order, an event.

Prices are float64 in the quote currency; `step` is the number of a bar step of the account, from 0;
`symbol` is the symbol's number in the account's order. Every record can be copied as bytes, so that
a state saved after any step continues with the same bits; none has unused bytes between its fields.
"""

from typing import NamedTuple

import numpy as np

from ..enums import ExitReason
from ..jit import F64, I8, I32, Records

MAX_ORDERS = 16  # working orders a symbol
ENTRY = ExitReason.OPEN  # purpose of an order that opens a position; an exit order's is its reason

RULES = np.dtype(
    [
        ("sizing", "i1"),
        ("stop", "i1"),
        ("target", "i1"),
        ("size_at", "i1"),
        ("allow_short", "i1"),
        ("max_age", "i8"),
        ("max_positions", "i8"),
        ("ready", "i8"),
        ("fraction", "f8"),
        ("quantity", "f8"),
        ("risk_per_trade", "f8"),
        ("stop_value", "f8"),
        ("target_value", "f8"),
        ("max_leverage", "f8"),
        ("lot", "f8"),
        ("tick", "f8"),
        ("multiplier", "f8"),
        ("percent", "f8"),
        ("per_share", "f8"),
        ("minimum", "f8"),
        ("maximum_percent", "f8"),
        ("slippage", "f8"),
    ],
    align=True,
)
"""Risk, cost and instrument settings of one symbol; `ready` is its first bar that counts."""

ACCOUNT = np.dtype(
    [
        ("cash", "f8"),
        ("equity", "f8"),
        ("sizing_equity", "f8"),
        ("committed", "f8"),
        ("step", "i8"),
        ("open_positions", "i8"),
        ("last_order", "i8"),
        ("events", "i8"),
        ("ambiguous", "i8"),
        ("in_market", "i8"),
        ("exposure_sum", "f8"),
        ("traded_value", "f8"),
        ("fees", "f8"),
        ("slippage", "f8"),
        ("ruined", "i8"),
    ],
    align=True,
)
"""Cash, the last mark, what sizes this step's entries (rows 48, 51), counters and running sums."""

ORDER = np.dtype(
    [
        ("id", "i8"),
        ("placed", "i8"),
        ("session", "i8"),
        ("signal", "i8"),
        ("type", "i8"),
        ("side", "i8"),
        ("purpose", "i8"),
        ("quantity", "f8"),
        ("level", "f8"),
        ("strength", "f8"),
        ("atr", "f8"),
    ],
    align=True,
)
"""A working order. `placed` is the step of its signal; `quantity` is NaN until it is sized, `level`
(its limit or trigger price) is NaN for a market order."""

BOOK = np.dtype(
    [
        ("guard_low", "f8"),
        ("guard_high", "f8"),
        ("quantity", "f8"),
        ("last_close", "f8"),
        ("open", "f8"),
        ("high", "f8"),
        ("low", "f8"),
        ("busy", "i4"),
        ("queue", "i4"),
        ("symbol", "i8"),
        ("missing", "i8"),
        ("entry_price", "f8"),
        ("extreme", "f8"),
        ("count", "i8"),
        ("orders", ORDER, (MAX_ORDERS,)),
    ],
    align=True,
)
"""A symbol's position (`quantity` is signed) and its working orders, the first `count` of `orders`.

A bar with `low > guard_low` and `high < guard_high` touches none of them. `open`, `high`, `low` are
those of the bar being worked on. The fields `busy` and `queue` of all books together are two
scratch lists of symbol numbers: those that this step may touch, and of them those that enter.
"""

EVENT = np.dtype(
    [
        ("order", "i8"),
        ("step", "i8"),
        ("placed", "i8"),
        ("bar", "i8"),
        ("symbol", "i4"),
        ("status", "i2"),
        ("signal", "i2"),
        ("type", "i2"),
        ("side", "i2"),
        ("purpose", "i2"),
        ("reason", "i2"),
        ("quantity", "f8"),
        ("level", "f8"),
        ("price", "f8"),
        ("fee", "f8"),
        ("slippage", "f8"),
    ],
    align=True,
)
"""One change of one order: its new status and why; of a fill quantity, price, fee and slippage.

`bar` counts the symbol's own bars. A signal refused before there was an order has order 0.
Trades and refusals are read from these events and kept nowhere else.
"""


class Market(NamedTuple):
    """What the step reads: a row a step, a column a symbol; NaN where a symbol has no bar.

    open, high, low, close   (n, S) float64
    signal                   (n, S) int8 of SignalType, known at the row's close
    strength, atr            (n, S) float64 at the row's close, or (0, 0) where no rule reads them
    session                  (n,) int32 ordinal of the row's session
    """

    open: F64
    high: F64
    low: F64
    close: F64
    signal: I8
    strength: F64
    atr: F64
    session: I32


class State(NamedTuple):
    """One account between two steps, and the event log that it appends to."""

    account: Records  # (1,) of ACCOUNT
    books: Records  # (S,) of BOOK
    log: Records  # of EVENT, the first `account.events` are written


def new_state(symbols: int, capital: float, capacity: int) -> State:
    """An account of `capital` without positions; its log holds `capacity` events."""
    account = np.zeros(1, ACCOUNT)
    account["cash"] = account["equity"] = capital
    books = np.zeros(symbols, BOOK)
    books["symbol"] = np.arange(symbols)
    books["guard_low"] = -np.inf
    books["guard_high"] = np.inf
    return State(account, books, np.zeros(capacity, EVENT))
