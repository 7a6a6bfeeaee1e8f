"""The strategies that come with Openbell, and the way from a name or a file to one of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from ..errors import StrategyError
from ..nearest import hint
from .base import BaseStrategy
from .level_based import LevelBased
from .momentum import Momentum
from .parameters import with_parameters
from .range_bound import RangeBound
from .sma_cross import SmaCross

AnyStrategy = SmaCross | Momentum | RangeBound | LevelBased

BUILT_IN: dict[str, type[BaseStrategy]] = {
    str(member.__struct_config__.tag): member for member in get_args(AnyStrategy)
}


def strategy(
    choice: str | Path | BaseStrategy | type[BaseStrategy],
    params: Mapping[str, Any] | None = None,
) -> BaseStrategy:
    """A strategy by name, file (`FILE.py` or `FILE.py:ClassName`), class or instance.

    params   values by name, which replace defaults, or an instance's own values
    Raises StrategyError for an unknown name or a file that cannot be used, and ParameterError for
    a parameter that is unknown or out of bounds.
    """
    if isinstance(choice, BaseStrategy):
        return with_parameters(type(choice), {**choice.parameters(), **(params or {})})
    if isinstance(choice, type):
        return with_parameters(choice, params or {})
    return with_parameters(_by_name(choice), params or {})


def _by_name(choice: str | Path) -> type[BaseStrategy]:
    text = str(choice)
    if text in BUILT_IN:
        return BUILT_IN[text]
    if isinstance(choice, Path) or ".py" in text or "/" in text or "\\" in text:
        from .loader import load

        return load(choice)
    raise StrategyError(
        f"unknown strategy {text!r}{hint(text, BUILT_IN)} (a file of your own is named FILE.py)"
    )
