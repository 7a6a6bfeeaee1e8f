"""A file of prices as a table of raw columns, whatever is in them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import polars as pl

from ..errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 2_000_000_000  # bytes, unpacked
PACKED = {".gz": "gzip", ".zst": "zstd"}
BLOCK = 1 << 24
SEPARATORS = ",;\t|"
REST = "beyond the header"


def table(path: Path, where: str) -> tuple[list[str], pl.DataFrame]:
    """The header's names and the columns: text for CSV (also .gz and .zst), typed for Parquet.

    Row n of the table is data row n of the file, an empty line counted as a row of nulls; a CSV has
    one more column than names, which holds what a row has beyond the header. Raises DataError,
    beginning with `where`, for a file that is missing, no regular file, unreadable, empty, larger
    than 2 GB (unpacked), or neither of the two.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise DataError(f"{where}: is a folder or a device: name one CSV or Parquet file")
        if size > LARGEST:
            raise DataError(f"{where}: {size:,} bytes are more than {LARGEST:,}: split the file")
        with path.open("rb") as file:
            begin = file.read(4)
        if begin == b"PAR1" or path.suffix.lower() in (".parquet", ".pq"):
            return _parquet(path, where)
        return _csv(_unpacked(path, where), where)
    except FileNotFoundError as error:
        raise DataError(f"{where}: there is no such file: check the path") from error
    except (OSError, ValueError, csv.Error) as error:
        raise DataError(f"{where}: cannot be read: {_line(error)}") from error
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise DataError(
            f"{where}: is damaged, or no CSV or Parquet file: {_line(error)}; make it again"
        ) from error


def _parquet(path: Path, where: str) -> tuple[list[str], pl.DataFrame]:
    """A few megabytes of it can unpack to any number of rows: they are counted before reading."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        found = parquet.read_metadata(path)
    except pa.ArrowException as error:
        raise DataError(
            f"{where}: is damaged, or no Parquet file: {_line(error)}; make it again"
        ) from error
    groups = (found.row_group(number).total_byte_size for number in range(found.num_row_groups))
    size = max(sum(groups), found.num_rows * found.num_columns * 8)
    if size > LARGEST:
        raise DataError(
            f"{where}: unpacks to {size:,} bytes, more than {LARGEST:,}: split the file"
        )
    frame = pl.read_parquet(path)
    return frame.columns, frame


def _unpacked(path: Path, where: str) -> bytes:
    import pyarrow as pa

    blocks: list[bytes] = []
    total = 0
    with pa.input_stream(path, compression=PACKED.get(path.suffix.lower())) as stream:
        while block := stream.read(BLOCK):
            total += len(block)
            if total > LARGEST:
                raise DataError(f"{where}: unpacks to more than {LARGEST:,} bytes: split the file")
            blocks.append(block)
    return b"".join(blocks)


def _csv(content: bytes, where: str) -> tuple[list[str], pl.DataFrame]:
    content = content.removeprefix(b"\xef\xbb\xbf")
    if b"\0" in content[:BLOCK]:
        raise DataError(f"{where}: is not text: give CSV in UTF-8, or Parquet with suffix .parquet")
    header = content.partition(b"\n")[0].rstrip(b"\r")
    if not header.strip():
        raise DataError(f"{where}: the first line is empty: it must name the columns")
    line = header.decode("utf-8", "replace")
    separator = max(SEPARATORS, key=line.count)
    names = next(csv.reader([line], delimiter=separator))
    rows = pl.read_csv(
        content,
        has_header=False,
        skip_lines=1,
        separator=separator,
        schema=dict.fromkeys((*map(str, range(len(names))), REST), pl.String),
        missing_columns="insert",
        extra_columns="ignore",
        truncate_ragged_lines=True,
        encoding="utf8-lossy",
    )
    return names, rows


def _line(error: BaseException) -> str:
    return str(error).partition("\n")[0].strip()
