"""Parameter values from text, JSON or Python, checked against a strategy's declaration."""

from collections.abc import Mapping
from functools import lru_cache
from math import isfinite
from typing import Any

import msgspec
import numpy as np

from ..errors import ParameterError
from ..nearest import hint
from .base import BaseStrategy


def with_parameters(
    strategy: type[BaseStrategy], values: Mapping[str, Any], tag: str | None = None
) -> BaseStrategy:
    """The strategy with these values, defaults for the rest; text such as "5" is converted.

    Raises ParameterError naming the parameter, the value and what is allowed.
    """
    name = tag or str(strategy.__struct_config__.tag)
    fields = _fields(strategy)
    for given in values:
        if given not in fields:
            known = hint(given, fields) if fields else ": it has no parameters"
            raise ParameterError(f"{name} has no parameter {given!r}{known}")
    missing = [each for each, field in fields.items() if field.required and each not in values]
    if missing:
        raise ParameterError(f"{name} {missing[0]}: has no default, so it must be given a value")
    converted = {
        field.name: _converted(name, field, values.get(field.name, field.default))
        for field in fields.values()
        if field.name in values or field.default is not msgspec.NODEFAULT
    }
    return strategy(**converted)


@lru_cache(maxsize=256)
def _fields(strategy: type[BaseStrategy]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(strategy)}


def allowed(field_type: Any) -> str:
    """What a parameter of this type may be, in words: "an integer from 1 to 1000"."""
    kind = msgspec.inspect.type_info(field_type)
    if isinstance(kind, msgspec.inspect.Metadata):
        kind = kind.type
    if isinstance(kind, msgspec.inspect.LiteralType):
        return " or ".join(str(value) for value in kind.values)
    if isinstance(kind, msgspec.inspect.BoolType):
        return "true or false"
    if not isinstance(kind, msgspec.inspect.IntType | msgspec.inspect.FloatType):
        return str(field_type)
    word = "an integer" if isinstance(kind, msgspec.inspect.IntType) else "a number"
    if kind.ge is not None and kind.le is not None:
        return f"{word} from {kind.ge:g} to {kind.le:g}"
    bounds = (
        ("of at least", kind.ge),
        ("above", kind.gt),
        ("of at most", kind.le),
        ("below", kind.lt),
    )
    limits = [f"{claim} {limit:g}" for claim, limit in bounds if limit is not None]
    return " ".join([word, " and ".join(limits)]).strip()


def _converted(name: str, field: msgspec.structs.FieldInfo, value: Any) -> Any:
    plain = value.item() if isinstance(value, np.generic) else value
    try:
        result = msgspec.convert(plain, field.type, strict=False)
    except msgspec.ValidationError as error:
        raise ParameterError(
            f"{name} {field.name}={value}: must be {allowed(field.type)}"
        ) from error
    if isinstance(result, float) and not isfinite(result):
        raise ParameterError(f"{name} {field.name}={value}: must be a finite number")
    return result
