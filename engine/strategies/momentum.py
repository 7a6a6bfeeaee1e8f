"""Trend following: averages and rate of change agree, ADX and volume confirm, a stop trails."""

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
    volume: F64,
    usual: F64,
    roc_threshold: float,
    adx_threshold: float,
    volume_factor: float,
    out: I8,
) -> None:
    """BUY or SELL where a whole set-up becomes true, CLOSE where the trend of the averages ends.

    fast, slow     (n,) averages of the close
    roc            (n,) rate of change, percent
    adx            (n,) 0..100
    volume, usual  (n,) a bar's volume and its average. Only a volume that is known to be below
                   volume_factor times the average is too little: NaN and an average of 0 are not
    out            (n,) int8, zeroed; no signal at a bar with another NaN. A NaN on the bar before
                   counts as "not yet", so a trend that ended while bars were missing is closed at
                   the next bar
    """
    for i in range(1, fast.size):
        confirmed = adx[i] >= adx_threshold and not volume[i] < volume_factor * usual[i]
        before = adx[i - 1] >= adx_threshold and not volume[i - 1] < volume_factor * usual[i - 1]
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
    above, and the bar's volume at volume_factor times its average or above. It buys at the bar that
    completes the four, and again only after one of them failed. With volume_factor 0, the default,
    volume does not count; nor does it where there is none to compare, as of indices and currencies.
    """

    fast: Period = 20
    slow: Period = 50
    roc_period: Period = 20
    roc_threshold: Percent = 0.0
    adx_period: Annotated[int, Meta(ge=2, le=200, extra={"step": 1})] = 14
    adx_threshold: Strength = 20.0
    volume_period: Period = 20
    volume_factor: Annotated[float, Meta(ge=0.0, le=10.0, extra={"step": 0.1})] = 0.0
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
            "volume": Feature("volume"),
            "usual": Feature("sma", "volume", self.volume_period),
        }
