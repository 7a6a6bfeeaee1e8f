"""The seeded market on which every strategy is tried, whatever data it is given."""

from collections.abc import Mapping

import numpy as np

from kernels.bars import Bars
from kernels.jit import F64

from ..indicators.columns import step_for
from ..indicators.feature import Feature

START = 1_577_977_200_000_000_000  # 2020-01-02 15:00 UTC
HALF_HOUR = 1_800_000_000_000
DAY = 86_400_000_000_000
SESSION_BARS = 13
STRETCH = 80  # bars of one mood
MISSING = slice(1_200, 1_203)


def trial_market(bars: int, seed: int = 7, step: int = HALF_HOUR) -> Bars:
    """Bars in sessions of 13: calm, rising, falling, wild and flat stretches in turn.

    step   nanoseconds from bar to bar, half an hour or less

    Three bars are missing (NaN prices), some are ties, some sessions open with a jump. Columns are
    read-only; the first bars are the same for every length.
    """
    random = np.random.default_rng(seed)
    draws = random.standard_normal((max(bars, 1) + SESSION_BARS, 4))[:bars]
    at = np.arange(bars)
    mood = (at // STRETCH) % 5
    drift = np.choose(mood, (0.0, 0.0015, -0.0015, 0.0, 0.0))
    spread = np.choose(mood, (0.001, 0.003, 0.003, 0.015, 0.0))
    jump = np.where((at % SESSION_BARS == 0) & (np.abs(draws[:, 1]) > 1.0), 0.02, 0.0)
    steps = drift + spread * draws[:, 0] + jump * draws[:, 1]
    close = _cents(100.0 * np.exp(np.cumsum(steps)))
    opening = _cents(np.concatenate(([100.0], close))[:bars] * np.exp(jump * draws[:, 1]))
    reach = spread * np.abs(draws[:, 2])
    high = np.maximum(np.maximum(opening, close), _cents(close * (1.0 + reach)))
    low = np.minimum(np.minimum(opening, close), _cents(close * (1.0 - reach)))
    volume = np.round(1_000.0 * np.exp(0.5 * draws[:, 3]))
    for column in (opening, high, low, close):
        column[MISSING] = np.nan
    ts = START + (at // SESSION_BARS) * DAY + (at % SESSION_BARS) * step
    return frozen(Bars(ts.astype(np.int64), opening, high, low, close, volume))


def small_market(features: Mapping[str, Feature], bars: int) -> Bars:
    """The first bars of a trial market of which the features' longer bars can be made."""
    return trial_market(bars, step=step_for(features.values(), HALF_HOUR))


def frozen(bars: Bars) -> Bars:
    """The same bars with read-only columns, the form in which kernels take them."""
    for column in bars[:7]:
        column.flags.writeable = False
    return bars


def _cents(prices: F64) -> F64:
    return np.maximum(np.round(prices, 2), 0.01)
