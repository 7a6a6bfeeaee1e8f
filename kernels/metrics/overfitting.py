"""How far a Sharpe ratio can be trusted, given its sample.

All Sharpe ratios here are of one session, `kurtosis` is raw (3 for a normal distribution).
source   D. Bailey and M. Lopez de Prado, The Sharpe Ratio Efficient Frontier, Journal of Risk, 2012
"""

import math

import numpy as np

from ..jit import kernel

Z_95 = 1.6448536269514722
"""95 % quantile of the standard normal distribution."""


@kernel
def sharpe_variance(session: float, skew: float, kurtosis: float) -> float:
    """n - 1 times the variance of a Sharpe estimate: 1 - g3 SR + (g4 - 1) / 4 SR^2 (equation 5).

    returns   above 0; NaN where an input is, or where rounding leaves nothing above 0
    """
    variance = 1.0 - skew * session + (kurtosis - 1.0) / 4.0 * (session * session)
    return variance if variance > 0.0 else np.nan


@kernel
def sharpe_standard_error(variance: float, n: int, annual: float) -> float:
    """Standard error of the *annualised* Sharpe ratio: sqrt(variance / (n - 1)) * sqrt(A)."""
    return math.sqrt(variance / (n - 1)) * math.sqrt(annual)


@kernel
def probabilistic_sharpe(session: float, target: float, n: int, variance: float) -> float:
    """Probability that the true Sharpe ratio is above the target (equation 8).

    Phi((SR - target) * sqrt(n - 1) / sqrt(variance))
    """
    z = (session - target) * math.sqrt(n - 1.0) / math.sqrt(variance)
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


@kernel
def minimum_track_record(session: float, target: float, variance: float) -> float:
    """Sessions that make a Sharpe ratio above the target 95 % probable (equation 11).

    1 + variance * (z / (SR - target))^2

    returns   sessions, a fractional number; NaN where SR is not above the target, or beyond a float
    """
    if not session > target:
        return np.nan
    distance = Z_95 / (session - target)
    sessions = 1.0 + variance * (distance * distance)
    return sessions if np.isfinite(sessions) else np.nan
