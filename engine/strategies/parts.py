"""The stretches of markets on which a strategy is tried."""

from collections.abc import Mapping
from typing import NamedTuple

from kernels.bars import Bars

from ..indicators.columns import columns as feature_columns
from ..indicators.columns import warmup
from .base import BaseStrategy
from .compiling import checked
from .cuts import STRETCH, stretches
from .evaluation import fill, inputs
from .trial import frozen, trial_market

SYMBOLS = 3
TRIAL_NAME = "the trial market"


class Part(NamedTuple):
    """A stretch of a market: its name, its bars, and the position of the first of them."""

    name: str
    bars: Bars
    first_bar: int


def parts(strategy: BaseStrategy, given: Mapping[str, Bars]) -> list[Part]:
    """The stretches of the given markets, and then the trial market.

    Of many symbols the first, the middle and the last are taken.
    """
    features = strategy.features()
    ready = max(warmup(feature) for feature in features.values())
    names = [name for name, bars in given.items() if bars.ts.size]
    chosen = sorted({0, len(names) // 2, len(names) - 1})[-SYMBOLS:] if names else []
    found = []
    for name in (names[at] for at in chosen):
        bars = given[name]
        columns = feature_columns(features, bars)
        full, _ = fill(checked(strategy), *inputs(strategy, columns), strategy)
        for part in stretches(bars.ts.size, full, ready):
            stretch = frozen(Bars._make(column[part].copy() for column in bars))
            found.append(Part(name, stretch, part.start))
    return [*found, Part(TRIAL_NAME, trial_market(STRETCH + ready), 0)]
