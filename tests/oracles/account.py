"""One account of several symbols, bar by bar: the slow twin of the engine's loop.

Written from semantics.md (rows 6 to 24, 33 to 35, 38, 41, 46 to 56, 61, 62). It shares no code with
the kernels and is meant to be read beside the table.
"""

from collections.abc import Mapping

from engine.backtest.costs import Costs
from kernels.enums import Side, SignalType

from .account_book import Book, Columns
from .account_entries import entry_of, signal_price
from .account_fills import Fills
from .account_ledger import Ledger
from .account_levels import is_out_of_time, move_stop
from .account_prices import schedule, whole_lots
from .account_records import Outcome, Rules
from .account_sessions import trades_at_weekends
from .account_sizing import size


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
              open, high, low, close, signal, and, absent or with values None or NaN where there
              are none, strength, atr, volatility (a year's deviation of returns), stop, target,
              limit, trigger; a row with a NaN price is a missing bar
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


class Account(Fills):
    """The step of semantics row 47 over a ledger and its books."""

    def __init__(self, ledger: Ledger, intrabar: str, every_day: bool) -> None:
        super().__init__(ledger, intrabar, every_day)
        self.capital = ledger.cash
        self.ruined = False
        self.equity: list[float] = []
        self.cash: list[float] = []

    def step(self, ts: int) -> None:
        """Exits at the opens, entries, events after the opens, marks, signals."""
        for book in self.books:
            book.turn_to(ts)
        if not self.ruined:
            self.exits_at_open(ts)
            self.end_stale(ts)
            self.entries_at_open(ts)
            self.events_after_open(ts)
        self.mark(ts)
        for book in self.books:
            self.hear(ts, book)

    def mark(self, ts: int) -> None:
        """(d), first half: mark at the closes, see ruin, move stops, call time."""
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
                move_stop(position, bar, book.value("atr", bar.row), book.rules)
                if is_out_of_time(book.bars - position.entry_bar + 1, book.rules):
                    book.exit_waits = "time"

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
        """What the signal means to the position, or to the entry, that stands after this bar.

        Never to both: the exit half of a reversal has filled at the open of the symbol's own bar.
        """
        held = book.position.side if book.position else 0
        if held == signal:
            self.ledger.refuse(ts, book, "already_long" if held > 0 else "already_short")
            return
        if held:
            book.exit_waits = "signal"
        waiting, book.entry = book.entry, None
        if waiting is not None:
            self.ledger.refuse(waiting.ts, book, "replaced")
        if signal == SignalType.BUY or (signal == SignalType.SELL and book.rules.risk.allow_short):
            self.order(ts, book, Side(signal))
        elif not held and waiting is None:
            reason = "already_flat" if signal == SignalType.CLOSE else "short_not_allowed"
            self.ledger.refuse(ts, book, reason)

    def order(self, ts: int, book: Book, side: Side) -> None:
        """Send an entry, sized here where `size_at` says so."""
        share = 1.0 / min(len(self.books), self.most_positions(book))
        entry = entry_of(ts, book, side, self.equity, self.capital, share)
        if isinstance(entry, str):
            self.ledger.refuse(ts, book, entry)
            return
        if book.rules.risk.size_at == "signal":
            price = signal_price(entry, book.bar.close)
            wanted = size(entry, price, self.equity[-1], book.rules, self.costs)
            entry.quantity = whole_lots(wanted, book.rules.risk.lot)
            if entry.quantity == 0.0:
                self.ledger.refuse(ts, book, "too_small")
                return
        book.entry = entry

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
