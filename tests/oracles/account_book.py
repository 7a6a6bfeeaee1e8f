"""One symbol inside the oracle's account: its data, its position, the orders on their way."""

import math
from collections.abc import Mapping, Sequence

from kernels.enums import Side

from .account_records import Bar, Entry, Position, Rules, Trade

Columns = Mapping[str, Sequence]


class Book:
    """The state of one symbol; at most one entry and one exit wait for its next bar."""

    def __init__(self, name: str, columns: Columns, rules: Rules, ready: int) -> None:
        self.name, self.columns, self.rules, self.ready = name, columns, rules, ready
        self.rows = {int(ts): row for row, ts in enumerate(columns["ts"])}
        self.row: int | None = None  # the last own row seen, a missing bar's too
        self.bars = 0  # own bars seen, missing ones not counted
        self.bar: Bar | None = None  # this step's bar, if it can trade
        self.last_close = math.nan
        self.position: Position | None = None
        self.entry: Entry | None = None
        self.exit_waits = False

    def turn_to(self, ts: int) -> None:
        """Take the bar of this step; a row with a NaN price is a missing bar (row 38)."""
        self.bar = None
        row = self.rows.get(ts)
        if row is None:
            return
        self.row = row
        prices = [float(self.columns[name][row]) for name in ("open", "high", "low", "close")]
        if not any(math.isnan(price) for price in prices):
            self.bar = Bar(row, *prices)
            self.bars += 1

    def value(self, column: str, row: int) -> float:
        """An optional column's value; NaN where there is none."""
        values = self.columns.get(column)
        if values is None or values[row] is None:
            return math.nan
        return float(values[row])

    def strength(self, row: int) -> float:
        """Strength in 0..1; absent is 1."""
        value = self.value("strength", row)
        return 1.0 if math.isnan(value) else min(max(value, 0.0), 1.0)

    def trade(self, ts: int | None, price: float, paid: float, reason: str) -> Trade:
        """The position as a trade ended at that price; rows 23, 33 and 34. ts None: still open."""
        position = self.position
        low, high = min(position.low, price), max(position.high, price)
        worst, best = (low, high) if position.side == Side.BUY else (high, low)
        entry, fees = position.entry_price, position.entry_fee + paid
        gain = position.side * position.quantity * (price - entry) * self.rules.multiplier
        return Trade(
            symbol=self.name,
            side=position.side,
            entry_ts=position.entry_ts,
            entry_price=entry,
            exit_ts=ts,
            exit_price=None if ts is None else price,
            quantity=position.quantity,
            pnl=gain - fees,
            fees=fees,
            exit_reason=reason,
            bars=self.bars - position.entry_bar,
            mae=position.side * (entry - worst) / entry,
            mfe=position.side * (best - entry) / entry,
            risk=position.risk,
        )
