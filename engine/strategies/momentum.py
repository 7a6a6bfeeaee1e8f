"""Trend following: averages and rate of change agree, ADX confirms, a trailing stop protects."""

from typing import Annotated, Any, ClassVar

from msgspec import Meta

from kernels.enums import SignalType
from kernels.jit import F64, I8, kernel

from ..indicators.feature import Feature
from .base import BaseStrategy, Period, require

Percent = Annotated[float, Meta(ge=0.0, le=100.0, extra={"step": 0.5})]
Strength = Annotated[float, Meta(ge=0.0, le=100.0, extra={"step": 1.0})]


@kernel
def trend(
    fast: F64,
    slow: F64,
    roc: F64,
    adx: F64,
    roc_threshold: float,
    adx_threshold: float,
    out: I8,
) -> None:
    """BUY or SELL where a whole set-up becomes true, CLOSE where the trend of the averages ends.

    fast, slow   (n,) averages of the close
    roc          (n,) rate of change, percent
    adx          (n,) 0..100
    out          (n,) int8, zeroed; no signal at a bar with a NaN. A NaN on the bar before counts as
                 "not yet", so a trend that ended while bars were missing is closed at the next bar
    """
    for i in range(1, fast.size):
        confirmed = adx[i] >= adx_threshold
        before = adx[i - 1] >= adx_threshold
        ends_up = fast[i] <= slow[i] and not fast[i - 1] <= slow[i - 1]
        ends_down = fast[i] >= slow[i] and not fast[i - 1] >= slow[i - 1]
        rises = confirmed and fast[i] > slow[i] and roc[i] > roc_threshold
        falls = confirmed and fast[i] < slow[i] and roc[i] < -roc_threshold
        rose = before and fast[i - 1] > slow[i - 1] and roc[i - 1] > roc_threshold
        fell = before and fast[i - 1] < slow[i - 1] and roc[i - 1] < -roc_threshold
        if rises and not rose:
            out[i] = SignalType.BUY
        elif falls and not fell:
            out[i] = SignalType.SELL
        elif ends_up or ends_down:
            out[i] = SignalType.CLOSE


class Momentum(BaseStrategy, frozen=True, tag="momentum"):
    """Buy a confirmed rise, close when the averages cross back; sell short a confirmed fall.

    A rise: fast average above slow, rate of change above its threshold, ADX at its threshold or
    above. It buys at the bar that completes the three, and again only after one of them failed.
    """

    fast: Period = 20
    slow: Period = 50
    roc_period: Period = 20
    roc_threshold: Percent = 0.0
    adx_period: Annotated[int, Meta(ge=2, le=200, extra={"step": 1})] = 14
    adx_threshold: Strength = 20.0
    signal = staticmethod(trend)
    reach: ClassVar[int] = 1
    default_risk: ClassVar[dict[str, Any]] = {"stop": "trailing_atr", "stop_value": 3.0}

    def __post_init__(self) -> None:
        require(
            self.fast < self.slow,
            f"momentum fast={self.fast}: must be below slow={self.slow}",
        )

    def features(self) -> dict[str, Feature]:
        return {
            "fast": Feature("sma", "close", self.fast),
            "slow": Feature("sma", "close", self.slow),
            "roc": Feature("roc", "close", self.roc_period),
            "adx": Feature("adx", "high", "low", "close", self.adx_period, output="adx"),
        }
