"""`--set fast=5`: names and values on the command line, as the types declared for them."""

import typing
from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from engine.errors import ParameterError
from engine.nearest import hint


def pairs(option: str, texts: Iterable[str]) -> dict[str, str]:
    """Values by name. Raises ParameterError where one is not NAME=VALUE, or a name comes twice."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise ParameterError(f"{option} {text}: must be NAME=VALUE")
        if name in found:
            raise ParameterError(f"{option} {name} is given twice: {found[name]} and {value}")
        found[name] = value
    return found


def settings(option: str, texts: Iterable[str], kind: type[msgspec.Struct]) -> dict[str, Any]:
    """The pairs as values of a record's fields. Raises ParameterError naming option and value."""
    types = {field.name: field.type for field in msgspec.structs.fields(kind)}
    found: dict[str, Any] = {}
    for name, text in pairs(option, texts).items():
        if name not in types:
            raise ParameterError(f"{option} {name}: unknown name{hint(name, types)}")
        try:
            found[name] = msgspec.convert(text, types[name], strict=False)
        except msgspec.ValidationError as error:
            raise ParameterError(f"{option} {name}={text}: {_remedy(types[name], text)}") from error
    return found


def _remedy(kind: Any, text: str) -> str:
    if typing.get_origin(kind) is Literal:
        values = [str(each) for each in typing.get_args(kind)]
        return f"must be one of {', '.join(values)}{_near(text, values)}"
    kinds = [each for each in typing.get_args(kind) or (kind,) if each is not type(None)]
    words = {bool: "true or false", int: "a whole number", float: "a number"}
    return "must be " + " or ".join(words.get(each, str(each)) for each in kinds)


def _near(text: str, values: list[str]) -> str:
    answer = hint(text, values)
    return answer if "did you mean" in answer else ""
