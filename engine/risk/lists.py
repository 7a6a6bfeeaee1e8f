"""Settings that take one value or several: how they are written, and how they are kept."""

from __future__ import annotations

import typing
from typing import Any


def listed(value: Any, kind: Any) -> Any:
    """Text with commas as its parts where a setting of that type takes several values."""
    several = any(typing.get_origin(each) is tuple for each in typing.get_args(kind))
    found = parts(value) if several else value
    return [whole(each) for each in found] if isinstance(found, list) else whole(found)


def whole(value: Any) -> Any:
    """`".05"` as "0.05", which numbers in JSON begin with."""
    return f"0{value}" if isinstance(value, str) and value.startswith(".") else value


def parts(value: Any) -> Any:
    """`"percent, time"` as ["percent", "time"]; anything else as it is."""
    if isinstance(value, str) and "," in value:
        return [each.strip() for each in value.split(",")]
    return value


def values(setting: Any) -> tuple[Any, ...]:
    """A setting's values, whether it is one, several, or None."""
    if setting is None:
        return ()
    return tuple(setting) if isinstance(setting, list | tuple) else (setting,)


def kept(setting: tuple[Any, ...], nothing: Any) -> Any:
    """The one form in which values are kept: nothing, a single one bare, or several as a tuple."""
    if len(setting) > 1:
        return setting
    return setting[0] if setting else nothing
