"""Named waivers: findings that somebody has looked at, and why they do not count."""

from __future__ import annotations

import tomllib
from datetime import date  # noqa: TC003  (msgspec reads the type)
from typing import TYPE_CHECKING, get_args

import msgspec

from ...errors import DataError
from ...settings import home
from ..intervals import DAY
from .findings import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILE = "waivers.toml"
LARGEST = 1_000_000  # bytes


class Waiver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finding of a kind and symbol that does not count, with its reason.

    interval   of the series; every one if None
    start, end days between which the whole finding must lie, both included
    """

    symbol: str
    kind: Kind
    reason: str
    interval: str | None = None
    start: date | None = None
    end: date | None = None


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    waiver: list[Waiver] = []


def waivers(file: Path | None = None) -> list[Waiver]:
    """Those of the home folder's waivers.toml, or of another file; none where there is none.

    Raises DataError, naming the file, for what is no list of waivers.
    """
    path = home() / FILE if file is None else file
    try:
        if path.stat().st_size > LARGEST:
            raise DataError(f"{path}: is larger than {LARGEST:,} bytes")
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File).waiver
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path}: cannot be read as waivers: {error}") from error
    except msgspec.ValidationError as error:
        raise DataError(
            f"{path}: {error}: a [[waiver]] has symbol, kind ({', '.join(get_args(Kind))}), reason,"
            " and may have interval, start and end"
        ) from error


def waived(
    findings: Sequence[Finding], symbol: str, interval: str, given: Sequence[Waiver]
) -> list[Finding]:
    """The findings, those that a waiver names marked with its reason."""
    return [_marked(each, symbol, interval, given) for each in findings]


def _marked(finding: Finding, symbol: str, interval: str, given: Sequence[Waiver]) -> Finding:
    for each in given:
        if (each.symbol, each.kind) != (symbol, finding.kind):
            continue
        if each.interval not in (None, interval):
            continue
        if each.start is not None and finding.first < _nanoseconds(each.start):
            continue
        if each.end is not None and finding.last >= _nanoseconds(each.end) + DAY:
            continue
        return msgspec.structs.replace(finding, waived=each.reason)
    return finding


def _nanoseconds(day: date) -> int:
    return (day.toordinal() - 719_163) * DAY
