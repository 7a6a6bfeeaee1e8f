"""Arithmetic that several libraries share; NaN or infinite where it is undefined."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ...data.intervals import DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    F64 = NDArray[np.float64]


def ratio(above: float, below: float) -> float:
    """NaN over zero."""
    return above / below if below else math.nan


def power(base: float, exponent: float) -> float:
    """NaN for a negative base, infinite where a float cannot hold it."""
    return float(np.float64(base) ** exponent)


def mean(values: F64) -> float:
    """NaN of nothing."""
    return float(values.mean()) if values.size else math.nan


def deviation(values: F64, ddof: int = 1) -> float:
    """Standard deviation; exactly 0 where all are alike, NaN of too few."""
    if values.size <= ddof:
        return math.nan
    return 0.0 if np.ptp(values) == 0.0 else float(values.std(ddof=ddof))


def downside(returns: F64) -> float:
    """Root of the mean squared loss over all returns, gains counting as 0."""
    return math.sqrt(mean(np.minimum(returns, 0.0) ** 2))


def growth(returns: F64) -> float:
    """What 1 has become."""
    return float(np.prod(1.0 + returns))


def annual_growth(returns: F64, year: float) -> float:
    """Growth of a year of that many returns, compounded, minus 1."""
    return power(growth(returns), year / returns.size) - 1.0 if returns.size else math.nan


def annual_deviation(returns: F64, year: float) -> float:
    """Sample deviation times the root of the returns in a year."""
    return deviation(returns) * math.sqrt(year)


def sharpe(returns: F64, year: float) -> float:
    """Mean over sample deviation times the root of the returns in a year."""
    return ratio(mean(returns), deviation(returns)) * math.sqrt(year)


def sortino(returns: F64, year: float) -> float:
    """Mean over `downside` times the root of the returns in a year."""
    return ratio(mean(returns), downside(returns)) * math.sqrt(year)


def drawdowns(marks: F64) -> F64:
    """Distance of each mark from the highest so far, as a fraction of that: 0 or negative."""
    peak: F64 = np.maximum.accumulate(marks)
    return marks / peak - 1.0


def falls(returns: F64) -> F64:
    """The drawdown before the first return, which is 0, and after each."""
    return drawdowns(np.concatenate(([1.0], np.cumprod(1.0 + returns))))


def changes(marks: F64, before: float) -> F64:
    """Return of each mark over the one before it; `before` is that of the first."""
    return marks / np.concatenate(([before], marks[:-1])) - 1.0


def date_returns(ts: NDArray[np.int64], marks: F64) -> F64:
    """Return of each UTC date's last mark over that of the date before; the first date has none."""
    dates = ts // DAY
    is_last: NDArray[np.bool_] = np.diff(dates, append=dates[-1] + 1) != 0
    ends = marks[is_last]
    return changes(ends[1:], ends[0])


def omega(returns: F64) -> float:
    """Gains over losses, both summed."""
    return ratio(float(returns[returns > 0.0].sum()), -float(returns[returns < 0.0].sum()))


def share_above(values: F64) -> float:
    """How many of all are above 0, as a fraction."""
    return mean((values > 0.0).astype(float))


def largest(values: F64) -> float:
    """NaN of nothing."""
    return float(values.max()) if values.size else math.nan


def quality(pnl: F64) -> float:
    """System quality number: root of the count times mean over sample deviation."""
    return math.sqrt(pnl.size) * ratio(mean(pnl), deviation(pnl))


def tail(returns: F64) -> float:
    """Size of the 95th percentile over that of the 5th."""
    if not returns.size:
        return math.nan
    low, high = np.percentile(returns, (5.0, 95.0))
    return ratio(abs(float(high)), abs(float(low)))


def moments(returns: F64) -> tuple[float, float]:
    """Skew and excess kurtosis by population moments."""
    if deviation(returns, 0) > 0.0:
        apart = returns - returns.mean()
        second = float((apart**2).mean())
        third, fourth = float((apart**3).mean()), float((apart**4).mean())
        return ratio(third, power(second, 1.5)), ratio(fourth, second * second) - 3.0
    return math.nan, math.nan
