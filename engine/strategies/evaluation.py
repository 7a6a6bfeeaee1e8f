"""A strategy's signal function called over its columns."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, cast, get_args

import msgspec
import numpy as np
from numba.core.errors import NumbaError
from numpy.typing import NDArray

from kernels.enums import SignalType
from kernels.jit import F64

from ..errors import StrategyError
from .base import BaseStrategy

SIGNAL = "signal"
LOWEST, HIGHEST = int(SignalType.SELL), int(SignalType.CLOSE)
RAISED = (LookupError, ValueError, ArithmeticError, AssertionError, RuntimeError, MemoryError)
Outputs = dict[str, NDArray[Any]]


def outputs(strategy: BaseStrategy, columns: Mapping[str, F64]) -> Outputs:
    """The signal (n,) int8 and every extra column (n,) float64 of the strategy, by name.

    columns   one (n,) array a feature, by the names of `strategy.features()`
    Raises StrategyError where the function does not compile, fails, or writes a value that is no
    SignalType, naming the bar.
    """
    filled, problem = fill(strategy.signal, *inputs(strategy, columns), strategy)
    if problem is not None:
        raise StrategyError(f"{strategy.name}: signal failed: {problem}")
    values = filled[SIGNAL]
    if values.size and (values.min() < LOWEST or values.max() > HIGHEST):
        bar = int(np.argmax((values < LOWEST) | (values > HIGHEST)))
        raise StrategyError(
            f"{strategy.name}: signal wrote {values[bar]} at bar {bar}; out takes SignalType.SELL,"
            " HOLD, BUY or CLOSE"
        )
    return filled


def inputs(
    strategy: BaseStrategy, columns: Mapping[str, F64]
) -> tuple[list[F64], list[int | float | bool]]:
    """The feature columns and the numbers that the signal function takes before its outputs.

    A choice (`Literal["a", "b"]`) comes as the position of its value, from 0.
    """
    features, scalars = _arguments(strategy)
    kinds = _kinds(type(strategy))
    numbers = []
    for name in scalars:
        if name not in kinds:
            raise StrategyError(
                f"{strategy.name}: signal takes {name!r}, which is no int, float, bool or Literal"
                " parameter"
            )
        numbers.append(kinds[name](getattr(strategy, name)))
    return [columns[name] for name in features], numbers


def fill(
    function: Callable[..., None],
    columns: list[F64],
    numbers: list[int | float | bool],
    strategy: BaseStrategy,
) -> tuple[Outputs, str | None]:
    """Fresh outputs filled by the function, and the message with which it stopped, if it did.

    Raises StrategyError where it cannot be compiled.
    """
    size = columns[0].size
    filled: Outputs = {SIGNAL: np.zeros(size, np.int8)}
    filled |= {name: np.full(size, np.nan) for name in strategy.columns}
    try:
        function(*columns, *numbers, *filled.values())
    except NumbaError as error:
        raise StrategyError(
            f"{strategy.name}: signal cannot be compiled: {_told(error)}"
        ) from error
    except RAISED as error:
        return filled, str(error) or type(error).__name__
    return filled, None


def _told(error: NumbaError) -> str:
    """What a compiler's message of many lines says: the cause, the call, the line of the file."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    cause = next((line for line in lines if "pipeline" not in line), "")
    call = next((line.removeprefix(">>> ") for line in lines if line.startswith(">>> ")), "")
    place = re.search(r'^File ".*", (line \d+)', str(error), re.MULTILINE)
    return " ".join(filter(None, (place and f"{place[1]}:", cause, call)))


@lru_cache(maxsize=256)
def _arguments(strategy: BaseStrategy) -> tuple[list[str], list[str]]:
    return strategy.signal_arguments()


@lru_cache(maxsize=256)
def _kinds(strategy: type[BaseStrategy]) -> dict[str, Callable[[Any], int | float | bool]]:
    """What makes a number of each parameter: one type each, so that one version is compiled."""
    names = {
        msgspec.inspect.FloatType: float,
        msgspec.inspect.IntType: int,
        msgspec.inspect.BoolType: bool,
    }
    info = cast("msgspec.inspect.StructType", msgspec.inspect.type_info(strategy))
    declared = {field.name: field.type for field in msgspec.structs.fields(strategy)}
    kinds: dict[str, Callable[[Any], int | float | bool]] = {}
    for field in info.fields:
        kind = field.type.type if isinstance(field.type, msgspec.inspect.Metadata) else field.type
        if type(kind) in names:
            kinds[field.name] = names[type(kind)]
        elif isinstance(kind, msgspec.inspect.LiteralType):  # it has sorted them
            kinds[field.name] = get_args(declared[field.name]).index
    return kinds
