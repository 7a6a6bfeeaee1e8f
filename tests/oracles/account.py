"""One account of several symbols, bar by bar: the slow twin of the engine's loop.

Written from semantics.md (rows 6 to 23, 33 to 35, 38, 41, 46 to 56) for market entries, signal
exits, protective stops and targets. It shares no code with the kernels and is meant to be read
beside the table.
"""

import math
from collections.abc import Mapping

from engine.backtest.costs import Costs
from kernels.enums import Side, SignalType

from .account_book import Book, Columns
from .account_events import after_open, at_open
from .account_ledger import Ledger
from .account_prices import affordable, needs_atr, schedule, size, slipped, trail, whole_lots
from .account_records import Entry, Outcome, Rules
from .account_sessions import session, trades_at_weekends


def simulate(
    markets: Mapping[str, Columns],
    capital: float,
    rules: Mapping[str, Rules],
    costs: Costs,
    intrabar: str = "pessimistic",
    *,
    annual: int | None = None,
    ready: Mapping[str, int] | None = None,
) -> Outcome:
    """Run one account.

    markets   per symbol, in account order, columns of its own rows: ts (nanoseconds, increasing),
              open, high, low, close, signal, strength, atr; a row with a NaN price is a missing
              bar; the columns strength and atr, or single values of them, may be None
    rules     per symbol
    annual    365 counts every day as a session, another number five a week, None asks row 4
    ready     per symbol, the first own bar whose signal counts (default 0)
    """
    timeline = sorted({int(ts) for columns in markets.values() for ts in columns["ts"]})
    every_day = trades_at_weekends(timeline) if annual is None else annual == 365
    books = [Book(name, markets[name], rules[name], (ready or {}).get(name, 0)) for name in markets]
    account = Account(Ledger(books, capital, schedule(costs)), intrabar, every_day)
    for ts in timeline:
        account.step(ts)
    return account.outcome(timeline)


