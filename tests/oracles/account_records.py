"""What the account oracle is given and what it hands back: plain records, no arithmetic."""

from dataclasses import dataclass
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
    """A market entry on its way: made at the signal's bar, filled at the symbol's next one.

    quantity is None when the size is to be found at the fill.
    """

    ts: int
    side: Side
    strength: float
    atr: float
    quantity: float | None


@dataclass
class Position:
    """What a symbol holds, and the levels that protect it (None: no such order).

    anchor is the best completed close since the entry, or the entry price; low and high are the
    extremes of the completed bars since the entry, or the entry price.
    """

    side: Side
    quantity: float
    entry_ts: int
    entry_bar: int
    entry_price: float
    entry_fee: float
    stop: float | None
    target: float | None
    risk: float | None
    anchor: float
    low: float
    high: float


@dataclass(frozen=True)
class Fill:
    """One execution. purpose: entry, signal, stop, target or ruined; slippage is in money."""

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
    """One round trip, or an open position (exit fields None, exit_reason "open").

    bars counts the symbol's own bars from entry to exit, or to the last one; mae and mfe are
    fractions of the entry price; risk is the money between entry and first stop (None: no stop).
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
    ambiguous bars of a symbol that had stop and target in reach after the open
    """

    ts: list[int]
    equity: list[float]
    cash: list[float]
    trades: list[Trade]
    fills: list[Fill]
    refused: list[tuple[int, str, str]]
    ambiguous: int
    ruined: bool
