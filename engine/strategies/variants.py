"""The same strategy with other values of the numbers that its signal takes, one at a time.

A look ahead may wait behind a parameter: `if ahead > 0`, `if mode == 3`. The values tried are where
such a branch would turn: the declared bounds, every value of a short range, and the numbers with
which the code compares, with their neighbours.
"""

import dis
from collections.abc import Iterator
from math import inf, nextafter
from typing import Any, cast

import msgspec

from ..errors import ParameterError
from .base import BaseStrategy
from .parameters import with_parameters
from .purity import reached

SHORT_RANGE = 16
MOST = 24  # values a parameter
BETWEEN = ("SWAP", "COPY", "ROT_TWO", "ROT_THREE", "DUP_TOP", "EXTENDED_ARG", "CACHE")


def variants(strategy: BaseStrategy) -> Iterator[tuple[str, BaseStrategy]]:
    """`name=value` and the strategy with it, for every other value worth a try.

    Where a bound is not declared, no value crosses zero or is none that the code compares with: a
    lag of 1 that nobody bounded is not refused for what a lag of -1 or of 1,000 would do. Values
    that the strategy refuses itself are left out.
    """
    _, names = strategy.signal_arguments()
    numbers = sorted(_compared(strategy))
    for name in names:
        own = getattr(strategy, name)
        for value in _values(_kind(strategy, name), own, numbers)[:MOST]:
            try:
                changed = with_parameters(type(strategy), {**strategy.parameters(), name: value})
            except ParameterError:
                continue
            yield f"{name}={value}", changed


def _values(kind: Any, own: Any, numbers: list[float]) -> list[Any]:
    """Other values of a parameter of that type, the bounds first."""
    if isinstance(kind, msgspec.inspect.BoolType):
        return [not own]
    whole = isinstance(kind, msgspec.inspect.IntType)
    if not whole and not isinstance(kind, msgspec.inspect.FloatType):
        return []
    low, high = _bounds(kind, whole)
    lowest = 0.0 if low == -inf and own >= 0 else low
    highest = 0.0 if high == inf and own < 0 else high
    found = [each for each in (low, high) if abs(each) != inf]
    if whole and high - low <= SHORT_RANGE:
        found += range(int(low), int(high) + 1)
    for number in numbers:
        step = 1.0 if whole else max(abs(number) * 0.01, 1e-9)
        found += [number, number - step, number + step]
    inside = [each for each in found if lowest <= each <= highest and each != own]
    if whole:
        return list(dict.fromkeys(int(each) for each in inside if each == int(each)))
    return list(dict.fromkeys(float(each) for each in inside))


def _bounds(kind: Any, whole: bool) -> tuple[float, float]:
    """Lowest and highest value that the type allows, infinite where it does not say."""
    low, high = -inf, inf
    if kind.ge is not None:
        low = kind.ge
    elif kind.gt is not None:
        low = kind.gt + 1 if whole else nextafter(kind.gt, inf)
    if kind.le is not None:
        high = kind.le
    elif kind.lt is not None:
        high = kind.lt - 1 if whole else nextafter(kind.lt, -inf)
    return low, high


def _kind(strategy: BaseStrategy, name: str) -> Any:
    info = cast("msgspec.inspect.StructType", msgspec.inspect.type_info(type(strategy)))
    (kind,) = [field.type for field in info.fields if field.name == name]
    return kind.type if isinstance(kind, msgspec.inspect.Metadata) else kind


def _compared(strategy: BaseStrategy) -> set[float]:
    """The numbers with which the signal, and the user's functions that it calls, compare."""
    found: set[float] = set()
    for function in reached(strategy.signal):
        operands: list[Any] = [None, None]
        for each in dis.get_instructions(function.__code__):
            if each.opname in ("COMPARE_OP", "CONTAINS_OP"):
                found |= _numbers(operands[-1]) or _numbers(operands[-2])
            if each.opname in ("LOAD_CONST", "LOAD_SMALL_INT"):
                operands.append(each.argval)
            elif each.opname == "LOAD_GLOBAL":
                operands.append(function.__globals__.get(each.argval))
            elif each.opname not in BETWEEN:
                operands.append(None)
    return found


def _numbers(value: Any) -> set[float]:
    if isinstance(value, tuple | frozenset):
        return set().union(*map(_numbers, value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {float(value)}
    return set()
