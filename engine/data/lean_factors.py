"""Actions out of LEAN's factor and map files."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ..errors import DataError
from .action_files import day_of, number_of, table
from .actions import Actions, Dividend, Rename, Split
from .calendars import sessions_of

if TYPE_CHECKING:
    from pathlib import Path

    from .calendars import SessionTable

FAR = date(2049, 12, 31)  # later dates stand for "until now"
SIMPLE = 100  # largest number in a ratio that rounding is undone for
ROUNDING = 1e-5  # of a ratio out of factors with seven digits
CHANGE = 1e-9
EPOCH = date(1970, 1, 1)


def read_lean(
    factors: Path, symbol: str, *, names: Path | None = None, calendar: str = "XNYS"
) -> Actions:
    """The actions behind a factor file: rows of date, price factor, split factor, last close.

    factors   a row's factors hold for dates up to its own, so that an action's ex-date is the next
              session of `calendar`; their ratio to those of the next row is the action's
    names     a map file: rows of the last date of a symbol and the symbol

    A dividend keeps the file's close, and with it the file's factor but for the last bits; a
    split's ratio is the simple one (7, 3/2) that seven digits stand for. Raises DataError naming
    the row.
    """
    sessions = sessions_of(calendar)
    rows = [
        _factors(row, f"{factors.name}: row {i}") for i, row in enumerate(table(factors), 1) if row
    ]
    if not rows:
        raise DataError(f"{factors.name}: has no rows: a factor file has one at least")
    splits, dividends = [], []
    for i, (row, after) in enumerate(pairwise(rows), 1):
        where = f"{factors.name}: row {i}"
        if after[0] <= row[0]:
            raise DataError(f"{where}: {row[0]} is not before {after[0]}: sort the rows by date")
        paid, ratio = row[1] / after[1], after[2] / row[2]
        split, dividend = abs(ratio - 1.0) > CHANGE, abs(paid - 1.0) > CHANGE
        if not (split or dividend):
            continue
        day = _next(row[0], sessions, where)
        if split:
            ratio = _simple(ratio)
            splits.append(Split(day, ratio))
        if dividend:
            if row[3] <= 0.0 or paid > 1.0:
                raise DataError(
                    f"{where}: a dividend needs a close above 0 and a factor below the next one's"
                )
            dividends.append(
                Dividend(day, (1.0 - paid) * row[3] / (ratio if split else 1.0), row[3])
            )
    renames, delisted = _renames(names) if names else ((), None)
    return Actions(
        symbol=symbol,
        splits=tuple(splits),
        dividends=tuple(dividends),
        renames=renames,
        tz=sessions.tz,
        delisted=delisted,
    )


def _factors(row: list[str], where: str) -> tuple[date, float, float, float]:
    if len(row) not in (3, 4):
        raise DataError(
            f"{where}: has {len(row)} values: a factor file has date, price factor, split factor"
            " and last close"
        )
    numbers = [number_of(each.strip(), where) for each in row[1:]]
    if min(numbers[:2]) <= 0.0:
        raise DataError(f"{where}: factors must be above 0: mend the row")
    return day_of(row[0].strip(), where), numbers[0], numbers[1], [*numbers, 0.0][2]


def _next(day: date, sessions: SessionTable, where: str) -> date:
    row = int(np.searchsorted(sessions.date, (day - EPOCH).days, "right"))
    if row == sessions.date.size or (day - EPOCH).days < sessions.first:
        raise DataError(f"{where}: no session of {sessions.name} is known after {day}")
    return EPOCH + timedelta(days=int(sessions.date[row]))


def _simple(ratio: float) -> float:
    """The ratio without the rounding of the factors, where a simple one is that near."""
    near = Fraction(ratio).limit_denominator(SIMPLE)
    if near.numerator <= SIMPLE and abs(float(near) / ratio - 1.0) < ROUNDING:
        return float(near)
    return ratio


def _renames(names: Path) -> tuple[tuple[Rename, ...], date | None]:
    """Symbols by their first date, and the last day of trading."""
    rows = []
    for i, row in enumerate(table(names), 1):
        if row:
            where = f"{names.name}: row {i}"
            if len(row) < 2:
                raise DataError(f"{where}: a map file has date and symbol: mend it")
            rows.append((day_of(row[0].strip(), where), row[1].strip().upper()))
    if not rows:
        raise DataError(f"{names.name}: has no rows: a map file has two at least")
    begin = rows[0][0]
    out: list[Rename] = []
    for last, symbol in rows[1:] or rows:
        if not out or out[-1].symbol != symbol:
            out.append(Rename(begin, symbol))
        begin = last + timedelta(days=1)
    return tuple(out), None if rows[-1][0] > FAR else rows[-1][0]
