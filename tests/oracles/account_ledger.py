"""The money side of the oracle's account: cash, fills, trades, and what was refused."""

from collections.abc import Mapping

from engine.backtest.costs import Costs
from kernels.enums import Side

from .account_book import Book
from .account_prices import fee, slipped, stop_level, target_level
from .account_records import Entry, Fill, Position, Trade


class Ledger:
    """Cash and its movements over the books of one account."""

    def __init__(self, books: list[Book], capital: float, costs: Costs) -> None:
        self.books, self.cash, self.costs = books, capital, costs
        self.closed: list[tuple[int, int, Trade]] = []
        self.fills: list[Fill] = []
        self.refused: list[tuple[int, str, str]] = []

    def open(self, ts: int, book: Book, order: Entry, quantity: float, *, cut: bool) -> None:
        """Fill an entry at this bar's open and set its stop and target from the fill price."""
        side, rules, at = order.side, book.rules, book.bar.open
        price = slipped(at, side, self.costs, rules.tick)
        paid = fee(quantity, price * rules.multiplier, self.costs)
        self.cash -= side * quantity * price * rules.multiplier + paid
        slip = abs(price - at) * quantity * rules.multiplier
        self.fills.append(Fill(ts, book.name, side, price, quantity, paid, slip, "entry", cut))
        stop = stop_level(side, price, order.atr, rules)
        book.position = Position(
            side=side,
            quantity=quantity,
            entry_ts=ts,
            entry_bar=book.bars,
            entry_price=price,
            entry_fee=paid,
            stop=stop,
            target=target_level(side, price, stop, rules),
            risk=None if stop is None else abs(price - stop) * quantity * rules.multiplier,
            anchor=price,
            low=price,
            high=price,
        )

    def close(self, ts: int, book: Book, at: float, reason: str) -> None:
        """Flatten the symbol; market and stop fills slip, only a ruined one is free of fees."""
        position, rules = book.position, book.rules
        side = Side(-position.side)
        price, paid = at, 0.0
        if reason in ("signal", "stop"):
            price = slipped(at, side, self.costs, rules.tick)
        if reason != "ruined":
            paid = fee(position.quantity, price * rules.multiplier, self.costs)
        self.cash += position.side * position.quantity * price * rules.multiplier - paid
        slip = abs(price - at) * position.quantity * rules.multiplier
        self.fills.append(Fill(ts, book.name, side, price, position.quantity, paid, slip, reason))
        self.closed.append((ts, self.books.index(book), book.trade(ts, price, paid, reason)))
        book.position, book.exit_waits = None, False

    def trades(self) -> list[Trade]:
        """Row 56: by exit, then symbol order; open ones last."""
        ended = [trade for _, _, trade in sorted(self.closed, key=lambda item: item[:2])]
        standing = [
            book.trade(None, book.last_close, 0.0, "open")
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
