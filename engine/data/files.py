"""A file of prices as a table of raw columns, whatever is in it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import msgspec
import polars as pl

from ..errors import DataError
from . import arrow, jsonlines, lean
from .archives import LARGEST, content
from .dialect import Dialect, fields, sniffed

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from .lean import Lean
    from .options import Options

__all__ = ["LARGEST", "REST", "Table", "table"]
REST = "beyond the header"


class Table(msgspec.Struct, frozen=True):
    """The columns of a file: `names` from its header, or numbers from "1" where it has none.

    Row n of what `read` gives is data row n of the file, an empty line counted as a row of nulls;
    its last column is what a row has beyond the header.
    """

    names: list[str]
    headed: bool
    notes: list[str]
    frame: pl.DataFrame | None = None
    dialect: Dialect | None = None
    lean: Lean | None = None

    def read(self, numbers: Collection[int] = (), rows: int | None = None) -> pl.DataFrame:
        """The raw columns: typed where the file types them, else text, `numbers` as Float64.

        Raises polars' ComputeError where one of `numbers` holds anything but plain numbers.
        """
        if self.frame is not None:
            return self.frame if rows is None else self.frame.head(rows)
        if self.dialect is None:
            raise DataError("a table is a frame or a text")
        kinds = [pl.Float64 if i in numbers else pl.String for i in range(len(self.names))]
        return pl.read_csv(
            self.dialect.content,
            has_header=False,
            skip_lines=self.dialect.skip,
            separator="\t" if self.dialect.separator == " " else self.dialect.separator,
            schema={**{str(i): kind for i, kind in enumerate(kinds)}, REST: pl.String},
            missing_columns="insert",
            extra_columns="ignore",
            truncate_ragged_lines=True,
            encoding="utf8-lossy",
            raise_if_empty=False,
            n_rows=rows,
        )


def table(path: Path, where: str, options: Options) -> Table:
    """The file's table: CSV and its kin, JSON, Parquet, Arrow, packed or not.

    Raises DataError, beginning with `where`, for a file that is missing, no regular file,
    unreadable, empty, larger than 2 GB (unpacked), or none of these.
    """
    try:
        data, member = content(path, where)
        if data.startswith(arrow.MAGICS):
            frame = arrow.frame(data, where)
            rest = pl.Series(REST, [None], dtype=pl.String).new_from_index(0, frame.height)
            return Table(frame.columns, True, [], pl.DataFrame([*_numbered(frame), rest]))
        if path.suffix.lower() in (".parquet", ".pq", ".feather"):
            raise DataError(f"{where}: is damaged, or no {path.suffix[1:]} file; make it again")
        if jsonlines.is_json(data):
            notes: list[str] = []
            names, headed, frame = jsonlines.frame(data, where, notes)
            return Table(names, headed, notes, frame)
        return _text(data, member, path, options, where)
    except FileNotFoundError as error:
        raise DataError(f"{where}: there is no such file: check the path") from error
    except (OSError, ValueError, csv.Error, MemoryError, RecursionError) as error:
        raise DataError(f"{where}: cannot be read: {line(error)}") from error
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise DataError(
            f"{where}: is damaged, or no file of bars: {line(error)}; make it again"
        ) from error


def line(error: BaseException) -> str:
    """The first line of an error's message."""
    return str(error).partition("\n")[0].strip()[:200]


def _numbered(frame: pl.DataFrame) -> list[pl.Series]:
    return [column.alias(str(i)) for i, column in enumerate(frame.get_columns())]


def _text(data: bytes, member: str, path: Path, options: Options, where: str) -> Table:
    dialect = sniffed(data, options, where)
    found = None
    packed = path.suffix.lower() == ".zip" or path.parent.suffix.lower() == ".zip"
    if packed and not dialect.headed and options.names is None:
        begin = dialect.content.split(b"\n", dialect.skip + 1)[dialect.skip]
        first = fields(begin.decode("utf-8", "replace"), dialect.separator)
        found = lean.recognised(member, first)
    return Table(dialect.names, dialect.headed, dialect.notes, None, dialect, found)
