"""Features beside the bars, in one frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from ..data.bars import arrays, normalise
from ..data.intervals import parse
from ..data.sessions import dated
from ..errors import ParameterError
from .columns import columns

if TYPE_CHECKING:
    from .feature import Feature


def with_features(
    frame: pl.DataFrame, *, calendar: str = "auto", interval: str | None = None, **features: Feature
) -> pl.DataFrame:
    """The bars with a column a feature, as a strategy would see them; missing values are null.

    frame      bars of one symbol, in the Bars schema or what `normalise` makes of it
    calendar   sessions a year (semantics row 3); interval where the bars do not show it
    features   by the names of their columns, for example trend=Feature("sma", "close", 50,
               interval="1d")

    Raises DataError, ParameterError.
    """
    tidy = normalise(frame)
    taken = [name for name in features if name in tidy.columns]
    if taken:
        raise ParameterError(f"feature {taken[0]}: the bars have a column of that name")
    bars = dated(arrays(tidy), calendar, parse(interval) if interval else 0)
    found = columns(features, bars)
    return tidy.with_columns(
        pl.Series(name, column).fill_nan(None) for name, column in found.items()
    )
