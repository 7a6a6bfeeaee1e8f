"""What the account oracle is given and what it hands back: plain records, no arithmetic."""

from dataclasses import dataclass, field
from typing import NamedTuple

from engine.risk.settings import Risk
from kernels.enums import Side


@dataclass(frozen=True)
class Rules:
    """Risk settings and instrument of one symbol; tick 0 leaves prices alone."""

    risk: Risk
    tick: float = 0.0
    multiplier: float = 1.0


class Bar(NamedTuple):
    """One tradable bar of a symbol and its row in the symbol's own data."""

    row: int
    open: float
    high: float
    low: float
    close: float


@dataclass
class Entry:
    """An entry on its way: made at the signal's bar, for the symbol's next ones.

    strength  of the signal, by which entries of a step are ordered
    weight    what scales the size: the strength, less where the account is in drawdown
    share     of equity, where the sizing is by a share
    stop, target, limit, trigger   prices that came with the signal, on the tick, or None; with
              neither limit nor trigger the entry is a market order
    seen      ts of the symbol's last bar, from which its age is counted
    bars      own bars for which it still works, where it is no market order
    quantity  None when the size is to be found at the fill
    """

    ts: int
    seen: int
    side: Side
    strength: float
    weight: float
    share: float
    atr: float
    stop: float | None
    target: float | None
    limit: float | None
    trigger: float | None
    bars: int
    quantity: float | None = None


@dataclass
class Target:
    """A limit order that takes profit on a part of a position."""

    level: float
    quantity: float


@dataclass
class Position:
    """What a symbol holds, and the orders that protect it (stop None: no such order).

    entered   the entry's quantity, quantity what is left of it; exits are the fills that ended the
              rest, as (price, quantity)
    distance  from the entry price to the first stop, R (None: no stop)
    anchor    the best completed close since the entry, or the entry price
    peak      the best extreme of the completed bars since the entry (None: no bar yet)
    low, high the extremes of the completed bars since the entry, or the entry price
    """

    side: Side
    quantity: float
    entered: float
    entry_ts: int
    entry_bar: int
    entry_price: float
    fees: float
    stop: float | None
    targets: list[Target]
    distance: float | None
    anchor: float
    low: float
    high: float
    peak: float | None = None
    exits: list[tuple[float, float]] = field(default_factory=list)
    has_taken: bool = False  # a target has filled


@dataclass(frozen=True)
class Fill:
    """One execution; slippage is in money.

    purpose: entry, signal, stop, target, time or ruined.
    """

    ts: int
    symbol: str
    side: Side
    price: float
    quantity: float
    fee: float
    slippage: float
    purpose: str
    cut: bool = False


@dataclass(frozen=True)
class Trade:
    """One way from flat to flat, or an open position (exit fields None, exit_reason "open").

    quantity is the entry's; exit_price the mean of the exit fills by quantity, exit_reason that of
    the last. bars counts the symbol's own bars from entry to the last exit, or to the last one;
    mae and mfe are fractions of the entry price; risk is the money between entry and first stop
    (None: no stop).
    """

    symbol: str
    side: Side
    entry_ts: int
    entry_price: float
    exit_ts: int | None
    exit_price: float | None
    quantity: float
    pnl: float
    fees: float
    exit_reason: str
    bars: int
    mae: float
    mfe: float
    risk: float | None


@dataclass(frozen=True)
class Outcome:
    """What an account did. equity and cash have one value a step of ts.

    trades    in the order of semantics row 56
    refused   (ts of the signal, symbol, reason) of every signal or entry half that led to no fill
    ambiguous bars of a symbol whose outcome hangs on the order of high and low
    """

    ts: list[int]
    equity: list[float]
    cash: list[float]
    trades: list[Trade]
    fills: list[Fill]
    refused: list[tuple[int, str, str]]
    ambiguous: int
    ruined: bool
