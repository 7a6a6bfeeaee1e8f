"""Indicators as functions: names in, a polars expression out; arrays in, arrays out."""

from __future__ import annotations

import inspect
from collections import namedtuple
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import polars as pl

from ..errors import ParameterError
from .catalog import Indicator, Value, indicator
from .columns import outputs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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

    def call(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        given = list(bound.arguments.values())
        inputs, values = given[: len(row.inputs)], row.values(*given[len(row.inputs) :])
        named = [isinstance(each, str | pl.Expr) for each in inputs]
        if all(named):
            return _expression(row, inputs, values)
        if any(named):
            raise ParameterError(
                f"{row.name}: give {', '.join(row.inputs)} all as names or expressions,"
                " or all as arrays"
            )
        arrays = outputs(row, _arrays(row, inputs), values)
        return _record(row.name)(*arrays) if len(arrays) > 1 else arrays[0]

    call.__name__ = call.__qualname__ = row.name
    call.__module__ = __package__
    call.__doc__ = _documentation(row)
    call.__signature__ = signature  # type: ignore[attr-defined]
    return call


def _signature(row: Indicator) -> inspect.Signature:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    inputs = [inspect.Parameter(name, kind) for name in row.inputs]
    parameters = [
        inspect.Parameter(each.name, kind, default=each.default) for each in row.parameters
    ]
    return inspect.Signature([*inputs, *parameters])


def _documentation(row: Indicator) -> str:
    lines = [row.summary, "", f"formula  {row.formula}"]
    lines += [f"{each.name}  {each.minimum} to {each.maximum}" for each in row.parameters]
    lines += [f"outputs  {', '.join(row.outputs)}", f"source   {row.source}"]
    return "\n".join(lines) + "\n" + _NOTES


@cache
def _record(name: str) -> Callable[..., tuple[Any, ...]]:
    row = indicator(name)
    return cast("Callable[..., tuple[Any, ...]]", namedtuple(row.name, row.outputs))


def _expression(row: Indicator, inputs: list[str | pl.Expr], values: tuple[Value, ...]) -> pl.Expr:
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
    numbers = [each.cast(pl.Float64) for each in columns]
    return pl.map_batches(numbers, compute, return_dtype=dtype).alias(row.name)


def _arrays(row: Indicator, given: Sequence[Any]) -> list[np.ndarray[Any, np.dtype[np.float64]]]:
    """The inputs as read-only, contiguous float64 columns of one length."""
    arrays = []
    for name, each in zip(row.inputs, given, strict=True):
        if isinstance(each, pl.Series):
            each = each.cast(pl.Float64).fill_null(float("nan")).to_numpy()  # noqa: PLW2901
        try:
            array = np.ascontiguousarray(each, dtype=np.float64).view()
        except (TypeError, ValueError) as error:
            raise ParameterError(f"{row.name} {name}: not a column of numbers ({error})") from error
        if np.ndim(each) != 1:
            raise ParameterError(
                f"{row.name} {name}: must be a column name, an expression or a one-dimensional"
                f" array, not {type(each).__name__} with {np.ndim(each)} dimensions"
            )
        array.flags.writeable = False
        arrays.append(array)
    if len({array.size for array in arrays}) > 1:
        sizes = ", ".join(
            f"{name} {array.size}" for name, array in zip(row.inputs, arrays, strict=True)
        )
        raise ParameterError(f"{row.name}: inputs differ in length: {sizes}")
    return arrays
