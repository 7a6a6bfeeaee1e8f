"""Stored bars as a file for other programs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import polars as pl

from ..errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = (".csv", ".parquet")


def export(frame: pl.DataFrame, file: Path) -> int:
    """Write bars to a .csv or .parquet file, whole or not at all; returns the number of rows.

    Raises DataError for another suffix, or where the file cannot be written.
    """
    suffix = file.suffix.lower()
    if suffix not in FORMATS:
        raise DataError(f"{file}: name a file that ends with {' or '.join(FORMATS)}")
    plain = frame.with_columns(pl.exclude("ts").fill_nan(None))
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        if suffix == ".csv":
            plain.write_csv(draft)
        else:
            plain.write_parquet(draft)
        draft.replace(file)
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise DataError(f"{file}: cannot be written ({reason})") from error
    finally:
        draft.unlink(missing_ok=True)
    return frame.height
