"""Candle patterns in plain Python: the rules of one and two bars, and of more; TA-Lib's calls."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import talib
from talib import abstract

from engine.indicators.catalog import CATALOG
from engine.indicators.indicator import Indicator
from kernels.jit import F64

from .candles_chart import Exact
from .candles_long import *  # noqa: F403
from .candles_short import *  # noqa: F403

ROUNDING = Fraction(1, 10**13)  # of a price, in what is computed from it


def tied(name: str, arguments: tuple[Any, ...], i: int) -> bool:
    """Whether a mean in the rule is equal to what it is held against at bar i, by exact numbers."""
    rule = globals()[name]
    window = [column[i - rule.lookback : i + 1].tolist() for column in arguments[:4]]
    Exact.ties = 0
    Exact.margin = ROUNDING * Fraction(max(map(max, window)))
    rule(*window, *arguments[4:], number=Exact)
    return Exact.ties > 0


def ta_lib(row: Indicator, *arguments: Any) -> F64:
    """TA-Lib's numbers as floats, NaN over the bars that it looks back at, where it gives 0."""
    values: F64 = getattr(talib, row.talib)(*arguments).astype(np.float64)
    values[: abstract.Function(row.talib).lookback] = np.nan
    return values


def _call(row: Indicator) -> Callable[..., F64]:
    """TA-Lib's numbers, but ours where the two part over a tie."""

    def call(*arguments: Any) -> F64:
        values = ta_lib(row, *arguments)
        ours = row.function()(*arguments)
        for i in np.flatnonzero((values != ours) & ~np.isnan(values) & ~np.isnan(ours)):
            if tied(row.name, arguments, i):
                values[i] = ours[i]
        return values

    return call


TALIB = {row.name: _call(row) for row in CATALOG.values() if row.family == "candles"}
