"""One symbol inside the oracle's account: its data, its position, the orders on their way."""

import math
from collections.abc import Mapping, Sequence

from kernels.enums import Side

from .account_records import Bar, Entry, Position, Rules, Trade

Columns = Mapping[str, Sequence]


class Book:
    """The state of one symbol; at most one entry and one exit to the market wait for its bars."""

    def __init__(self, name: str, columns: Columns, rules: Rules, ready: int) -> None:
        self.name, self.columns, self.rules, self.ready = name, columns, rules, ready
        self.rows = {int(ts): row for row, ts in enumerate(columns["ts"])}
        self.row: int | None = None  # the last own row seen, a missing bar's too
        self.bars = 0  # own bars seen, missing ones not counted
        self.bar: Bar | None = None  # this step's bar, if it can trade
        self.last_close = math.nan
        self.position: Position | None = None
        self.entry: Entry | None = None
        self.exit_waits: str | None = None  # why the position leaves at the next open
        self.exit_bar = -math.inf  # own bar that last left the symbol flat
        self.pnls: list[float] = []  # of its closed trades

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

    def given(self, column: str, row: int) -> float | None:
        """A price that came with the signal; None where there is none."""
        price = self.value(column, row)
        return None if math.isnan(price) else price

    def trade(self, ts: int | None, price: float, reason: str) -> Trade:
        """The position as a trade; rows 23, 24, 33, 34. ts None: still open, worth that price."""
        position, multiplier = self.position, self.rules.multiplier
        side, entry, exits = position.side, position.entry_price, position.exits
        parts = [*exits, (price, position.quantity)] if ts is None else exits
        seen = [at for at, _ in parts]
        low, high = min(position.low, *seen), max(position.high, *seen)
        worst, best = (low, high) if side == Side.BUY else (high, low)
        gain = sum(side * quantity * (at - entry) * multiplier for at, quantity in parts)
        distance = position.distance
        return Trade(
            symbol=self.name,
            side=side,
            entry_ts=position.entry_ts,
            entry_price=entry,
            exit_ts=ts,
            exit_price=None if ts is None else mean_price(exits),
            quantity=position.entered,
            pnl=gain - position.fees,
            fees=position.fees,
            exit_reason=reason,
            bars=self.bars - position.entry_bar,
            mae=side * (entry - worst) / entry,
            mfe=side * (best - entry) / entry,
            risk=None if distance is None else distance * position.entered * multiplier,
        )


def mean_price(exits: list[tuple[float, float]]) -> float:
    """Mean of (price, quantity) by quantity; of one, or of equal ones, exactly that price."""
    prices = {price for price, _ in exits}
    if len(prices) == 1:
        return prices.pop()
    return sum(price * quantity for price, quantity in exits) / sum(part for _, part in exits)
