"""What a step fills before its marks: phases (a), (b) and (c) of semantics row 47."""

from .account_book import Book
from .account_events import (
    Reached,
    after_entry,
    after_open,
    at_open,
    fills_at_open,
    fills_inside,
    touches,
)
from .account_ledger import Ledger
from .account_prices import affordable, whole_lots
from .account_sessions import session
from .account_sizing import size


class Fills:
    """Orders of an account's books against a step's bars.

    sizing_equity   row 48's figure for the entries of this step
    committed       what positions and this step's entries hold of buying power (row 51)
    """

    def __init__(self, ledger: Ledger, intrabar: str, every_day: bool) -> None:
        self.ledger, self.books, self.costs = ledger, ledger.books, ledger.costs
        self.intrabar, self.every_day = intrabar, every_day
        self.sizing_equity = self.committed = 0.0
        self.ambiguous = 0

    def exits_at_open(self, ts: int) -> None:
        """(a): an exit to the market, else the stop or the targets that the open satisfies."""
        for book in self.books:
            if book.position is None or book.bar is None:
                continue
            if book.exit_waits is not None:
                self.ledger.close(ts, book, book.bar.open, book.exit_waits)
            else:
                self.fill(ts, book, at_open(book.position, book.bar), book.bar.open)

    def end_stale(self, ts: int) -> None:
        """Row 55: an entry that waited for a bar longer than `max_age` sessions is cancelled."""
        for book in self.books:
            order = book.entry
            if order is None or book.bar is None:
                continue
            if self.sessions_between(order.seen, ts) > book.rules.risk.max_age:
                self.ledger.refuse(order.ts, book, "stale")
                book.entry = None

    def entries_at_open(self, ts: int) -> None:
        """(b): by strength, then symbol order, on one equity and a shrinking buying power."""
        at = {book.name: book.bar.open if book.bar else book.last_close for book in self.books}
        self.sizing_equity, self.committed = self.ledger.worth(at), self.ledger.gross(at)
        filling = [
            book
            for book in self.books
            if book.entry is not None
            and book.bar is not None
            and fills_at_open(book.entry, book.bar)
        ]
        for book in sorted(filling, key=lambda book: -book.entry.strength):
            self.enter(ts, book, book.bar.open)

    def enter(self, ts: int, book: Book, at: float) -> None:
        """Fill the symbol's entry at that price, slippage apart, or log why not."""
        risk, ledger = book.rules.risk, self.ledger
        order, book.entry = book.entry, None
        if sum(other.position is not None for other in self.books) >= self.most_positions(book):
            ledger.refuse(order.ts, book, "max_positions")
            return
        equity = self.sizing_equity
        price = ledger.paid(order, book, at)
        unit = price * book.rules.multiplier
        wanted = order.quantity
        if wanted is None:
            wanted = size(order, price, equity, book.rules, self.costs)
        power = equity * risk.max_leverage - self.committed
        cut = ledger.outlay(wanted, unit) > power + 1e-9 * equity
        left = affordable(power, unit, self.costs) if power > 1e-9 * equity else 0.0
        quantity = whole_lots(left if cut else wanted, risk.lot)
        if wanted == 0.0 or (quantity == 0.0 and not cut):
            ledger.refuse(order.ts, book, "too_small")
        elif quantity == 0.0 or (cut and risk.sizing == "quantity"):
            ledger.refuse(order.ts, book, "no_cash")
        else:
            ledger.open(ts, book, order, at, quantity, cut=cut)
            self.committed += ledger.outlay(quantity, unit)

    def events_after_open(self, ts: int) -> None:
        """(c): a symbol's entry inside the bar, then its stop and targets; entries expire."""
        for book in self.books:
            if book.bar is None:
                continue
            if book.position is not None:
                self.protect(ts, book)
            elif book.entry is not None:
                self.enter_inside(ts, book)
                if book.entry is not None:
                    book.entry.bars -= 1
                    book.entry.seen = ts
                if book.entry is not None and book.entry.bars == 0:
                    self.ledger.refuse(book.entry.ts, book, "expired")
                    book.entry = None

    def protect(self, ts: int, book: Book) -> None:
        """The protective orders of a position that stands since this bar's open, or longer."""
        bar = book.bar
        # a tick, or a price that came with the signal, may set a new order past its own open
        self.fill(ts, book, at_open(book.position, bar), bar.open)
        if book.position is not None:
            self.fill(ts, book, after_open(book.position, bar, self.intrabar))

    def enter_inside(self, ts: int, book: Book) -> None:
        """An entry by limit or trigger inside the bar, and what the rest of the bar does to it."""
        order, bar = book.entry, book.bar
        if not fills_inside(order, bar):
            return
        by_limit = order.limit is not None
        at = order.limit if by_limit else order.trigger
        self.enter(ts, book, at)
        position = book.position
        if position is None:
            return
        if touches(at, position.stop, -position.side):  # slippage or a tick put the stop past it
            self.fill(ts, book, Reached([], True), at)
        else:
            self.fill(ts, book, after_entry(position, bar, self.intrabar, by_limit=by_limit))

    def fill(self, ts: int, book: Book, reached: Reached, at: float | None = None) -> None:
        """Fill the orders that a bar reaches, at that price or each at its own level."""
        self.ambiguous += reached.is_ambiguous
        for target in reached.targets:
            self.ledger.take(ts, book, target, target.level if at is None else at)
            if book.position is None:
                return
        if reached.stop:
            self.ledger.close(ts, book, book.position.stop if at is None else at, "stop")

    def most_positions(self, book: Book) -> int:
        """Row 49: positions that may stand once this symbol has entered."""
        return book.rules.risk.max_positions or len(self.books)

    def sessions_between(self, start: int, end: int) -> int:
        """Sessions elapsed from one ts to another."""
        return session(end, every_day=self.every_day) - session(start, every_day=self.every_day)
