"""Columns of a table without a header, found by what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from ..errors import DataError
from .columns import PRICES, Columns
from .dialect import VALUE
from .numerals import numbers
from .symbols import fault
from .times import moments
from .zones import is_dates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .options import Options

    F64 = NDArray[np.float64]

SAMPLE = 20_000  # rows looked at
WIDEST = 50  # columns looked at
MOST = 0.98  # of the rows must show it
ENOUGH = 10  # rows that tell open from close
NEARER = 0.7  # of the other's distance to the close before, for the one that is the open
NUMBERED = VALUE.pattern
CLOCK = r"^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?$"
CLOCK_NUMBER = r"^([01]?\d|2[0-3])?[0-5]?\d([0-5]\d)?$"
SAY = "say which is which: names={'1': 'ts', '2': 'open', '3': 'high', '4': 'low', '5': 'close'}"


def located(raw: pl.DataFrame, options: Options, where: str) -> Columns:
    """The time (the first column that holds times), four prices beside each other, the volume.

    High is never below the other prices and low never above them. The open is the one of the other
    two that is nearer to the close before it. Raises DataError, beginning with `where`, if a column
    is not found, or if which is which cannot be told.
    """
    width = min(raw.width - 1, WIDEST)
    columns = [raw.to_series(i) for i in range(width)]
    time = next((i for i in range(width) if _times(columns[i], options) is not None), None)
    if time is None:
        raise DataError(f"{where}: has no header, and no column of times: {SAY}")
    times = [time]
    if time + 1 < width and _is_clock(columns[time + 1], columns[time], options):
        times.append(time + 1)
    likely = [i for i in range(width) if i not in times and _is_numeric(columns[i])]
    texts = {str(i): columns[i] for i in likely if columns[i].dtype == pl.String}
    read = numbers(texts, options, where, [])
    found = {i: read.get(str(i), columns[i]).cast(pl.Float64).to_numpy() for i in likely}
    window = next(
        (each for each in zip(*(likely[k:] for k in range(4)), strict=False) if _bars(found, each)),
        None,
    )
    if window is None:
        raise DataError(
            f"{where}: has no header, and no four columns beside each other of which one is never"
            f" below and one never above the others: {SAY}"
        )
    when = _times(columns[time], options)
    newest_first = when is not None and when.drop_nulls()[0] > when.drop_nulls()[-1]
    step = -1 if newest_first else 1
    prices = _ordered({i: each[::step] for i, each in found.items()}, window, where)
    later = [i for i in likely if i > window[-1]]
    volume = later[0] if later and (np.nan_to_num(found[later[0]]) >= 0.0).all() else None
    symbol = next((i for i in range(width) if i not in times and _is_symbol(columns[i])), None)
    named = dict(zip(PRICES, prices, strict=True)) | ({} if volume is None else {"volume": volume})
    shown = ", ".join(f"{name} {place + 1}" for name, place in named.items())
    notes = [
        "no header: found by their values: time in column"
        f" {' and '.join(str(each + 1) for each in times)}, {shown} (names= says otherwise)"
    ]
    if volume is None:
        notes.append("no volume column: volume is 0")
    return Columns(tuple(times), prices, volume, symbol, width, tuple(notes))


def _mostly(shown: Any) -> bool:
    """Whether all rows but a few show it: one of four or more, two of a hundred."""
    allowed = max(1.0 if shown.size >= 4 else 0.0, (1.0 - MOST) * shown.size)
    return bool(shown.size - np.count_nonzero(shown) <= allowed)


def _times(column: pl.Series, options: Options) -> pl.Series | None:
    """The column as times if most of it is that."""
    if not (column.dtype.is_numeric() or column.dtype.is_temporal() or column.dtype == pl.String):
        return None
    if column.dtype in (pl.Time, pl.Duration):
        return None
    given = column.drop_nulls()
    if given.dtype == pl.String and not given.head(20).str.contains(r"\d.*\d").any():
        return None
    read = moments(given, None, [], unit=options.unit, dates=options.dates or "dmy")
    return read if given.len() and _mostly(read.is_not_null().to_numpy()) else None


def _is_clock(column: pl.Series, date: pl.Series, options: Options) -> bool:
    """Whether it holds times of the day: 09:30, or numbers like 93000 where dates repeat."""
    if column.dtype == pl.Time:
        return True
    text = column.drop_nulls().cast(pl.String).str.strip_chars()
    if not text.len():
        return False
    if _mostly(text.str.contains(CLOCK).to_numpy()):
        return True
    days = _times(date, options)
    return (
        days is not None
        and is_dates(days)
        and days.n_unique() < days.len()
        and bool(text.str.contains(CLOCK_NUMBER).all())
    ) or bool((text.str.contains(r"^0+$")).all())


def _is_numeric(column: pl.Series) -> bool:
    if column.dtype != pl.String:
        return column.dtype.is_numeric()
    given = column.drop_nulls().str.strip_chars()
    return given.len() > 0 and _mostly(given.str.contains(NUMBERED).to_numpy())


def _is_symbol(column: pl.Series) -> bool:
    if column.dtype != pl.String:
        return False
    given = column.drop_nulls().str.strip_chars()
    named = given.str.contains(r"^[\p{L}^]")
    held = given.filter(named).unique().head(50).to_list()
    return bool(held) and _mostly(named.to_numpy()) and any(fault(each) is None for each in held)


def _bars(found: dict[int, F64], window: tuple[int, ...]) -> bool:
    rows = np.stack([found[i] for i in window])
    rows = rows[:, np.isfinite(rows).all(axis=0)]
    if rows.shape[1] == 0 or not _mostly((rows > 0.0).all(axis=0)):
        return False
    return _high(rows) is not None and _low(rows) is not None


def _high(rows: F64) -> int | None:
    """The place of the column that is never below another; the second if several are."""
    top = [_mostly(each) for each in rows >= rows.max(axis=0)]
    return 1 if top[1] else next((i for i in (2, 0, 3) if top[i]), None)


def _low(rows: F64) -> int | None:
    bottom = [_mostly(each) for each in rows <= rows.min(axis=0)]
    return 2 if bottom[2] else next((i for i in (3, 1, 0) if bottom[i]), None)


def _ordered(
    found: dict[int, F64], window: tuple[int, ...], where: str
) -> tuple[int, int, int, int]:
    """Open, high, low and close among the four columns."""
    rows = np.stack([found[i] for i in window])
    rows = rows[:, np.isfinite(rows).all(axis=0)]
    high, low = _high(rows), _low(rows)
    if high is None or low is None or high == low:
        raise DataError(f"{where}: has no header, and its prices cannot be told apart: {SAY}")
    first, second = (i for i in range(4) if i not in (high, low))
    forward = np.abs(rows[first, 1:] - rows[second, :-1]).sum()
    swapped = np.abs(rows[second, 1:] - rows[first, :-1]).sum()
    same = bool((rows[first] == rows[second]).all())
    if (high, low) == (1, 2):
        clear = not (rows.shape[1] >= ENOUGH and swapped < forward * NEARER)
    else:
        clear = rows.shape[1] >= ENOUGH and min(forward, swapped) < max(forward, swapped) * NEARER
        if clear and swapped < forward:
            first, second = second, first
    if not clear and not same:
        raise DataError(f"{where}: has no header, and open and close cannot be told apart: {SAY}")
    return window[first], window[high], window[low], window[second]
