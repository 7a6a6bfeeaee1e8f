"""Each indicator beside TA-Lib's, Tulip's, polars' and bottleneck's, where they have it.

What is timed is what a user calls: `engine.indicators.NAME(arrays)` at its defaults.
"""

from functools import partial
from typing import Any

import pytest

from engine import indicators
from engine.data.bars import to_bars
from engine.data.sessions import dated
from engine.indicators.catalog import CATALOG
from engine.indicators.columns import column
from engine.indicators.feature import Feature
from kernels.bars import Bars, altered

from .data import SIZES, minutes
from .pairs import interleaved, median_of
from .peers import BOTTLENECK, POLARS, ta_lib, tulip

HISTORY = 5_000
OTHERS = {"tulip": tulip(), "polars": POLARS, "bottleneck": BOTTLENECK}


def columns_of(name: str, bars: Bars) -> list[Any]:
    """The inputs of the indicator."""
    return [getattr(bars, each) for each in CATALOG[name].inputs]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CATALOG)
def test_indicator(benchmark: Any, name: str, size: int) -> None:
    bars = dated(to_bars(minutes(size)))
    inputs = columns_of(name, bars)
    peers = {label: partial(calls[name], bars) for label, calls in OTHERS.items() if name in calls}
    if CATALOG[name].talib:
        peers["TA-Lib"] = partial(ta_lib, CATALOG[name], inputs)
    ours = partial(getattr(indicators, name), *inputs)
    _, seconds = interleaved(benchmark, ours, peers, 15)
    benchmark.extra_info |= {
        "indicator": name,
        "bars": size,
        "ratios": {label: median_of(benchmark) / taken for label, taken in seconds.items()},
    }


@pytest.mark.parametrize("name", CATALOG)
def test_one_more_bar(benchmark: Any, name: str) -> None:
    """A feed computes its columns anew from its first bar: what that costs after 5,000 bars."""
    bars = dated(to_bars(minutes(HISTORY + 1)))
    live = altered(bars, lambda each: each)
    row = CATALOG[name]
    feature = Feature(name, *row.inputs, output=row.outputs[0])
    benchmark.extra_info |= {"indicator": name, "history": HISTORY}
    benchmark.pedantic(partial(column, feature, live), rounds=25, warmup_rounds=3)
