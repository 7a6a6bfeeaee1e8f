"""One run's numbers by the definitions of five other libraries.

Each library has a file `of_…` with a row for each number: its name there, its formula in words, and
the function. docs/guide/other-libraries.md says why they differ.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import polars as pl

from ...errors import ParameterError
from ...nearest import hint
from ..metrics import CATALOG
from .account import Account, Trades, account
from .definition import Definition
from .of_backtesting import DEFINITIONS as BACKTESTING
from .of_empyrical import DEFINITIONS as EMPYRICAL
from .of_freqtrade import DEFINITIONS as FREQTRADE
from .of_quantstats import DEFINITIONS as QUANTSTATS
from .of_vectorbt import DEFINITIONS as VECTORBT

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "LIBRARIES",
    "Account",
    "Definition",
    "Library",
    "Trades",
    "account",
    "definitions",
    "side_by_side",
    "values",
]

Library = Literal["empyrical", "quantstats", "vectorbt", "backtesting.py", "freqtrade"]

LIBRARIES: dict[Library, tuple[Definition, ...]] = {
    "empyrical": EMPYRICAL,
    "quantstats": QUANTSTATS,
    "vectorbt": VECTORBT,
    "backtesting.py": BACKTESTING,
    "freqtrade": FREQTRADE,
}


def definitions(library: Library) -> tuple[Definition, ...]:
    """What a library reports, in words and as functions; raises ParameterError for another name."""
    if library not in LIBRARIES:
        raise ParameterError(f"library {library!r}{hint(library, get_args(Library))}")
    return LIBRARIES[library]


def values(run: Account, library: Library) -> dict[str, float | None]:
    """A library's numbers under its own names, in its own units; None where it has no number.

    What it prints there instead (nan, inf, 0, -100) is in the definition.
    """
    return {row.key: _number(row, run) for row in definitions(library)}


def side_by_side(run: Account, metrics: Mapping[str, float | int | None]) -> pl.DataFrame:
    """A row a metric, a column a library, in the units of Openbell: fractions, losses positive.

    metrics   Openbell's own, the second column

    Null where a library lacks a metric, or leaves it undefined.
    """
    columns: dict[str, dict[str, float | None]] = {}
    for library, rows in LIBRARIES.items():
        columns[library] = {row.metric: _number(row, run, row.unit) for row in rows}
    named = dict.fromkeys(name for column in columns.values() for name in column)
    ordered = [key for key in CATALOG if key in named]
    ordered += [name for name in named if name not in CATALOG]
    own = {key: None if value is None else float(value) for key, value in metrics.items()}
    return pl.DataFrame(
        {
            "metric": ordered,
            **{
                name: pl.Series([column.get(key) for key in ordered], dtype=pl.Float64)
                for name, column in {"openbell": own, **columns}.items()
            },
        }
    )


def _number(row: Definition, run: Account, unit: float = 1.0) -> float | None:
    """The value in a unit; what numpy has no number for is None, not a warning."""
    with np.errstate(all="ignore"):
        value = row.compute(run) * unit
    return float(value) if math.isfinite(value) else None
