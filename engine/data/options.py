"""What a reader may be told about a file instead of finding it out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, TypedDict, get_args

import msgspec

from ..errors import DataError
from ..nearest import hint
from .columns import TARGETS

if TYPE_CHECKING:
    from collections.abc import Mapping

Unit = Literal["s", "ms", "us", "ns"]
Stamps = Literal["start", "end"]
Conflict = Literal["refuse", "keep-first", "keep-last"]
Dates = Literal["mdy", "dmy", "ymd"]
CHOICES = {
    "unit": get_args(Unit),
    "stamps": get_args(Stamps),
    "on_conflict": get_args(Conflict),
    "dates": get_args(Dates),
}
WORDS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "blank": " "}
DELIMITERS = (",", ";", "\t", "|", " ")
DECIMALS = (".", ",")
THOUSANDS = (",", ".", " ", "'")


class Given(TypedDict, total=False):
    """The keyword arguments of `load` and `load_all`; `Options` says what each does."""

    tz: str | None
    symbol: str | None
    interval: str | None
    names: Mapping[str, str] | None
    delimiter: str | None
    decimal: str | None
    thousands: str | None
    unit: Unit | None
    dates: Dates | None
    divisor: float | None
    stamps: Stamps
    on_conflict: Conflict


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What is given about a file; what is None is found in the file and reported.

    tz           zone of times that name none (UTC if None); dates of sessions need none
    symbol       name of the series, and the one to take of a file that holds several in a symbol
                 column; the file's stem in upper case if None
    interval     like "1d" or "5m"; the commonest difference of neighbouring times if None
    names        the file's columns (by name, or by number from "1" where there is no header) to
                 ts, date, time, open, high, low, close, volume or symbol
    delimiter    one of , ; | a tab, or a blank for runs of blanks
    decimal      the sign before decimals, "." or ","
    thousands    the sign between groups of three digits
    unit         of times that count from 1970: s, ms, us or ns
    dates        the order in dates like 01/02/2024: mdy, dmy or ymd
    divisor      prices of the file are divided by it
    stamps       "end" where the file dates a bar by its end: bars are moved back by the interval
    on_conflict  of two different rows for one time both are refused, or one is kept

    Raises DataError for a value that cannot be.
    """

    tz: str | None = None
    symbol: str | None = None
    interval: str | None = None
    names: Mapping[str, str] | None = None
    delimiter: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    unit: Unit | None = None
    dates: Dates | None = None
    divisor: float | None = None
    stamps: Stamps = "start"
    on_conflict: Conflict = "refuse"

    def __post_init__(self) -> None:
        for name, known in CHOICES.items():
            value = getattr(self, name)
            if value is not None and value not in known:
                raise DataError(f"{name}={value!r} is not known{hint(str(value), known)}")
        for name, signs in (("decimal", DECIMALS), ("thousands", THOUSANDS)):
            value = getattr(self, name)
            if value is not None and value not in signs:
                raise DataError(f"{name}={value!r} must be one of {' '.join(map(repr, signs))}")
        if self.decimal is not None and self.decimal == self.thousands:
            raise DataError(f"decimal and thousands are both {self.decimal!r}: give two signs")
        if self.delimiter is not None and self.separator not in DELIMITERS:
            raise DataError(
                f"delimiter={self.delimiter!r} must be a comma, semicolon, tab, | or blank"
            )
        if self.divisor is not None and not (math.isfinite(self.divisor) and self.divisor > 0.0):
            raise DataError(f"divisor={self.divisor!r} must be a finite number above 0")
        for column, target in (self.names or {}).items():
            if target not in TARGETS:
                raise DataError(
                    f"names: {column!r} cannot become {target!r}{hint(str(target), TARGETS)}"
                )

    @property
    def separator(self) -> str | None:
        """The delimiter as the sign itself."""
        return self.delimiter and WORDS.get(self.delimiter.lower(), self.delimiter)
