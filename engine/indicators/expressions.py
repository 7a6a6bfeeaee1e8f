"""Indicators as functions: names in, a polars expression out; arrays in, arrays out."""

from __future__ import annotations

import inspect
from collections import namedtuple
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import polars as pl

from ..data.sessions import session_dates
from ..errors import ParameterError
from .catalog import indicator
from .columns import outputs
from .feature import SESSION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from .indicator import Indicator, Value

TIME = "ts"  # the column that sessions are made of where nothing is said
NAMED = (str, pl.Expr)
FLOAT = np.dtype(np.float64)

_NOTES = """
Given names of columns or polars expressions it returns a polars expression, called like the
indicator, a struct where there are several outputs; nulls come in as missing bars, and values that
are not there go out as nulls. Use `.over("symbol")` in a frame of several symbols. Given arrays or
polars series it returns a numpy array, or a named tuple of arrays, with NaN for what is not there.
"""


@cache
def function(name: str) -> Callable[..., Any]:
    """The function of the indicator of that name; raises ParameterError if there is none."""
    row = indicator(name)
    signature = _signature(row)
    count, by_session = len(row.inputs), row.by_session
    record = _record(row) if len(row.outputs) > 1 else None

    def call(*args: Any, **kwargs: Any) -> Any:
        if by_session and count <= len(args) and isinstance(args[count - 1], int | float):
            args = (*args[: count - 1], TIME, *args[count - 1 :])
        if kwargs or len(args) < count:
            try:
                bound = signature.bind(*args, **kwargs)
            except TypeError as error:
                raise ParameterError(f"{row.usage()}: {error}") from error
            bound.apply_defaults()
            args = tuple(bound.arguments.values())
        inputs = args[:count]
        values = row.values(*args[count:]) if len(args) > count else row.defaults()
        if isinstance(inputs[0], NAMED) and all(isinstance(each, NAMED) for each in inputs):
            return _expression(row, inputs, values)
        arrays = outputs(row, _arrays(row, inputs), values)
        return record(*arrays) if record else arrays[0]

    call.__name__ = call.__qualname__ = row.name
    call.__module__ = __package__
    call.__doc__ = _documentation(row)
    call.__signature__ = signature  # type: ignore[attr-defined]
    return call


def _signature(row: Indicator) -> inspect.Signature:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    inputs = [
        inspect.Parameter(name, kind, default=TIME if name == SESSION else inspect.Parameter.empty)
        for name in row.inputs
    ]
    parameters = [
        inspect.Parameter(each.name, kind, default=each.default) for each in row.parameters
    ]
    return inspect.Signature([*inputs, *parameters])


def _documentation(row: Indicator) -> str:
    lines = [row.summary, "", f"formula  {row.formula}"]
    lines += [f"{each.name}  {each.minimum} to {each.maximum}" for each in row.parameters]
    lines += [f"outputs  {', '.join(row.outputs)}", f"source   {row.source}"]
    return "\n".join(lines) + "\n" + _NOTES


def _record(row: Indicator) -> Callable[..., tuple[Any, ...]]:
    return cast("Callable[..., tuple[Any, ...]]", namedtuple(row.name, row.outputs))


def _expression(
    row: Indicator, inputs: Sequence[str | pl.Expr], values: tuple[Value, ...]
) -> pl.Expr:
    single = len(row.outputs) == 1
    dtype: pl.DataType = (
        pl.Float64() if single else pl.Struct(dict.fromkeys(row.outputs, pl.Float64))
    )

    def compute(series: Sequence[pl.Series]) -> pl.Series:
        arrays = outputs(row, _arrays(row, series), values)
        parts = [
            pl.Series(name, array).fill_nan(None)
            for name, array in zip(row.outputs, arrays, strict=True)
        ]
        return parts[0] if single else pl.DataFrame(parts).to_struct(row.name)

    columns = [pl.col(each) if isinstance(each, str) else each for each in inputs]
    return pl.map_batches(columns, compute, return_dtype=dtype).alias(row.name)


def _arrays(row: Indicator, given: Sequence[Any]) -> list[NDArray[Any]]:
    """The inputs as read-only, contiguous columns of one length: int32 sessions, float64 others."""
    arrays = [_column(row, at, given) for at in range(len(given))]
    if len(arrays) > 1 and len({array.size for array in arrays}) > 1:
        sizes = ", ".join(
            f"{name} {array.size}" for name, array in zip(row.inputs, arrays, strict=True)
        )
        raise ParameterError(f"{row.name}: inputs differ in length: {sizes}")
    return arrays


def _column(row: Indicator, at: int, given: Sequence[Any]) -> NDArray[Any]:
    each, name = given[at], row.inputs[at]
    if isinstance(each, NAMED):
        alone = name == SESSION and not any(isinstance(other, NAMED) for other in given[:at])
        raise ParameterError(
            f"{row.name} session: arrays carry no time: give the ts or the session of each bar"
            if alone
            else f"{row.name}: give {', '.join(row.inputs)} all as names or expressions,"
            " or all as arrays"
        )
    array = _session(row, each) if name == SESSION else _numbers(row, name, each)
    if array.flags.writeable:
        array = array.view()
        array.flags.writeable = False
    return array


def _numbers(row: Indicator, name: str, given: Any) -> NDArray[Any]:
    if type(given) is np.ndarray and given.dtype == FLOAT and given.ndim == 1:
        return given if given.flags.c_contiguous else np.ascontiguousarray(given)
    try:
        if isinstance(given, pl.Series):
            if not (given.dtype.is_numeric() or given.dtype == pl.Null):
                raise TypeError(f"it holds {given.dtype}")  # noqa: TRY301
            given = given.cast(pl.Float64).to_numpy()
        array = np.ascontiguousarray(given, dtype=np.float64)
    except (TypeError, ValueError, pl.exceptions.PolarsError) as error:
        raise ParameterError(f"{row.name} {name}: not a column of numbers ({error})") from error
    dimensions = given.ndim if isinstance(given, np.ndarray) else np.ndim(given)
    if dimensions != 1:
        raise ParameterError(
            f"{row.name} {name}: must be a column name, an expression or a one-dimensional"
            f" array, not {type(given).__name__} with {dimensions} dimensions"
        )
    return array


def _session(row: Indicator, given: Any) -> NDArray[Any]:
    """Session ordinals as they are; of times, row 3 of the semantics."""
    column = pl.Series(given)
    if column.null_count():
        raise ParameterError(f"{row.name} session: row {column.is_null().arg_max()} has none")
    if column.dtype.is_temporal():
        if not column.is_sorted():
            raise ParameterError(
                f"{row.name} session: times must rise from row to row: sort the frame, and use"
                ' .over("symbol") where it holds several symbols'
            )
        ts = column.cast(pl.Datetime("ns")).to_numpy().view(np.int64)
        return session_dates(ts) if ts.size else np.empty(0, np.int32)
    narrow = column.cast(pl.Int32, strict=False) if column.dtype.is_integer() else column
    if not narrow.dtype.is_integer() or narrow.null_count() or not narrow.is_sorted():
        raise ParameterError(
            f"{row.name} session: must be datetimes, or whole numbers of 32 bits that never fall,"
            f" not {column.dtype}"
        )
    array: NDArray[Any] = narrow.to_numpy()
    return array
