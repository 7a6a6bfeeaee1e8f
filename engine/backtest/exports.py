"""The tables of a result as files: trades, orders, returns and the rest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from ..data.export import export as to_file
from ..errors import ConfigError, ParameterError
from ..nearest import hint

if TYPE_CHECKING:
    import os

    from .result import Result

Table = Literal[
    "trades", "orders", "order_log", "refused", "equity", "returns", "benchmark", "symbols"
]
Format = Literal["csv", "parquet", "arrow"]


def write(result: Result, table: Table, path: str | os.PathLike[str]) -> Path:
    """Write one table to a .csv, .parquet or .arrow file, replacing an older one; its path.

    Raises ParameterError for an unknown table, ConfigError where the file cannot be written.
    """
    if table not in get_args(Table):
        raise ParameterError(f"table {table!r}{hint(table, get_args(Table))}")
    file = Path(path)
    to_file(getattr(result, table), file)
    return file


def export(
    result: Result, folder: str | os.PathLike[str], kind: Format = "csv"
) -> tuple[Path, ...]:
    """Write every table into a folder, made where it is missing: trades.csv, orders.csv, …

    Files of these names are replaced, others left alone. Raises ParameterError for an unknown
    format, ConfigError where the folder or a file cannot be written.
    """
    if kind not in get_args(Format):
        raise ParameterError(f"format {kind!r}{hint(kind, get_args(Format))}")
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"{target}: the folder cannot be made ({error.strerror or error}); name one that you"
            " may write to"
        ) from error
    return tuple(write(result, table, target / f"{table}.{kind}") for table in get_args(Table))
