"""The Sharpe ratio of the last sessions, at each session."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from .thinning import Column

SMALLEST = 21
NOISE = 1e-12


class Rolling(NamedTuple):
    """A statistic of the last `window` sessions, NaN before there are as many."""

    window: int
    values: Column


def window_of(sessions: int, annual: int) -> int | None:
    """Half a year of sessions; a quarter, or 21, where the run has not twice as many; else None."""
    for window in (round(annual / 2), round(annual / 4), SMALLEST):
        if window >= SMALLEST and sessions >= 2 * window:
            return window
    return None


def rolling_sharpe(returns: Column, annual: int, risk_free: float = 0.0) -> Rolling | None:
    """mean(r - rf) / s(r - rf) * sqrt(annual) over the last `window` returns, ddof 1.

    returns   (n,) of sessions; risk_free a year
    returns   (n,), NaN until `window` returns were seen and at zero deviation; None: run too short
    """
    window = window_of(returns.size, annual)
    if window is None:
        return None
    rate = (1.0 + risk_free) ** (1.0 / annual) - 1.0
    parts = np.lib.stride_tricks.sliding_window_view(np.nan_to_num(returns), window)
    mean, deviation = parts.mean(axis=1) - rate, parts.std(axis=1, ddof=1)
    moving = deviation > NOISE * (1.0 + np.abs(mean))
    values = np.full(returns.size, np.nan)
    values[window - 1 :] = np.where(
        moving, mean / np.where(moving, deviation, 1.0) * annual**0.5, np.nan
    )
    return Rolling(window, values)
