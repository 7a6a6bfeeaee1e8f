"""Numbers as people write them: decimal commas, thousands apart, currency signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import polars as pl

from ..errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .options import Options

EMPTY = ("", "nan", "na", "n/a", "null", "none", "-", "--", "nil", "#n/a")
SIGNS = r"^[\s$€£¥₹]+|[\s$€£¥₹%]+$"
APOSTROPHES = "'\u2019"
BLANKS = " \u00a0\u202f"
GROUPS = r"(?:[0-9]{1,3}(?:{0}[0-9]{2,3})*{0}[0-9]{3}|[0-9]+)"
NUMBER = r"^[+-]?(?:GROUPS(?:{1}[0-9]*)?|{1}[0-9]+)(?:[eE][+-]?[0-9]+)?$"
MULTIPLES = {"K": 1e3, "M": 1e6, "B": 1e9}
AMBIGUOUS = r"^[+-]?[1-9][0-9]{0,2}{0}[0-9]{3}$"
SINGLE = r"^[+-]?[0-9]*{0}[0-9]*(?:[eE][+-]?[0-9]+)?$"
REPEATED = r"^[+-]?[0-9]{1,3}(?:{0}[0-9]{2,3}){2,}$"
ORDERED = r"^[+-]?[0-9][0-9{0}]*{0}[0-9]{3}{1}[0-9]*$"


class Convention(msgspec.Struct, frozen=True):
    """The signs of a file's numbers; no `thousands` stands for any that is not the decimal sign."""

    decimal: str
    thousands: str = ""

    @property
    def groups(self) -> str:
        """A class of the signs that may stand between thousands."""
        others = "." if self.decimal == "," else ","
        signs = self.thousands or others + APOSTROPHES + BLANKS
        return "[" + {"'": APOSTROPHES, " ": BLANKS}.get(signs, signs) + "]"

    @property
    def pattern(self) -> str:
        """What a number looks like."""
        groups = GROUPS.replace("{0}", self.groups)
        return NUMBER.replace("GROUPS", groups).replace("{1}", f"[{self.decimal}]")


def numbers(
    texts: Mapping[str, pl.Series], options: Options, where: str, notes: list[str]
) -> dict[str, pl.Series]:
    """The text columns as numbers, null where one cannot be read, all by one convention.

    Raises DataError where nothing shows whether 1,234 has decimals or thousands.
    """
    asked = options.decimal or options.thousands
    stripped = {name: text.str.strip_chars() for name, text in texts.items()}
    simple = {name: text.cast(pl.Float64, strict=False) for name, text in stripped.items()}
    unread = {name: _unread(stripped[name], simple[name]) for name in texts}
    if not asked and not any(each.any() for each in unread.values()):
        return simple
    bare = {name: text.str.replace_all(SIGNS, "") for name, text in stripped.items()}
    signed = sum(int((bare[name] != stripped[name]).sum()) for name in texts)
    if signed:
        notes.append("currency and percent signs of numbers are left out")
    convention = (
        Convention(options.decimal or ("," if options.thousands == "." else "."))
        if asked
        else _convention(pl.concat([each.rename("text") for each in bare.values()]), where)
    )
    convention = Convention(convention.decimal, options.thousands or "")
    grouped = any(
        each.str.contains(r"[0-9]" + convention.groups + r"[0-9]{3}").any()
        for each in bare.values()
    )
    if convention.decimal == ",":
        notes.append("numbers have a decimal comma")
    if grouped:
        notes.append("thousands stand apart in numbers: read as one number")
    return {
        name: _parsed(text, convention, notes if name == "volume" else None)
        for name, text in bare.items()
    }


def is_empty(text: pl.Expr) -> pl.Expr:
    """Whether a text says that there is no value."""
    return text.str.strip_chars().str.to_lowercase().is_in(EMPTY)


def _unread(text: pl.Series, number: pl.Series) -> pl.Series:
    return text.is_not_null() & number.is_null() & ~text.str.to_lowercase().is_in(EMPTY)


def _convention(text: pl.Series, where: str) -> Convention:
    """The convention that most of the values show."""
    text = text.str.replace_all(f"[{APOSTROPHES}{BLANKS}]", "")
    points, commas = _evidence(text, r"[.]", ","), _evidence(text, ",", r"[.]")
    if points == commas == 0:
        unclear = text.filter(text.str.contains(AMBIGUOUS.replace("{0}", ",")))
        if unclear.len():
            value = unclear[0]
            raise DataError(
                f"{where}: {value!r} may be {value.replace(',', '.')} or {value.replace(',', '')}:"
                " say which: decimal=',' or thousands=','"
            )
    return Convention("," if commas > points else ".")


def _evidence(text: pl.Series, decimal: str, other: str) -> int:
    """How many values can only be read with this decimal sign."""
    single = text.str.contains(SINGLE.replace("{0}", decimal)) & ~text.str.contains(
        AMBIGUOUS.replace("{0}", decimal)
    )
    repeated = text.str.contains(REPEATED.replace("{0}", other))
    ordered = text.str.contains(ORDERED.replace("{0}", other).replace("{1}", decimal))
    return int((single | repeated | ordered).sum())


def _parsed(text: pl.Series, convention: Convention, volume: list[str] | None) -> pl.Series:
    factor = None
    if volume is not None:
        suffix = text.str.to_uppercase().str.extract(r"^[0-9.,]+\s*([KMB])$")
        if suffix.is_not_null().any():
            volume.append("volumes like 1.2M are read as millions, K as thousands, B as billions")
            factor = suffix.replace_strict(MULTIPLES, default=1.0, return_dtype=pl.Float64)
            text = text.str.replace(r"\s*[KMBkmb]$", "")
    fits = text.str.contains(convention.pattern)
    shaped = text.str.replace_all(convention.groups, "")
    shaped = shaped.str.replace(convention.decimal, ".", literal=True)
    number = shaped.cast(pl.Float64, strict=False)
    special = text.str.contains(r"(?i)^[+-]?(inf|infinity|nan)$")
    number = number.zip_with((fits | special).fill_null(value=False), number.clear(number.len()))
    return number if factor is None else number * factor
