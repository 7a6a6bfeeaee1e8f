"""Every indicator a second time, in plain Python from its definition, and TA-Lib's call for it."""

from collections.abc import Callable
from importlib import import_module
from itertools import pairwise
from typing import Any

from engine.indicators.catalog import CATALOG
from engine.indicators.indicator import Indicator, Value


def oracle(name: str) -> Callable[..., Any]:
    """The plain function of an indicator: columns, parameters; a list of values, or several."""
    function: Callable[..., Any] = getattr(_family(name), name)
    return function


def talib_call(name: str) -> Callable[..., Any] | None:
    """TA-Lib's call for the same, from the same arguments to our outputs; None without one."""
    calls: dict[str, Callable[..., Any]] = _family(name).TALIB
    return calls.get(name)


def trials(row: Indicator) -> list[tuple[Value, ...]]:
    """Parameter values to try: the defaults, and shorter periods in their proportions."""
    found = [row.values()]
    for period in (14, 2, 3):
        given = {
            each.name: min(
                max(each.minimum, round(each.default * period / 14) or period), each.maximum
            )
            if isinstance(each.default, int)
            else each.default
            for each in row.parameters
        }
        for lower, upper in pairwise(row.rising):
            given[upper] = max(given[upper], given[lower] + 1)
        found.append(row.values(*given.values()))
    return list(dict.fromkeys(found))


def _family(name: str) -> Any:
    return import_module(f"{__name__}.{CATALOG[name].family}")
