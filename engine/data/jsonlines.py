"""JSON as a table: an object or a list a line, a list of either, or an object of columns."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import polars as pl

from ..errors import DataError

LARGEST_JSON = 400_000_000  # bytes: every value is an object of its own while it is read
REST = "beyond the header"
BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]\s*[\[{\"\]}\d\-tfnN]")
MOST_COLUMNS = 1_000


def is_json(content: bytes) -> bool:
    """Whether the first sign that is no blank begins an object or a list."""
    return BEGIN.match(content[:1000]) is not None


def frame(content: bytes, where: str, notes: list[str]) -> tuple[list[str], bool, pl.DataFrame]:
    """Names, whether the file has them, and the columns; the last holds what no row could be.

    Raises DataError, beginning with `where`, for damaged JSON and for what holds no rows.
    """
    if len(content) > LARGEST_JSON:
        raise DataError(
            f"{where}: {len(content):,} bytes are more JSON than {LARGEST_JSON:,}:"
            " split the file, or give CSV or Parquet"
        )
    content = content.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        found = _decoded(content)
    except ValueError as error:
        found = _by_line(content, where, error)
    rows = _rows(found, where, notes)
    if isinstance(rows, dict):
        names = [str(name) for name in rows]
        return names, True, _table([_series(each) for each in rows.values()], None)
    return _of_rows(rows, where)


def _decoded(content: bytes) -> Any:
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError):
        try:
            return json.loads(content)  # takes NaN, which Python writes
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def _by_line(content: bytes, where: str, whole: ValueError) -> list[Any]:
    """A value a line; a line that is none stands for itself, as bytes."""
    lines = [line for line in content.splitlines() if line.strip()]
    found: list[Any] = []
    good = 0
    for line in lines:
        try:
            value = _decoded(line)
        except ValueError:
            value = None
        good += isinstance(value, dict | list)
        found.append(value if isinstance(value, dict | list) else line)
    if not good:
        raise DataError(f"{where}: is damaged JSON: {str(whole)[:120]}; make it again")
    return found


def _rows(found: Any, where: str, notes: list[str]) -> list[Any] | dict[str, list[Any]]:
    """The list of rows, or the columns, that a document holds."""
    if isinstance(found, dict) and found:
        values = list(found.values())
        if all(isinstance(each, list) for each in values) and not any(
            isinstance(each, list) and each and isinstance(each[0], dict | list) for each in values
        ):
            return found
        held = {
            name: each
            for name, each in found.items()
            if isinstance(each, list) and each and isinstance(each[0], dict | list)
        }
        if len(held) == 1:
            name, rows = next(iter(held.items()))
            notes.append(f"the rows are those under {name[:60]!r}")
            return list(rows)
        dated = {
            name: each
            for name, each in found.items()
            if isinstance(each, dict) and each and all(isinstance(v, dict) for v in each.values())
        }
        if len(dated) == 1:
            name, days = next(iter(dated.items()))
            notes.append(f"the rows are those under {name[:60]!r}")
            return [{"ts": day, **row} for day, row in days.items()]
        if not held and not dated and not any(isinstance(each, list | dict) for each in values):
            return [found]
    if isinstance(found, list):
        return found
    raise DataError(
        f"{where}: is JSON without rows: give a list of objects or of lists, an object of columns,"
        " or one object a line"
    )


def _of_rows(rows: list[Any], where: str) -> tuple[list[str], bool, pl.DataFrame]:
    objects = sum(isinstance(row, dict) for row in rows)
    lists = sum(isinstance(row, list) for row in rows)
    if not objects and not lists:
        raise DataError(f"{where}: is JSON without rows: a row is an object or a list")
    kind = dict if objects >= lists else list
    rest = [None if isinstance(row, kind) else str(row)[:200] for row in rows]
    if kind is dict:
        names = list(dict.fromkeys(str(n) for row in rows if isinstance(row, dict) for n in row))
        columns = [
            _series([row.get(name) if isinstance(row, dict) else None for row in rows])
            for name in names[:MOST_COLUMNS]
        ]
        return names[:MOST_COLUMNS], True, _table(columns, rest)
    full = [row for row in rows if isinstance(row, list)]
    headed = bool(full[0]) and all(isinstance(each, str) for each in full[0]) and _worded(full[0])
    if headed:
        begin = rows.index(full[0]) + 1
        rows, rest = rows[begin:], rest[begin:]
    width = min(max(map(len, full)), MOST_COLUMNS)
    columns = [
        _series([row[i] if isinstance(row, list) and i < len(row) else None for row in rows])
        for i in range(width)
    ]
    names = [str(name) for name in full[0]] if headed else [str(i + 1) for i in range(width)]
    names += [str(i + 1) for i in range(len(names), width)]
    return names, headed, _table(columns, rest)


def _worded(names: list[str]) -> bool:
    return not any(name[:1].isdigit() for name in names)


def _series(values: list[Any]) -> pl.Series:
    """Numbers as numbers; a column of anything else as text."""
    kinds = {type(each) for each in values} - {type(None)}
    if kinds <= {int, float}:
        try:
            return pl.Series("", values, dtype=pl.Float64 if float in kinds else pl.Int64)
        except (OverflowError, TypeError, pl.exceptions.PolarsError):
            pass
    texts = [
        None if each is None else each if isinstance(each, str) else str(each) for each in values
    ]
    return pl.Series("", [text and text.replace("\ud800", "?") for text in texts], dtype=pl.String)


def _table(columns: list[pl.Series], rest: list[str | None] | None) -> pl.DataFrame:
    height = max((each.len() for each in columns), default=0)
    padded = [
        each.extend_constant(None, height - each.len()).alias(str(i))
        for i, each in enumerate(columns)
    ]
    last = rest if rest is not None else [None] * height
    return pl.DataFrame([*padded, pl.Series(REST, last, dtype=pl.String)])
