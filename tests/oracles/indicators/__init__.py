"""Every indicator a second time, in plain Python from its definition, and TA-Lib's call for it."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from engine.indicators.catalog import CATALOG


def oracle(name: str) -> Callable[..., Any]:
    """The plain function of an indicator: columns, parameters; a list of values, or several."""
    function: Callable[..., Any] = getattr(_family(name), name)
    return function


def talib_call(name: str) -> Callable[..., Any] | None:
    """TA-Lib's call for the same, from the same arguments to our outputs; None without one."""
    calls: dict[str, Callable[..., Any]] = _family(name).TALIB
    return calls.get(name)


def _family(name: str) -> Any:
    return import_module(f"{__name__}.{CATALOG[name].family}")
