"""The name of a run: a hash of its data, code and settings."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

import msgspec

from ..errors import RunError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..backtest.spec import BacktestSpec

HEX_DIGITS = 16
_ID = re.compile(r"[0-9a-f]{1,16}")


def run_id(spec: BacktestSpec, fingerprints: Mapping[str, str]) -> str:
    """Sixteen hex digits of the settings and of each symbol's data; the spec holds the code's hash.

    Versions are no part of it (semantics row 44). A setting at its default is none either, so that
    a later release may add settings without renaming runs. The spec is decoded from its own JSON
    first: 1 and 1.0 in a float field are one setting.
    """
    canonical = msgspec.convert(msgspec.to_builtins(spec), type(spec))
    named = {
        "data": dict(fingerprints),
        "semantics": canonical.semantics,  # always, as its default is what changes with the rules
        "spec": _set(canonical),
    }
    content = msgspec.json.encode(named, order="deterministic")
    return hashlib.blake2b(content, digest_size=HEX_DIGITS // 2).hexdigest()


def checked(text: str) -> str:
    """The id, or beginning of one, if it is nothing else; an id never becomes another path."""
    if not _ID.fullmatch(text):
        raise RunError(f"{text!r} is not a run's id: ids are up to {HEX_DIGITS} digits 0-9 and a-f")
    return text


def _set(value: Any) -> Any:
    """A record as a mapping of the fields that are not at their defaults, however deep."""
    if isinstance(value, msgspec.Struct):
        fields = msgspec.structs.fields(value)
        values = {field.name: getattr(value, field.name) for field in fields}
        return {
            field.name: _set(values[field.name])
            for field in fields
            if field.required or values[field.name] != field.default
        }
    if isinstance(value, list | tuple):
        return [_set(each) for each in value]
    return value
