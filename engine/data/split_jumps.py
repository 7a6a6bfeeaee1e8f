"""Nights after which prices stand on another level, as after a split."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .intervals import DAY

if TYPE_CHECKING:
    import polars as pl

    from kernels.jit import F64, I64

SMALL = (1.25, 4 / 3, 1.5, 5 / 3)
WHOLE = (2.0, 2.5, *map(float, range(3, 21)), 25.0, 30.0, 40.0, 50.0, 75.0, 100.0)
RATIOS = np.array(sorted((*SMALL, *WHOLE, *(1.0 / each for each in WHOLE))))
LARGE = 2.0  # from here on, or below its inverse, volume may change more
NEAR, FAR = 0.01, 0.04  # how much of an ordinary move, in logarithms, may hide in the jump
ORDINARY = 2.5  # deviations
UNUSUAL, VERY_UNUSUAL = 6.0, 10.0  # deviations that a jump must have, with volume and without
ALIKE, LESS_ALIKE = math.log(2.5), math.log(5.0)  # money traded after and before
AROUND = 5  # sessions on each side that must lie on two levels
LONGEST_NIGHT = 10 * DAY  # after a longer one the market itself may have moved


class Days(NamedTuple):
    """One row a day: its first ts and open, last close, high, low, and volume."""

    ts: I64
    open: F64
    high: F64
    low: F64
    close: F64
    volume: F64


def days_of(tidy: pl.DataFrame, tz: str) -> Days:
    """The bars that have prices, by day of the zone; daily ones as they are."""
    import polars as pl

    bars = tidy.fill_nan(None).drop_nulls(["open", "high", "low", "close"])
    ts = bars["ts"].to_physical()
    if not (ts % DAY == 0).all():
        day = pl.col("ts").dt.convert_time_zone(tz).dt.date()
        bars = bars.group_by(day.alias("day"), maintain_order=True).agg(
            pl.col("ts").first(),
            pl.col("open").first(),
            pl.col("high").max(),
            pl.col("low").min(),
            pl.col("close").last(),
            pl.col("volume").sum(),
        )
    open_, high, low, close = (bars[each].to_numpy() for each in ("open", "high", "low", "close"))
    volume = bars["volume"].fill_null(0.0).to_numpy()
    return Days(bars["ts"].to_physical().to_numpy(), open_, high, low, close, volume)


def split_jumps(days: Days) -> dict[int, float]:
    """The ratio of each row that opens like a split.

    Its open lies a usual ratio from the close before, both far beyond the symbol's ordinary moves;
    the sessions before and after lie on two levels that far apart; and about as much money is
    traded after as before, so that volume moves the other way.
    """
    before, after = np.log(days.close[:-1]), np.log(days.open[1:])
    move = before - after
    swing = deviation(days.close)[1:]
    near = np.abs(move[:, None] - np.log(RATIOS)).argmin(axis=1)
    ratio = RATIOS[near]
    with np.errstate(invalid="ignore"):
        hidden = np.abs(move - np.log(ratio)) <= np.clip(ORDINARY * swing, NEAR, FAR)
        seen = hidden & (np.abs(move) >= UNUSUAL * swing) & (np.diff(days.ts) <= LONGEST_NIGHT)
        candidates = np.flatnonzero(seen) + 1
    found = {}
    for row in candidates.tolist():
        value, width = float(ratio[row - 1]), float(swing[row - 1])
        if _two_levels(days, row, value, width) and _money_alike(days, row, value, width):
            found[row] = value
    return found


def deviation(close: F64) -> F64:
    """Of each row, the ordinary move of a day: of the 60 around it, outliers without weight."""
    import polars as pl

    moves = pl.Series(np.abs(np.diff(np.log(close), prepend=np.nan))).fill_nan(None)
    near = moves.rolling_median(61, min_samples=10, center=True)
    overall = moves.median()
    usual = near.fill_null(overall if isinstance(overall, float) else 0.0).to_numpy() / 0.6745
    out: F64 = np.maximum(usual, 1e-4)
    return out


def _two_levels(days: Days, row: int, ratio: float, swing: float) -> bool:
    """Whether the closes of the sessions before and after lie on levels that far apart."""
    before, after = days.close[max(row - AROUND, 0) : row], days.close[row : row + AROUND]
    gap = math.log(float(np.median(before)) / float(np.median(after)))
    first = math.log(float(days.close[row - 1]) / float(days.close[row]))
    level = math.log(ratio)
    width = max(4.0 * swing, NEAR)
    inside = math.log(float(days.high[row]) / float(days.low[row]))
    return (
        abs(gap - level) <= min(1.5 * width, abs(level) / 2)
        and abs(first - level) <= min(width, abs(level) / 3)
        and inside <= max(6.0 * swing, 2 * NEAR, abs(level) / 4)
    )


def _money_alike(days: Days, row: int, ratio: float, swing: float) -> bool:
    """Whether volume moves by the ratio.

    Without volume only large ratios count, and only far from ordinary moves: news moves prices by a
    fifth often enough.
    """
    before, after = days.volume[max(row - 2 * AROUND, 0) : row], days.volume[row : row + AROUND]
    levels = [float(np.median(each)) for each in (before, after)] + [float(after[0])]
    large = max(ratio, 1.0 / ratio) >= LARGE
    if not min(levels) > 0.0:
        return large and abs(math.log(ratio)) >= VERY_UNUSUAL * swing
    limit = LESS_ALIKE if large else ALIKE
    return all(abs(math.log(each / levels[0] / ratio)) <= limit for each in levels[1:])
