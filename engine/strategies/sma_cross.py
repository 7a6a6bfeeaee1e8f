"""The crossing of two simple moving averages: the yardstick that every library documents."""

from typing import ClassVar

from kernels.enums import SignalType
from kernels.jit import F64, I8, kernel

from ..indicators.feature import Feature
from .base import BaseStrategy, Period


@kernel
def cross(fast: F64, slow: F64, out: I8) -> None:
    """BUY where fast rises above slow, SELL where it no longer is; both bars have both averages.

    fast, slow   (n,) averages; NaN, which compares false, keeps a bar and the next one silent
    out          (n,) int8, zeroed
    """
    for i in range(1, fast.size):
        if fast[i - 1] <= slow[i - 1] and fast[i] > slow[i]:
            out[i] = SignalType.BUY
        elif fast[i - 1] > slow[i - 1] and fast[i] <= slow[i]:
            out[i] = SignalType.SELL


class SmaCross(BaseStrategy, frozen=True, tag="sma_cross"):
    """Buy when the fast average rises above the slow one, sell when it no longer is above it."""

    fast: Period = 20
    slow: Period = 100
    signal = staticmethod(cross)
    reach: ClassVar[int] = 1

    def features(self) -> dict[str, Feature]:
        return {
            "fast": Feature("sma", "close", self.fast),
            "slow": Feature("sma", "close", self.slow),
        }