class Account:
    """The step of semantics row 47 over a ledger and its books."""

    def __init__(self, ledger: Ledger, intrabar: str, every_day: bool) -> None:
        self.ledger, self.books, self.costs = ledger, ledger.books, ledger.costs
        self.intrabar, self.every_day = intrabar, every_day
        self.ruined = False
        self.ambiguous = 0
        self.equity: list[float] = []
        self.cash: list[float] = []

    def step(self, ts: int) -> None:
        """Exits at the opens, entries, events after the opens, marks, signals."""
        for book in self.books:
            book.turn_to(ts)
        if not self.ruined:
            self.exits_at_open(ts)
            self.entries_at_open(ts)
            self.events_after_open(ts)
        self.mark(ts)
        for book in self.books:
            self.hear(ts, book)

    def exits_at_open(self, ts: int) -> None:
        """(a): a signal's exit, else the stop, else the target that the open satisfies."""
        for book in self.books:
            if book.position is None or book.bar is None:
                continue
            reason = "signal" if book.exit_waits else at_open(book.position, book.bar)
            if reason:
                self.ledger.close(ts, book, book.bar.open, reason)

    def entries_at_open(self, ts: int) -> None:
        """(b): by strength, then symbol order, on one equity and a shrinking buying power."""
        at = {book.name: book.bar.open if book.bar else book.last_close for book in self.books}
        equity, gross, spent = self.ledger.worth(at), self.ledger.gross(at), 0.0
        filling = [book for book in self.books if book.entry is not None and book.bar is not None]
        for book in sorted(filling, key=lambda book: -book.entry.strength):
            order, book.entry = book.entry, None
            spent += self.enter(ts, book, order, equity, gross + spent)

    def enter(self, ts: int, book: Book, order: Entry, equity: float, committed: float) -> float:
        """Fill one entry, or log why not; what it took from buying power."""
        risk, ledger = book.rules.risk, self.ledger
        if self.sessions_between(order.ts, ts) > risk.max_age:
            ledger.refuse(order.ts, book, "stale")
            return 0.0
        if sum(other.position is not None for other in self.books) >= self.most_positions(book):
            ledger.refuse(order.ts, book, "max_positions")
            return 0.0
        price = slipped(book.bar.open, order.side, self.costs, book.rules.tick)
        unit = price * book.rules.multiplier
        wanted = order.quantity
        if wanted is None:
            wanted = self.size(book, order, price, equity)
        power = equity * risk.max_leverage - committed
        cut = ledger.outlay(wanted, unit) > power + 1e-9 * equity
        left = affordable(power, unit, self.costs) if power > 1e-9 * equity else 0.0
        quantity = left if cut else wanted
        quantity = whole_lots(quantity, risk.lot)
        if wanted == 0.0 or (quantity == 0.0 and not cut):
            ledger.refuse(order.ts, book, "too_small")
            return 0.0
        if quantity == 0.0 or (cut and risk.sizing == "quantity"):
            ledger.refuse(order.ts, book, "no_cash")
            return 0.0
        ledger.open(ts, book, order, quantity, cut=cut)
        return ledger.outlay(quantity, unit)

    def events_after_open(self, ts: int) -> None:
        """(c): stops and targets inside the bar, an entry of this bar included."""
        for book in self.books:
            position, bar = book.position, book.bar
            if position is None or bar is None:
                continue
            reason, at = at_open(position, bar), bar.open  # a tick may set a new stop past its open
            if reason is None:
                reason, ambiguous = after_open(position, bar, self.intrabar)
                self.ambiguous += ambiguous
                at = position.stop if reason == "stop" else position.target
            if reason:
                self.ledger.close(ts, book, at, reason)

    def mark(self, ts: int) -> None:
        """(d), first half: mark at the closes, see ruin, let trailing stops follow."""
        for book in self.books:
            if book.bar is not None:
                book.last_close = book.bar.close
        if self.ruined:
            self.equity.append(self.equity[-1])
        else:
            self.equity.append(
                self.ledger.worth({book.name: book.last_close for book in self.books})
            )
            if self.equity[-1] <= 0.0:
                self.ruin(ts)
        self.cash.append(self.ledger.cash)
        for book in self.books:
            position, bar = book.position, book.bar
            if position is not None and bar is not None:
                position.low = min(position.low, bar.low)
                position.high = max(position.high, bar.high)
                trail(position, bar.close, book.value("atr", bar.row), book.rules)

    def ruin(self, ts: int) -> None:
        """Row 35: every position closes at its mark without a fee, and nothing trades again."""
        for book in self.books:
            if book.position is not None:
                self.ledger.close(ts, book, book.last_close, "ruined")
            if book.entry is not None:
                self.ledger.refuse(book.entry.ts, book, "ruined")
                book.entry = None
        self.ruined, self.ledger.cash = True, self.equity[-1]

    def hear(self, ts: int, book: Book) -> None:
        """(d), second half: turn the signal of this step's bar into orders, or say why not."""
        row = book.rows.get(ts)
        signal = SignalType.HOLD if row is None else SignalType(book.columns["signal"][row])
        if signal == SignalType.HOLD:
            return
        if self.ruined:
            self.ledger.refuse(ts, book, "ruined")
        elif book.bar is None:
            self.ledger.refuse(ts, book, "missing_bar")
        elif book.bars - 1 < book.ready:
            self.ledger.refuse(ts, book, "warm_up")
        else:
            self.decide(ts, book, signal)

    def decide(self, ts: int, book: Book, signal: SignalType) -> None:
        """What the signal means to the position that stands after this bar.

        No order can be waiting here: the symbol's own bar has just filled or refused it.
        """
        held = book.position.side if book.position else 0
        if signal == SignalType.CLOSE:
            book.exit_waits = held != 0
            if not held:
                self.ledger.refuse(ts, book, "already_flat")
        elif held == signal:
            self.ledger.refuse(ts, book, "already_long" if held > 0 else "already_short")
        else:
            book.exit_waits = held != 0
            if signal == SignalType.BUY or book.rules.risk.allow_short:
                self.order(ts, book, Side(signal))
            elif not held:
                self.ledger.refuse(ts, book, "short_not_allowed")

    def order(self, ts: int, book: Book, side: Side) -> None:
        """Send an entry, sized here where `size_at` says so."""
        bar = book.bar
        atr = book.value("atr", bar.row)
        if needs_atr(book.rules) and math.isnan(atr):
            self.ledger.refuse(ts, book, "no_atr")
            return
        entry = Entry(ts, side, book.strength(bar.row), atr, None)
        if book.rules.risk.size_at == "signal":
            wanted = self.size(book, entry, bar.close, self.equity[-1])
            entry.quantity = whole_lots(wanted, book.rules.risk.lot)
            if entry.quantity == 0.0:
                self.ledger.refuse(ts, book, "too_small")
                return
        book.entry = entry

    def size(self, book: Book, order: Entry, price: float, equity: float) -> float:
        """What the symbol's sizing rule wants at that price."""
        share = 1.0 / min(len(self.books), self.most_positions(book))
        return size(order, price, equity, book.rules, self.costs, share=share)

    def most_positions(self, book: Book) -> int:
        """Row 49: positions that may stand once this symbol has entered."""
        return book.rules.risk.max_positions or len(self.books)

    def sessions_between(self, start: int, end: int) -> int:
        """Sessions elapsed from one ts to another."""
        return session(end, every_day=self.every_day) - session(start, every_day=self.every_day)

    def outcome(self, timeline: list[int]) -> Outcome:
        """The account's log; an entry that still waits is refused for want of data."""
        for book in self.books:
            if book.entry is not None:
                self.ledger.refuse(book.entry.ts, book, "end_of_data")
        ledger = self.ledger
        return Outcome(
            timeline,
            self.equity,
            self.cash,
            ledger.trades(),
            ledger.fills,
            ledger.refused,
            self.ambiguous,
            self.ruined,
        )
