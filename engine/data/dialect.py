"""The dialect of a text file: its encoding, where its rows begin, and what parts its fields."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import msgspec

from ..errors import DataError
from .columns import KNOWN, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .options import Options

HEAD = 1 << 16
SEARCHED = 60  # lines in which the header, or the first row, must stand
SEPARATORS = (",", ";", "\t", "|", " ")
BLANKS = re.compile(r"[ \t]+")
VALUE = re.compile(r"^[\s$€£¥₹+-]*\d[\d.,'\u2019\s\u00a0\u202f]*(?:[eE][+-]?\d+)?[%KMB]?$")
EMPTY_VALUE = re.compile(r"(?i)^(nan|na|n/a|null|none|-*)$")
WHEN = re.compile(
    r"(?i)^(?=.*\d)(?:mon|tue|wed|thu|fri|sat|sun)?[a-z]{0,6},?\s*"
    r"(?:\d|[-/.:,TZ+\s]|[ap]\.?m\.?|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|[年月日])+$"
)
MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
WIDE = re.compile(r"^(?:Price|Attributes),(.*)\n(?:Ticker|Symbols),(.*)\n(Date\w*),*\n")


class Dialect(msgspec.Struct, frozen=True):
    """How to read a text.

    content   UTF-8 with \\n at the ends of lines
    skip      lines before the first row
    names     of the columns: those of the header, or their numbers from "1" where there is none
    """

    content: bytes
    skip: int
    names: list[str]
    headed: bool
    separator: str
    notes: list[str]


def sniffed(content: bytes, options: Options, where: str) -> Dialect:
    """The dialect of the content.

    Raises DataError, beginning with `where`, for what is empty or no text.
    """
    notes: list[str] = []
    content = _lines(_utf8(content, where, notes))
    if not content[:HEAD].strip() and not content.strip():
        raise DataError(f"{where}: is empty: there is nothing to read")
    head = content[:HEAD].decode("utf-8", "replace")
    if re.search(r"[\x00-\x08\x0e-\x1f]", head):
        raise DataError(f"{where}: is not text: give CSV, Parquet, Arrow or JSON")
    if re.match(r"(?i)\s*<(?:!doctype|html|\?xml|svg|head|body)", head):
        raise DataError(f"{where}: is a web page or XML, not data: download the file itself")
    wide = WIDE.match(head)
    if wide and len(set(wide[2].split(","))) == 1:
        notes.append(f"the header has three lines, as yfinance writes it, for {wide[2][:64]!r}")
        head = f"\n\n{wide[3]},{wide[1]}\n" + head[wide.end() :]
    lines = head.split("\n")
    if len(content) > HEAD and len(lines.pop()) >= HEAD:
        raise DataError(f"{where}: cannot be read: the first line has more than {HEAD:,} bytes")
    skip, names, headed, separator = _begin(lines[:SEARCHED], options)
    first = skip - 1 if headed else skip
    titles = [line.strip() for line in lines[:first] if line.strip(" \t\r,;")]
    wide = wide if wide and head.startswith("\n\n") else None
    if titles and wide is None:
        notes.append(f"{len(titles)} lines before the rows are not read: {titles[0][:60]!r}")
    if separator == " ":
        content, names, extra = _blanks(content, skip, names)
        notes += extra
    return Dialect(content, skip, names, headed, separator, notes)


def fields(line: str, separator: str) -> list[str]:
    """The fields of one line, without the blanks round them."""
    if separator == " ":
        return BLANKS.split(line.strip())
    try:
        return [field.strip() for field in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        return line.split(separator)


def is_number(field: str) -> bool:
    """Whether a field looks like a number or says that there is none."""
    return bool(VALUE.match(field) or EMPTY_VALUE.match(field))


def is_value(field: str) -> bool:
    """Whether a field looks like a number or a time."""
    return is_number(field) or bool(len(field) < 64 and WHEN.match(field))


def _begin(lines: Sequence[str], options: Options) -> tuple[int, list[str], bool, str]:
    """Lines before the first row, names of the columns, whether a header has them, separator."""
    separators = (options.separator,) if options.separator else SEPARATORS
    given = {plain(name) for name in options.names or ()}
    for i, line in enumerate(lines):
        if not line.strip():
            continue
        headers = []
        for separator in separators:
            names = fields(line, separator)
            known = sum(plain(name) in KNOWN or plain(name) in given for name in names)
            if any(VALUE.match(name) for name in names):
                continue
            if known >= 3 or _is_above(lines[i + 1 :], names, separator):
                headers.append((known, names, separator))
        if headers:
            _, names, separator = max(headers, key=_rank)
            return i + 1, names, True, separator
        rows = []
        for separator in separators:
            parts = fields(line, separator)
            values = sum(map(is_value, parts))
            following = next((each for each in lines[i + 1 :] if each.strip()), None)
            even = following is None or len(fields(following, separator)) == len(parts)
            if values >= 5 and even and 2 * values > len(parts):
                rows.append((values, parts, separator))
        if rows:
            _, parts, separator = max(rows, key=_rank)
            return i, [str(number + 1) for number in range(len(parts))], False, separator
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    separator = options.separator or max(SEPARATORS[:4], key=lines[first].count)
    return first + 1, fields(lines[first], separator), True, separator


def _rank(each: tuple[int, list[str], str]) -> tuple[bool, int]:
    """By what a separator leads to; a blank stands in names and times too, and comes last."""
    return each[2] != " ", each[0]


def _is_above(lines: Sequence[str], names: list[str], separator: str) -> bool:
    """Whether values, as many as there are names, stand in the line below."""
    following = next((each for each in lines if each.strip()), "")
    parts = fields(following, separator)
    return len(parts) == len(names) > 1 and 2 * sum(map(is_value, parts)) > len(parts)


def _utf8(content: bytes, where: str, notes: list[str]) -> bytes:
    mark, encoding = next(
        ((mark, name) for mark, name in MARKS.items() if content.startswith(mark)), (b"", "")
    )
    content = content[len(mark) :]
    if not mark and b"\0" in content[:HEAD]:
        even, odd = content[:HEAD:2], content[1:HEAD:2]
        sides = {
            "utf-16-be": even.count(0) / len(even),
            "utf-16-le": odd.count(0) / len(odd or b" "),
        }
        encoding = max(sides, key=lambda side: sides[side])
        if sides[encoding] < 0.9:
            raise DataError(f"{where}: is not text: give CSV, Parquet, Arrow or JSON")
    if encoding.startswith("utf-16"):
        notes.append("the text is UTF-16")
        return content[: len(content) // 2 * 2].decode(encoding, "replace").encode()
    if content.isascii():
        return content
    try:
        content.decode()
    except UnicodeDecodeError:
        notes.append("the text is not UTF-8: read as Latin-1")
        return content.decode("latin-1").encode()
    return content


def _lines(content: bytes) -> bytes:
    content = content.rstrip(b"\x1a")
    returns = content.count(b"\r")
    if returns and returns != content.count(b"\r\n"):
        content = content.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b'"' not in content:
        return content
    lines = content.split(b"\n")
    odd = [i for i, line in enumerate(lines) if line.count(b'"') % 2]
    for i in odd:  # a quote without its partner would swallow every line to the next one
        lines[i] = lines[i].replace(b'"', "”".encode())
    return b"\n".join(lines) if odd else content


def _blanks(content: bytes, skip: int, names: list[str]) -> tuple[bytes, list[str], list[str]]:
    """Runs of blanks become tabs; a date and a time under one name become two columns."""
    lines = [re.sub(rb"[ \t]+", b"\t", line.strip()) for line in content.split(b"\n")]
    first = next((line for line in lines[skip:] if line), b"").decode("utf-8", "replace")
    parts = first.split("\t")
    notes: list[str] = []
    dated = [i for i, name in enumerate(names) if plain(name) in ("date", "datetime", "timestamp")]
    if len(parts) == len(names) + 1 and dated and ":" in parts[min(dated[0] + 1, len(parts) - 1)]:
        names = [*names[: dated[0]], "date", "time", *names[dated[0] + 1 :]]
        notes.append("date and time stand under one name, parted by a blank")
    return b"\n".join(lines), names, notes
