"""The catalogue of indicators: one row each, which functions, features and commands all read."""

from ..errors import ParameterError
from ..nearest import hint
from .families import (
    averages,
    candles,
    channels,
    levels,
    momentum,
    oscillators,
    trend,
    volatility,
    volume,
)
from .indicator import Indicator

FAMILIES = (averages, momentum, oscillators, trend, volatility, channels, volume, levels, candles)
CATALOG: dict[str, Indicator] = {row.name: row for family in FAMILIES for row in family.ROWS}


def indicator(name: str) -> Indicator:
    """The row of that name; raises ParameterError with the nearest one."""
    row = CATALOG.get(name)
    if row is None:
        raise ParameterError(f"unknown indicator {name!r}{hint(name, CATALOG)}")
    return row
