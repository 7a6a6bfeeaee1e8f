"""The money side of the oracle's account: cash, fills, trades, and what was refused."""

from collections.abc import Mapping

from engine.backtest.costs import Costs
from kernels.enums import Side

from .account_book import Book
from .account_levels import first_stop, first_targets
from .account_prices import fee, slipped
from .account_records import Entry, Fill, Position, Target, Trade

SLIVER = 1e-9  # a remainder below this part of the entry is closed with the part before it


class Ledger:
    """Cash and its movements over the books of one account."""

    def __init__(self, books: list[Book], capital: float, costs: Costs) -> None:
        self.books, self.cash, self.costs = books, capital, costs
        self.closed: list[tuple[int, int, Trade]] = []
        self.fills: list[Fill] = []
        self.refused: list[tuple[int, str, str]] = []

    def open(
        self, ts: int, book: Book, order: Entry, at: float, quantity: float, *, cut: bool
    ) -> None:
        """Fill an entry at that price; its stop and targets are set from what it then cost."""
        side, rules = order.side, book.rules
        price = self.paid(order, book, at)
        fees = fee(quantity, price * rules.multiplier, self.costs)
        self.cash -= side * quantity * price * rules.multiplier + fees
        slip = abs(price - at) * quantity * rules.multiplier
        self.fills.append(Fill(ts, book.name, side, price, quantity, fees, slip, "entry", cut))
        stop = first_stop(side, price, order.atr, order.stop, rules)
        book.position = Position(
            side=side,
            quantity=quantity,
            entered=quantity,
            entry_ts=ts,
            entry_bar=book.bars,
            entry_price=price,
            fees=fees,
            stop=stop,
            targets=first_targets(order, price, stop, quantity, rules),
            distance=None if stop is None else abs(price - stop),
            anchor=price,
            low=price,
            high=price,
        )

    def paid(self, order: Entry, book: Book, at: float) -> float:
        """The price of an entry's fill: a limit order does not slip (row 9)."""
        if order.limit is not None:
            return at
        return slipped(at, order.side, self.costs, book.rules.tick)

    def take(self, ts: int, book: Book, target: Target, at: float) -> None:
        """Fill a target; a sliver that it would leave goes with it."""
        position = book.position
        position.targets.remove(target)
        position.has_taken = True
        rest = position.quantity - target.quantity
        is_last = rest < SLIVER * position.entered
        self.close(ts, book, at, "target", None if is_last else target.quantity)

    def close(
        self, ts: int, book: Book, at: float, reason: str, quantity: float | None = None
    ) -> None:
        """End a position, or a quantity of it.

        Fills of the market and of stops slip; only a ruined one is free of fees.
        """
        position, rules = book.position, book.rules
        quantity = position.quantity if quantity is None else quantity
        side = Side(-position.side)
        price, fees = at, 0.0
        if reason in ("signal", "stop", "time"):
            price = slipped(at, side, self.costs, rules.tick)
        if reason != "ruined":
            fees = fee(quantity, price * rules.multiplier, self.costs)
        self.cash += position.side * quantity * price * rules.multiplier - fees
        slip = abs(price - at) * quantity * rules.multiplier
        self.fills.append(Fill(ts, book.name, side, price, quantity, fees, slip, reason))
        position.fees += fees
        position.exits.append((price, quantity))
        if quantity < position.quantity:
            position.quantity -= quantity
            return
        trade = book.trade(ts, price, reason)
        self.closed.append((ts, self.books.index(book), trade))
        book.pnls.append(trade.pnl)
        book.position, book.exit_waits, book.exit_bar = None, None, book.bars

    def trades(self) -> list[Trade]:
        """Row 56: by exit, then symbol order; open ones last."""
        ended = [trade for _, _, trade in sorted(self.closed, key=lambda item: item[:2])]
        standing = [
            book.trade(None, book.last_close, "open")
            for book in self.books
            if book.position is not None
        ]
        return ended + standing

    def worth(self, prices: Mapping[str, float]) -> float:
        """Cash plus positions at those prices, added in symbol order."""
        total = self.cash
        for book in self.books:
            if book.position is not None:
                signed = book.position.side * book.position.quantity
                total += signed * book.rules.multiplier * prices[book.name]
        return total

    def gross(self, prices: Mapping[str, float]) -> float:
        """Sum of the positions' absolute values at those prices."""
        return sum(
            book.position.quantity * book.rules.multiplier * prices[book.name]
            for book in self.books
            if book.position is not None
        )

    def outlay(self, quantity: float, unit: float) -> float:
        """What an entry takes from buying power."""
        return quantity * unit + fee(quantity, unit, self.costs)

    def refuse(self, ts: int, book: Book, reason: str) -> None:
        """Log why the signal of that ts led to no fill."""
        self.refused.append((ts, book.name, reason))
