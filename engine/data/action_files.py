"""Actions as people write them down: a plain CSV of dates, kinds and values."""

from __future__ import annotations

import csv
import io
import math
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from ..errors import DataError
from ..nearest import hint
from .actions import Actions, Dividend, Rename, Split, read
from .instruments import require_symbol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KINDS = ("split", "dividend", "symbol")
NUMBER = r"[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]{1,2})?"
RATIO = re.compile(rf"({NUMBER})(?:\s*[:/]\s*({NUMBER}))?")


def read_actions(path: Path, symbol: str, *, tz: str | None = None) -> Actions:
    """Actions of a plain CSV with the columns date, kind, value, in any order of rows.

    split     value is the ratio: 7, 7:1, 3/2 or 0.1
    dividend  value is the money per share
    symbol    value is the symbol from that date on

    Dates are ISO (2014-06-09), the first day that trades on the new terms. A fourth column, close,
    may give the price before a dividend. Raises DataError naming the row.
    """
    where = path.name
    rows = table(path)
    header = [each.strip().lower() for each in rows[0]] if rows else []
    missing = [name for name in ("date", "kind", "value") if name not in header]
    if missing:
        raise DataError(f"{where}: no {missing[0]} column: the first line must be date,kind,value")
    places = {
        name: header.index(name) for name in ("date", "kind", "value", "close") if name in header
    }
    kinds: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for number, row in enumerate(rows[1:], 1):
        if not any(each.strip() for each in row):
            continue
        at = f"{where}: row {number}"
        if len(row) != len(header):
            raise DataError(f"{at}: has {len(row)} values for {len(header)} columns: mend it")
        value: dict[str, str] = {name: row[place].strip() for name, place in places.items()}
        kind = value["kind"].lower()
        if kind not in KINDS:
            raise DataError(f"{at}: kind {kind[:40]!r} is not known{hint(kind[:40], KINDS)}")
        kinds[kind].append(_action(kind, value, at))
    if not any(kinds.values()):
        raise DataError(f"{where}: has no action: what is kept stays as it is")
    for each in kinds.values():
        each.sort(key=lambda action: action.date)
    return Actions(
        symbol=symbol,
        splits=tuple(kinds["split"]),
        dividends=tuple(kinds["dividend"]),
        renames=tuple(kinds["symbol"]),
        tz=tz,
    )


def ratio_of(text: str) -> float | None:
    """The ratio of a split as people write it, None where it is none."""
    match = RATIO.fullmatch(text.strip())
    if match is None or (match[2] and float(match[2]) == 0.0):
        return None
    return float(match[1]) / float(match[2] or 1.0)


def day_of(text: str, where: str) -> date:
    """A date like 2014-06-09 or 20140609; raises DataError for others."""
    iso = text if re.fullmatch(r"\d{4}-\d\d-\d\d|\d{8}", text) else "no date"
    try:
        return date.fromisoformat(iso)
    except ValueError as error:
        raise DataError(f"{where}: {text[:40]!r} is no date: write it like 2014-06-09") from error


def number_of(text: str, where: str) -> float:
    """A finite number; raises DataError for anything else."""
    value = float(text) if re.fullmatch(f"-?{NUMBER}", text.strip()) else math.nan
    if not math.isfinite(value):
        raise DataError(f"{where}: {text[:40]!r} is no number: write it like 0.47")
    return value


def table(path: Path) -> Sequence[list[str]]:
    """The rows of a small CSV file as text."""
    try:
        content = read(path).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(content, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path.name}: is not a CSV file in UTF-8 ({error})") from error


def _action(kind: str, value: dict[str, str], at: str) -> Split | Dividend | Rename:
    day = day_of(value["date"], f"{at}, column date")
    text = value["value"]
    where = f"{at}, column value"
    if kind == "symbol":
        require_symbol(text)
        return Rename(day, text)
    if kind == "dividend":
        close = value.get("close", "")
        known = number_of(close, f"{at}, column close") if close else None
        return Dividend(day, number_of(text, where), known)
    ratio = ratio_of(text)
    if ratio is None:
        raise DataError(f"{where}: {text[:40]!r} is no ratio: write it like 7:1, 3/2 or 0.1")
    return Split(day, ratio)
