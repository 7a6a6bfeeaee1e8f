"""What the causality check found, in a form that can be stored, printed and raised."""

from datetime import UTC, datetime

import msgspec


class Difference(msgspec.Struct, frozen=True):
    """The first value that changed.

    market     symbol, or "the trial market"
    bar, ts    its position in that market, from 0, and its start in ns UTC
    column     "signal", an extra column, or "feature NAME"
    expected   the value with all bars in sight, and `got` the one found instead
    cut        last bar in sight, or None where nothing was hidden
    cause      what was different, in words
    """

    market: str
    bar: int
    ts: int
    column: str
    expected: str
    got: str
    cut: int | None
    cause: str

    def __str__(self) -> str:
        when = datetime.fromtimestamp(self.ts // 1_000_000_000, UTC)
        day = f"{when:%Y-%m-%d}" if self.ts % 86_400_000_000_000 == 0 else f"{when:%Y-%m-%d %H:%M}"
        return (
            f"{self.column} at bar {self.bar} ({day}, {self.market}) is {self.expected}, but"
            f" {self.got} {self.cause}"
        )


class Verdict(msgspec.Struct, frozen=True):
    """Whether a strategy's output at each bar depends on bars up to that bar only.

    cuts       prefixes that were tried, each with three hidden futures
    bars       bars on which it was tried; of these `tried` are of the `given` ones, the others are
               the trial market's
    signals    bars with a signal among them: few of them make a weak proof
    first      the first value that changed, if one did
    reasons    why it failed, in words; empty when it passed
    whole      prefixes of whole long markets that were tried besides, with the signals alone
    """

    strategy: str
    passed: bool
    cuts: int
    bars: int
    tried: int
    given: int
    signals: int
    first: Difference | None = None
    reasons: tuple[str, ...] = ()
    whole: int = 0

    def describe(self) -> str:
        """One line: the verdict, and the first bar and value that changed, or what was tried."""
        if not self.passed:
            return f"{self.strategy}: refused: {'; '.join(self.reasons)}"
        part = f"{self.tried:,} of the {self.given:,} bars and {self.bars - self.tried:,} of"
        where = part if self.given else f"{self.bars:,} bars of"
        line = (
            f"{self.strategy}: no lookahead in {self.cuts:,} prefixes of {where} the trial market,"
            f" with {self.signals:,} signals, nor in {self.whole:,} of longer ones"
        )
        return line if self.signals else f"{line}: it never fired, so little was tested"
