"""Parquet and Arrow (Feather) files as frames, measured before they are unpacked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from ..errors import DataError
from .archives import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

PARQUET, ARROW, STREAM, FEATHER_1 = b"PAR1", b"ARROW1", b"\xff\xff\xff\xff", b"FEA1"
MAGICS = (PARQUET, ARROW, STREAM, FEATHER_1)


def frame(content: bytes, where: str) -> pl.DataFrame:
    """The table of a Parquet, Arrow IPC or Feather file, or of an Arrow stream.

    Raises DataError, beginning with `where`, for a damaged file and for one that is too large.
    """
    import pyarrow as pa

    try:
        if content.startswith(PARQUET):
            return _parquet(content, where)
        if content.startswith(FEATHER_1):
            from pyarrow import feather

            return _polars(feather.read_table(pa.BufferReader(content)))
        return _polars(pa.Table.from_batches(*_batches(content, where)))
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{where}: is damaged: {_line(error)}; make it again") from error


def _parquet(content: bytes, where: str) -> pl.DataFrame:
    """A few megabytes of it can unpack to any number of rows: they are counted before reading."""
    import pyarrow as pa
    from pyarrow import parquet

    found = parquet.read_metadata(pa.BufferReader(content))
    groups = (found.row_group(number).total_byte_size for number in range(found.num_row_groups))
    size = max(sum(groups), found.num_rows * found.num_columns * 8)
    if size > LARGEST:
        raise DataError(
            f"{where}: unpacks to {size:,} bytes, more than {LARGEST:,}: split the file"
        )
    return _polars(parquet.read_table(pa.BufferReader(content)))


def _batches(content: bytes, where: str) -> tuple[list[Any], Any]:
    import pyarrow as pa

    buffer = pa.py_buffer(content)
    if content.startswith(ARROW):
        reader = pa.ipc.open_file(buffer)
        batches: Iterator[Any] = (
            reader.get_batch(number) for number in range(reader.num_record_batches)
        )
    else:
        reader = pa.ipc.open_stream(buffer)
        batches = iter(reader)
    kept: list[Any] = []
    total = 0
    for batch in batches:
        total += batch.nbytes
        if total > LARGEST:
            raise DataError(f"{where}: unpacks to more than {LARGEST:,} bytes: split the file")
        kept.append(batch)
    return kept, reader.schema


def _polars(table: Any) -> pl.DataFrame:
    found = pl.from_arrow(table)
    if not isinstance(found, pl.DataFrame):
        raise TypeError("there is no table in it")
    return _texts(found)


def _texts(found: pl.DataFrame) -> pl.DataFrame:
    """Words that are stored by number are words."""
    return found.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))


def _line(error: BaseException) -> str:
    return str(error).partition("\n")[0].strip()[:200]
