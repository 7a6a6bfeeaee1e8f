"""Indicators by name: `indicators.rsi("close", 14)` for polars frames, `indicators.rsi(array, 14)`.

Every row of the catalogue is a function of this package, made from the row when it is first used;
`dir(indicators)` lists them and `help(indicators.rsi)` shows one.
"""

from collections.abc import Callable
from typing import Any

from .feature import Feature

__all__ = ["Feature"]


def __getattr__(name: str) -> Callable[..., Any]:
    from .catalog import CATALOG

    if name not in CATALOG:
        from ..nearest import hint

        near = "" if name.startswith("_") else hint(name, CATALOG)
        raise AttributeError(f"unknown indicator {name!r}{near}")
    from .expressions import function

    found = globals()[name] = function(name)
    return found


def __dir__() -> list[str]:
    from .catalog import CATALOG

    return sorted([*__all__, *CATALOG])
