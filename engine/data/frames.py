"""Tables of other libraries as Polars frames: pandas, which is not imported, and numpy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from ..errors import DataError

REMEDY = "give a polars.DataFrame with ts, open, high, low, close, volume"


def frame_of(data: object, where: str) -> pl.DataFrame:
    """The table as a Polars frame; a pandas index that holds times becomes its first column.

    data   a Polars or pandas DataFrame, a structured array, or arrays by name

    Raises DataError, beginning with `where`, for anything else.
    """
    if isinstance(data, pl.DataFrame):
        return data
    kind = f"{type(data).__module__.partition('.')[0]}.{type(data).__name__}"
    try:
        if kind == "pandas.DataFrame":
            return _from_pandas(data, where)
        if isinstance(data, np.ndarray) and data.dtype.names:
            return _from_arrays({name: data[name] for name in data.dtype.names}, where)
        if isinstance(data, Mapping) and data:
            return _from_arrays(data, where)
    except (TypeError, ValueError, OverflowError, pl.exceptions.PolarsError) as error:
        reason = str(error).partition("\n")[0][:160]
        raise DataError(f"{where}: the {kind} cannot be read: {reason}; {REMEDY}") from error
    remedy = "collect it: frame.collect()" if kind == "polars.LazyFrame" else REMEDY
    raise DataError(f"{where}: bars are a polars.DataFrame, not {kind}: {remedy}")


def _from_pandas(data: Any, where: str) -> pl.DataFrame:
    labels = _labels(data, where)
    columns: list[pl.Series] = []
    if getattr(data.index, "nlevels", 1) > 1:
        raise DataError(
            f"{where}: the index has several levels: take one symbol, frame.xs('SPY', level=…)"
        )
    index = data.index.to_timestamp() if hasattr(data.index, "to_timestamp") else data.index
    if type(index).__name__ == "DatetimeIndex":
        columns.append(_pandas_times(index, "ts"))
        labels = [f"{label} (column)" if label == "ts" else label for label in labels]
    elif index.dtype.kind == "O" or str(index.dtype) in ("string", "str"):
        columns.append(pl.Series("ts", list(index)))
    for place, label in enumerate(labels):
        column = data.iloc[:, place]
        name = _free(label, columns)
        if hasattr(column, "dt") and column.dtype.kind == "M":
            columns.append(_pandas_times(column.dt, name, column))
        elif column.dtype.kind in "iufb":
            values = column.to_numpy(dtype="float64", na_value=np.nan)
            whole = isinstance(column.dtype, np.dtype) and column.dtype.kind == "i"
            columns.append(pl.Series(name, column.to_numpy() if whole else values))
        else:
            columns.append(pl.Series(name, list(column), strict=False))
    return pl.DataFrame(columns)


def _free(label: str, columns: list[pl.Series]) -> str:
    """The label, or, if a column has it, one that no column has."""
    taken = {column.name for column in columns}
    while label in taken:
        label += " "
    return label


def _labels(data: Any, where: str) -> list[str]:
    """Names of the columns; yfinance's pairs of a price and a symbol without the symbol."""
    labels = list(data.columns)
    if not any(isinstance(label, tuple) for label in labels):
        return [str(label) for label in labels]
    levels = list(zip(*labels, strict=True))
    several = [level for level in levels if len(set(level)) > 1]
    if len(several) == 1:
        return [str(label) for label in several[0]]
    raise DataError(
        f"{where}: the columns hold several symbols: take one, frame.xs('SPY', axis=1, level=1)"
    )


def _pandas_times(times: Any, name: str, column: Any = None) -> pl.Series:
    """Times with a zone as UTC, or as dates where the clock of the zone shows midnight only."""
    zone = getattr(times, "tz", None)
    source = times if column is None else column
    if zone is None:
        return _datetimes(name, source.to_numpy())
    wall = times.tz_localize(None)
    local = _datetimes(name, wall.to_numpy())
    if (local.dt.truncate("1d") == local).all():
        return local
    utc = times.tz_convert("UTC").tz_localize(None) if column is None else None
    utc = column.dt.tz_convert("UTC").dt.tz_localize(None) if utc is None else utc
    return _datetimes(name, utc.to_numpy()).dt.replace_time_zone("UTC")


def _datetimes(name: str, values: np.ndarray[Any, Any]) -> pl.Series:
    """datetime64 of any unit; seconds and minutes become milliseconds, days become dates."""
    unit = np.datetime_data(values.dtype)[0]
    if unit in ("Y", "M", "W"):
        values = values.astype("datetime64[D]")
    elif unit in ("h", "m", "s"):
        values = values.astype("datetime64[ms]")
    return pl.Series(name, values)


def _from_arrays(arrays: Mapping[Any, Any], where: str) -> pl.DataFrame:
    columns = []
    for name, values in arrays.items():
        if isinstance(values, pl.Series):
            columns.append(values.alias(str(name)))
            continue
        array = np.asarray(values)
        if array.ndim != 1:
            raise DataError(f"{where}: {name} has {array.ndim} dimensions: give columns of one")
        if array.dtype.kind == "M":
            columns.append(_datetimes(str(name), array))
        elif array.dtype.kind == "O":
            columns.append(pl.Series(str(name), list(array), strict=False))
        else:
            columns.append(pl.Series(str(name), np.ascontiguousarray(array)))
    lengths = {column.len() for column in columns}
    if len(lengths) > 1:
        raise DataError(f"{where}: the columns have {sorted(lengths)} rows: make them equal")
    return pl.DataFrame(columns)
