"""A stored series: what its file says of itself, and the file's name."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from ..errors import DataError
from .instruments import Instrument  # noqa: TC001  (msgspec reads the type)
from .intervals import parse

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

FORMAT = 1
SUFFIX = ".arrow"
KEY = b"openbell"


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """One symbol's bars of one interval in the store.

    interval     "1m", "1d", …
    rows         its bars; first and last are their ts in nanoseconds UTC
    fingerprint  of the bars, as of their last change
    source       where they came from
    imported     when, in nanoseconds UTC
    """

    symbol: str
    interval: str
    rows: int
    first: int
    last: int
    fingerprint: str
    instrument: Instrument
    source: str
    imported: int
    format: int = FORMAT


def file_name(symbol: str, interval: str = "*") -> str:
    """Name of the series' file: a hash, so that no symbol can name a place on the disk."""
    return f"{hashlib.blake2b(symbol.encode(), digest_size=12).hexdigest()}.{interval}{SUFFIX}"


def actions_name(symbol: str) -> str:
    """Name of the file of the symbol's corporate actions."""
    return file_name(symbol, "actions").removesuffix(SUFFIX) + ".json"


def described(schema: pa.Schema, path: Path) -> Series:
    """The series that a file's schema describes; raises DataError for a file that is none."""
    text = (schema.metadata or {}).get(KEY)
    if text is None:
        raise DataError(f"{path.name}: is no file of this store: take it out of {path.parent}")
    try:
        version = msgspec.json.decode(text, type=_Version).format
    except msgspec.MsgspecError:
        version = FORMAT  # the next lines say what is wrong
    if version > FORMAT:
        raise DataError(
            f"{path.name}: was written by a later version (format {version}, this one reads"
            f" {FORMAT}): update openbell"
        )
    try:
        series = msgspec.json.decode(text, type=Series)
        parse(series.interval)
    except (msgspec.MsgspecError, DataError) as error:
        raise DataError(f"{path.name}: its description is damaged ({error})") from error
    return series


class _Version(msgspec.Struct):
    format: int
