"""The stretches of markets on which a strategy is tried."""

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from numpy.typing import NDArray

from kernels.bars import Bars, altered

from ..data.sessions import dated
from ..indicators.columns import columns as feature_columns
from ..indicators.columns import is_dated, ready, step_for, warmup
from .base import BaseStrategy
from .compiling import checked
from .cuts import STRETCH, stretches
from .evaluation import fill, inputs
from .trial import HALF_HOUR, frozen, trial_market

SYMBOLS = 3
TRIAL_NAME = "the trial market"
LONG_TRIAL = 12_000  # bars: what a strategy does only after thousands of bars shows there


class Part(NamedTuple):
    """A stretch of a market: its name, its bars, and the position of the first of them.

    A long market is a part too, whose signals alone are tried, at fewer places.
    """

    name: str
    bars: Bars
    first_bar: int
    is_long: bool = False


def _copied(rows: slice, column: NDArray[Any]) -> NDArray[Any]:
    return column[rows].copy()


def parts(strategy: BaseStrategy, given: Mapping[str, Bars]) -> list[Part]:
    """The stretches of the given markets, the trial market, and then what is long as a whole.

    Of many symbols the first, the middle and the last are taken. A copied stretch begins to count
    anew: a rule that wakes after its thousandth bar is met in the whole only.
    """
    features = strategy.features()
    by_date = any(map(is_dated, features.values()))
    step = step_for(features.values(), HALF_HOUR)
    warm = max(warmup(each, step) for each in features.values())
    trial = trial_market(STRETCH + warm, step=step)
    names = [name for name, bars in given.items() if bars.ts.size]
    chosen = sorted({0, len(names) // 2, len(names) - 1})[-SYMBOLS:] if names else []
    found: list[Part] = []
    whole: list[Part] = []
    for name in (names[at] for at in chosen):
        bars = given[name]
        if by_date and not bars.session.size:
            bars = dated(bars)
        columns = feature_columns(features, bars)
        warm = max(ready(each, columns[key]) for key, each in features.items())
        full, _ = fill(checked(strategy), *inputs(strategy, columns), strategy)
        chosen_rows = stretches(bars.ts.size, full, warm)
        for rows in chosen_rows:
            stretch = frozen(altered(bars, partial(_copied, rows)))
            found.append(Part(name, stretch, rows.start))
        if len(chosen_rows) > 1:
            whole.append(Part(name, bars, 0, is_long=True))
    long = trial_market(LONG_TRIAL, step=step)
    found.append(Part(TRIAL_NAME, dated(trial) if by_date else trial, 0))
    return [*found, *whole, Part(TRIAL_NAME, dated(long) if by_date else long, 0, is_long=True)]
