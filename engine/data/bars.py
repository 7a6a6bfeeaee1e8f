"""Bars in Polars: their schema, the check at the edge, and the bridge to the kernels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from ..errors import DataError
from .columns import PRICES, locate
from .frames import frame_of
from .moments import text
from .times import moments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from kernels.bars import Bars

    Table = pl.DataFrame | NDArray[np.void] | Mapping[str, Any]

SCHEMA = {"ts": pl.Datetime("ns", "UTC")} | dict.fromkeys((*PRICES, "volume"), pl.Float64())
NAMES, TYPES = list(SCHEMA), list(SCHEMA.values())
SORT = 'sort the frame: frame.sort("ts")'
UNIQUE = 'keep one row a ts: frame.unique("ts", keep="last", maintain_order=True)'
REMOVE = "mend or remove the row; a bar without a price has null in all four"
WIDEN = (
    "mend or remove the row; where rounding is to blame:"
    ' frame.with_columns(high=pl.max_horizontal("open", "high", "low", "close"),'
    ' low=pl.min_horizontal("open", "high", "low", "close"))'
)


def normalise(
    frame: Table,
    *,
    tz: str | None = None,
    where: str = "bars",
    notes: list[str] | None = None,
) -> pl.DataFrame:
    """The frame in the Bars schema; values and order are not looked at (`to_bars` checks them).

    Takes Polars and pandas frames (a time index is ts), structured arrays and mappings of arrays.
    Takes the usual column names in any case, ts as Datetime of any unit and zone or as Date, prices
    of any numeric type; drops other columns; a missing volume column becomes 0. Naive times are UTC
    unless `tz` names their zone. Times that are all midnight are dates of sessions: 00:00 UTC of
    that date. What was assumed is appended to `notes`. A frame in the schema is returned as it is.

    Raises DataError, beginning with `where`, if that cannot be done.
    """
    frame = frame_of(frame, where)
    if frame.height == 0:
        raise DataError(f"{where}: the frame has no rows")
    if frame.columns == NAMES and frame.dtypes == TYPES:
        return frame
    found = locate(frame.columns, where)
    seen = list(found.notes)
    time = frame.to_series(found.time[0])
    if len(found.time) > 1 or not isinstance(time.dtype, pl.Datetime | pl.Date):
        raise DataError(f"{where}: {_time_remedy(frame, found.time)}")
    ts = moments(time, tz, seen)
    if ts.null_count():
        row = int(ts.is_null().arg_max() or 0)
        raise DataError(
            f"{where}: row {row + 1}, column {time.name}: {time[row]} is no time that can be used"
            f" (empty, outside 1700 to 2199, or skipped by the clocks of {tz}); remove the row"
        )
    columns = [ts.alias("ts")]
    positions = dict(zip(PRICES, found.prices, strict=True))
    if found.volume is not None:
        positions["volume"] = found.volume
    for name, position in positions.items():
        column = frame.to_series(position)
        if not column.dtype.is_numeric():
            raise DataError(
                f"{where}: column {column.name} holds {column.dtype}, not numbers: convert it,"
                f' frame.with_columns(pl.col("{column.name}").cast(pl.Float64))'
            )
        columns.append(column.cast(pl.Float64).alias(name))
    if found.volume is None:
        columns.append(pl.Series("volume", [0.0]).new_from_index(0, frame.height))
    if notes is not None:
        notes.extend(seen)
    return pl.DataFrame(columns)


def to_bars(
    frame: Table,
    *,
    tz: str | None = None,
    where: str = "bars",
    notes: list[str] | None = None,
) -> Bars:
    """The frame as checked, read-only arrays for the kernels.

    A column in one chunk without nulls is not copied. Nulls become NaN, and a row with NaN in any
    of its four prices gets NaN in all (a missing bar). Raises what `normalise` and `check` raise.
    """
    return arrays(normalise(frame, tz=tz, where=where, notes=notes), where)


def arrays(tidy: pl.DataFrame, where: str = "bars") -> Bars:
    """`to_bars` of a frame that is in the Bars schema already."""
    from kernels.bars import Bars

    ts, *values = tidy.get_columns()
    if ts.null_count():
        row = int(ts.is_null().arg_max() or 0)
        raise DataError(f"{where}: row {row + 1}, column ts: there is no time; remove the row")
    open_, high, low, close, volume = map(_array, values)
    bars = Bars(_array(ts).view(np.int64), open_, high, low, close, volume)
    if check(bars, where):
        prices = np.stack(bars[1:5])
        prices[:, np.isnan(prices).any(axis=0)] = np.nan
        prices.flags.writeable = False
        bars = bars._replace(**dict(zip(PRICES, prices, strict=True)))
    return bars


def check(bars: Bars, where: str = "bars") -> int:
    """Raise DataError for the first row that no market can have made; one compiled pass.

    ts rises from row to row; prices are finite and above 0, high and low enclose open and close;
    volume is finite and not negative. A row with a NaN price is a missing bar, left unchecked.
    Prices at or below 0 (some spreads and futures had them) are refused: shares of equity and
    percent stops have no meaning there.

    returns  the number of rows with NaN in some of the four prices but not in all
    """
    from kernels.data.check import Fault, first_fault

    row, fault, partial = first_fault(*bars[:6])
    if row < 0:
        return int(partial)
    name = Fault(fault).name
    column = name.partition("_")[0].lower()
    value = text(bars.ts[row]) if column == "ts" else f"{getattr(bars, column)[row]:g}"
    problem, remedy = _explain(bars, row, name)
    raise DataError(
        f"{where}: row {row + 1} ({text(bars.ts[row])}), column {column}:"
        f" {value} {problem}; {remedy}"
    )


def _explain(bars: Bars, row: int, fault: str) -> tuple[str, str]:
    """What is wrong with the value, and how to mend it."""
    if fault == "TS_DUPLICATE":
        return f"stands twice (row {row} has it too)", UNIQUE
    if fault == "TS_BACKWARDS":
        return f"is before row {row} ({text(bars.ts[row - 1])})", SORT
    if fault.endswith("_INFINITE"):
        return "is not finite", REMOVE
    if fault.endswith("_NOT_POSITIVE"):
        return "is not above 0", REMOVE
    if fault == "VOLUME_NEGATIVE":
        return "is negative", "mend the row; an unknown volume is null"
    relation, other = fault.lower().split("_")[1:]
    return f"is {relation} {other} {getattr(bars, other)[row]:g}", WIDEN


def _time_remedy(frame: pl.DataFrame, positions: tuple[int, ...]) -> str:
    names = [frame.columns[position] for position in positions]
    if len(names) > 1:
        return f"date and time stand apart in {names[0]} and {names[1]}: join them into one ts"
    kind = frame.to_series(positions[0]).dtype
    remedy = (
        f'frame.with_columns(pl.col("{names[0]}").str.to_datetime())'
        if kind == pl.String
        else f'frame.with_columns(pl.from_epoch("{names[0]}", time_unit="ms"))'
    )
    return f"column {names[0]} holds {kind}, not dates or datetimes: convert it, {remedy}"


def _array(column: pl.Series) -> NDArray[Any]:
    """Read-only array of the column, nulls as NaN, in its own memory if one chunk without nulls."""
    array: NDArray[Any] = column.to_numpy()
    array.flags.writeable = False
    return array
