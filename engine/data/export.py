"""A table as a file for other programs: bars, trades, orders, returns."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import polars as pl
import polars.selectors as cs

from ..errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = (".csv", ".parquet", ".arrow")
WHOLE_SECONDS, NANOSECONDS = "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S%.9fZ"


def export(frame: pl.DataFrame, file: Path) -> int:
    """Write a table to a file, whole or not at all, replacing an older one; its number of rows.

    NaN is written as a missing value. CSV has times in ISO 8601, UTC (2024-01-02T14:30:00Z, nine
    decimals where a column has parts of a second), and floats so that they read back bit for bit.
    Raises ConfigError for a suffix that is not one of FORMATS, or where the file cannot be written.
    """
    suffix = file.suffix.lower()
    if suffix not in FORMATS:
        raise ConfigError(
            f"{file}: name a file that ends with {', '.join(FORMATS[:-1])} or {FORMATS[-1]}"
        )
    plain = frame.with_columns(cs.float().fill_nan(None))
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        if suffix == ".csv":
            plain.with_columns(_text(column) for column in plain.select(cs.datetime())).write_csv(
                draft
            )
        elif suffix == ".parquet":
            plain.write_parquet(draft)
        else:
            plain.write_ipc(draft)
        draft.replace(file)
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise ConfigError(f"{file}: cannot be written ({reason})") from error
    finally:
        draft.unlink(missing_ok=True)
    return frame.height


def _text(moments: pl.Series) -> pl.Series:
    whole = (moments.dt.nanosecond() == 0).all()
    return moments.dt.strftime(WHOLE_SECONDS if whole else NANOSECONDS)
