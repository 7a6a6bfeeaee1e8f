"""An instrument: what a symbol is, and in which steps it trades."""

from __future__ import annotations

import math
import re
from pathlib import PurePath
from typing import Literal, get_args

import msgspec

from ..errors import DataError

LONGEST_SYMBOL = 64
FILE_SUFFIXES = (".csv", ".txt", ".tsv", ".parquet", ".pq", ".gz", ".zst")
PUNCTUATION = "._-/:^="
Calendar = str  # auto, 252, 365, or the code of an exchange
Adjusted = Literal["yes", "no", "unknown"]
ADJUSTED = get_args(Adjusted)
NEVER_SPLIT = ("365", "24/7")  # calendars of currencies, which have no shares


class Instrument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One tradable thing.

    currency    of its quotes
    multiplier  money per unit of price and quantity (50 for an ES future)
    tick        smallest step of a price, 0 for none
    lot         smallest step of a quantity, 0 for fractional
    calendar    its market's: an exchange's code such as XNYS, 252 (weekdays), 365 (every day), or
                auto, found from the bars. A run of instruments that share one takes it as its own
    adjusted    whether its prices are adjusted for splits and dividends

    Raises DataError where a field cannot be.
    """

    symbol: str
    currency: str = "USD"
    multiplier: float = 1.0
    tick: float = 0.0
    lot: float = 0.0
    calendar: Calendar = "auto"
    adjusted: Adjusted = "unknown"

    def __post_init__(self) -> None:
        require_symbol(self.symbol)
        if not (
            3 <= len(self.currency) <= 5 and self.currency.isalnum() and self.currency.isupper()
        ):
            raise DataError(
                f"{self.symbol}: currency {self.currency!r} must be a code like USD or USDT"
            )
        if not (math.isfinite(self.multiplier) and self.multiplier > 0.0):
            raise DataError(
                f"{self.symbol}: multiplier {self.multiplier} must be above 0 and finite"
            )
        if self.adjusted not in ADJUSTED:
            raise DataError(
                f"{self.symbol}: adjusted {self.adjusted!r} must be one of {', '.join(ADJUSTED)}"
            )
        if not re.fullmatch(r"[A-Za-z0-9/_.-]{2,16}", self.calendar):
            raise DataError(
                f"{self.symbol}: calendar {self.calendar!r} must be auto, 252, 365 or an exchange's"
                " code such as XNYS"
            )
        for name, step in (("tick", self.tick), ("lot", self.lot)):
            if not (math.isfinite(step) and step >= 0.0):
                raise DataError(
                    f"{self.symbol}: {name} {step} must be 0 (none) or a finite step above 0"
                )


def require_symbol(symbol: str) -> None:
    """Raise DataError unless the text can name an instrument.

    Letters and digits of any script and `._-/:^=`, at most 64 characters, beginning with a letter,
    a digit or ^, ending with a letter or a digit, without `..` and `//`. Never used as a path.
    """
    if symbol.isalnum() and len(symbol) <= LONGEST_SYMBOL:
        return
    allowed = all(each.isalnum() or each in PUNCTUATION for each in symbol)
    framed = symbol[:1].removeprefix("^").isalnum() or symbol[:1] == "^"
    if (
        not allowed
        or not framed
        or not symbol[-1:].isalnum()
        or len(symbol) > LONGEST_SYMBOL
        or ".." in symbol
        or "//" in symbol
    ):
        raise DataError(
            f"symbol {symbol[:80]!r} cannot be used: letters, digits and {PUNCTUATION} only, at"
            f" most {LONGEST_SYMBOL}, a letter or digit at both ends, for example BRK.B"
        )


def symbol_of_path(path: PurePath) -> str:
    """The symbol that a file's name gives: its stem in upper case, `_` for what cannot be in one.

    brk.b.csv is BRK.B, spy.csv.gz is SPY. Raises DataError where nothing usable is left.
    """
    stem = path.name
    while PurePath(stem).suffix.lower() in FILE_SUFFIXES:
        stem = PurePath(stem).stem
    kept = "".join(each if each.isalnum() or each in "._-^=" else "_" for each in stem.upper())
    while ".." in kept:
        kept = kept.replace("..", ".")
    symbol = kept.strip("._-=")[:LONGEST_SYMBOL].rstrip("._-=^")
    require_symbol(symbol)
    return symbol
