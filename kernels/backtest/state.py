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
MAX_STOPS = 7  # stop rules of a symbol, one a kind
MAX_TARGETS = 4
RECENT = 50  # closed trades that the Kelly fraction is taken from
NEVER = -(1 << 40)  # the bar of an exit that was not
ENTRY = ExitReason.OPEN  # purpose of an order that opens a position; an exit order's is its reason

STOP_RULE = np.dtype([("kind", "i8"), ("value", "f8")], align=True)
"""One of a symbol's stops: a StopKind and its value."""

TARGET_RULE = np.dtype([("kind", "i8"), ("value", "f8"), ("part", "f8")], align=True)
"""One of a symbol's targets: a TargetKind, its value, the part of the entry that it closes."""

RULES = np.dtype(
    [
        ("sizing", "i8"),
        ("size_at", "i8"),
        ("allow_short", "i8"),
        ("moving", "i8"),
        ("trail_after_target", "i8"),
        ("stop_count", "i8"),
        ("target_count", "i8"),
        ("cooldown", "i8"),
        ("entry_bars", "i8"),
        ("max_age", "i8"),
        ("max_positions", "i8"),
        ("ready", "i8"),
        ("fraction", "f8"),
        ("quantity", "f8"),
        ("risk_per_trade", "f8"),
        ("target_volatility", "f8"),
        ("kelly_cap", "f8"),
        ("drawdown_scale", "f8"),
        ("max_leverage", "f8"),
        ("lot", "f8"),
        ("tick", "f8"),
        ("multiplier", "f8"),
        ("percent", "f8"),
        ("per_share", "f8"),
        ("minimum", "f8"),
        ("maximum_percent", "f8"),
        ("slippage", "f8"),
        ("stops", STOP_RULE, (MAX_STOPS,)),
        ("targets", TARGET_RULE, (MAX_TARGETS,)),
    ],
    align=True,
)
"""Risk, cost and instrument settings of one symbol.

`ready` is its first bar that counts. `moving` says that a stop has to be looked at on every close;
`drawdown_scale` is inf where it is not used.
The first `stop_count` of `stops` and `target_count` of `targets` are in use.
"""

INTENT = np.dtype(
    [
        ("close", "f8"),
        ("strength", "f8"),
        ("atr", "f8"),
        ("volatility", "f8"),
        ("stop", "f8"),
        ("target", "f8"),
        ("limit", "f8"),
        ("trigger", "f8"),
    ],
    align=True,
)
"""What is known with a signal at its bar's close; NaN: nothing."""

ACCOUNT = np.dtype(
    [
        ("cash", "f8"),
        ("equity", "f8"),
        ("peak", "f8"),
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
        ("said", INTENT),
    ],
    align=True,
)
"""Cash, the last and the highest mark, what sizes this step's entries (rows 48, 51), counters and
running sums. `said` is scratch: the columns of the signal that is being answered."""

ORDER = np.dtype(
    [
        ("id", "i8"),
        ("placed", "i8"),
        ("session", "i8"),
        ("last_bar", "i8"),
        ("signal", "i8"),
        ("type", "i8"),
        ("side", "i8"),
        ("purpose", "i8"),
        ("quantity", "f8"),
        ("level", "f8"),
        ("strength", "f8"),
        ("atr", "f8"),
        ("share", "f8"),
        ("scale", "f8"),
        ("stop", "f8"),
        ("target", "f8"),
    ],
    align=True,
)
"""A working order. `placed` is the step of its signal; `quantity` is NaN until it is sized, `level`
(its limit or trigger price) is NaN for a market order.

What an entry takes with it from its signal: `strength` for its turn, `share` of the equity and
`scale` for its size, the ATR, `stop` and `target` where the strategy named them (else NaN), and
`last_bar`, the last of the symbol's own bars on which it works; `session` is that of the symbol's
last bar seen.
"""

BOOK = np.dtype(
    [
        ("guard_low", "f8"),
        ("guard_high", "f8"),
        ("quantity", "f8"),
        ("last_close", "f8"),
        ("open", "f8"),
        ("high", "f8"),
        ("low", "f8"),
        ("close", "f8"),
        ("busy", "i4"),
        ("queue", "i4"),
        ("symbol", "i8"),
        ("missing", "i8"),
        ("entry_price", "f8"),
        ("entry_quantity", "f8"),
        ("entry_bar", "i8"),
        ("exit_bar", "i8"),
        ("risk", "f8"),
        ("best_close", "f8"),
        ("extreme", "f8"),
        ("targets_filled", "i8"),
        ("pnl", "f8"),
        ("closed", "i8"),
        ("count", "i8"),
        ("orders", ORDER, (MAX_ORDERS,)),
        ("recent", "f8", (RECENT,)),
    ],
    align=True,
)
"""A symbol's position (`quantity` is signed) and its working orders, the first `count` of `orders`.

A bar with `low > guard_low` and `high < guard_high` touches none of them. `open` to `close` are
those of the bar being worked on. Of the position: `risk` is the distance of entry and first stop
(NaN without one), `best_close` the best close since the entry, `extreme` the best price of its
completed bars, `pnl` what
is booked so far. `recent` is a ring of the last trades' pnl; `closed` counts them all. The fields
`busy` and `queue` of all books together are two scratch lists of symbol numbers: those that this
step may touch, and of them those that enter at its open.
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
        ("held", "f8"),
    ],
    align=True,
)
"""One change of one order: its new status and why; of a fill quantity, price, fee and slippage.

`held` is the symbol's position after it, signed; `bar` counts the symbol's own bars. A signal that
was refused before there was an order has order 0. Trades and refusals are read from these events
and kept nowhere else.
"""


class Market(NamedTuple):
    """What the step reads: a row a step, a column a symbol; NaN where a symbol has no bar.

    open, high, low, close   (n, S) float64
    signal                   (n, S) int8 of SignalType, known at the row's close
    strength, atr, volatility, stop, target, limit, trigger
                             (n, S) float64 at the row's close, or (0, 0) where nothing reads them;
                             volatility a year, the last four prices, NaN where there is none
    session                  (n,) int32 ordinal of the row's session
    """

    open: F64
    high: F64
    low: F64
    close: F64
    signal: I8
    strength: F64
    atr: F64
    volatility: F64
    stop: F64
    target: F64
    limit: F64
    trigger: F64
    session: I32


class State(NamedTuple):
    """One account between two steps, and the event log that it appends to."""

    account: Records  # (1,) of ACCOUNT
    books: Records  # (S,) of BOOK
    log: Records  # of EVENT, the first `account.events` are written


def new_state(symbols: int, capital: float, capacity: int) -> State:
    """An account of `capital` without positions; its log holds `capacity` events."""
    account = np.zeros(1, ACCOUNT)
    account["cash"] = account["equity"] = account["peak"] = capital
    books = np.zeros(symbols, BOOK)
    books["symbol"] = np.arange(symbols)
    books["guard_low"] = -np.inf
    books["guard_high"] = np.inf
    books["exit_bar"] = NEVER
    return State(account, books, np.zeros(capacity, EVENT))
