"""`--set fast=5`: names and values on the command line, as the types declared for them."""

import typing
from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from engine.errors import ParameterError
from engine.nearest import hint
from engine.risk.lists import listed


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
            found[name] = msgspec.convert(listed(text, types[name]), types[name], strict=False)
        except msgspec.ValidationError as error:
            raise ParameterError(f"{option} {name}={text}: {_remedy(types[name], text)}") from error
    return found


def _remedy(kind: Any, text: str) -> str:
    kinds = [kind] if typing.get_origin(kind) is Literal else typing.get_args(kind) or (kind,)
    single = [each for each in kinds if each is not type(None) and not _is_list(each)]
    several = ", or several with commas" if any(map(_is_list, kinds)) else ""
    if typing.get_origin(single[0]) is Literal:
        values = [str(each) for each in typing.get_args(single[0])]
        wrong = next((part for part in text.split(",") if part.strip() not in values), text)
        return f"must be one of {', '.join(values)}{several}{_near(wrong, values)}"
    words = {bool: "true or false", int: "a whole number", float: "a number"}
    return "must be " + " or ".join(words.get(each, str(each)) for each in single) + several


def _is_list(kind: Any) -> bool:
    return typing.get_origin(kind) is tuple


def _near(text: str, values: list[str]) -> str:
    answer = hint(text, values)
    return answer if "did you mean" in answer else ""
