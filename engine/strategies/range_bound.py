"""Mean reversion: extremes of price and momentum are traded back to the middle while ADX is low."""

from typing import Annotated, Any, ClassVar

from msgspec import Meta

from kernels.enums import SignalType
from kernels.jit import F64, I8, kernel

from ..indicators.feature import Feature
from .base import BaseStrategy, Period, require

Smoothing = Annotated[int, Meta(ge=2, le=200, extra={"step": 1})]
Index = Annotated[float, Meta(ge=0.0, le=100.0, extra={"step": 1.0})]
Multiple = Annotated[float, Meta(ge=0.1, le=20.0, extra={"step": 0.25})]


@kernel
def reversion(
    close: F64,
    upper: F64,
    middle: F64,
    lower: F64,
    rsi: F64,
    adx: F64,
    atr: F64,
    oversold: float,
    overbought: float,
    adx_limit: float,
    adx_break: float,
    stop_atr: float,
    out: I8,
    stop: F64,
    target: F64,
) -> None:
    """BUY or SELL where an extreme begins in a range; CLOSE at the middle, or as the range breaks.

    close                 (n,) price
    upper, middle, lower  (n,) Bollinger bands of the close
    rsi, adx              (n,) 0..100
    atr                   (n,) average true range in price units
    out                   (n,) int8, zeroed; no signal at a bar with a NaN. A NaN on the bar before
                          counts as "not yet"
    stop, target          (n,) NaN; with BUY and SELL the stop lies outside band and close, the
                          target at the middle. No BUY whose stop would not be above zero
    """
    for i in range(1, close.size):
        low_now = close[i] < lower[i] and rsi[i] <= oversold and adx[i] <= adx_limit
        high_now = close[i] > upper[i] and rsi[i] >= overbought and adx[i] <= adx_limit
        low_before = (
            close[i - 1] < lower[i - 1] and rsi[i - 1] <= oversold and adx[i - 1] <= adx_limit
        )
        high_before = (
            close[i - 1] > upper[i - 1] and rsi[i - 1] >= overbought and adx[i - 1] <= adx_limit
        )
        below = min(close[i], lower[i]) - stop_atr * atr[i]
        above = max(close[i], upper[i]) + stop_atr * atr[i]
        breaks = adx[i] > adx_break and not adx[i - 1] > adx_break
        rises = close[i] >= middle[i] and not close[i - 1] >= middle[i - 1]
        falls = close[i] <= middle[i] and not close[i - 1] <= middle[i - 1]
        if low_now and not low_before and below > 0.0:
            out[i] = SignalType.BUY
            stop[i] = below
            target[i] = middle[i]
        elif high_now and not high_before and above > 0.0:
            out[i] = SignalType.SELL
            stop[i] = above
            target[i] = middle[i]
        elif breaks or rises or falls:
            out[i] = SignalType.CLOSE


class RangeBound(BaseStrategy, frozen=True, tag="range_bound"):
    """Buy an oversold close below the band and sell an overbought one above it, in a range only.

    A range: ADX at its limit or below. An extreme: the close outside its Bollinger band with RSI
    beyond its bound. The signal is given at the first bar of both. The target is the middle band of
    that bar; the stop lies stop_atr average true ranges outside the band, or outside the close
    where that is farther out. It closes where a close reaches the middle band from either side,
    and where ADX rises above adx_break, as the range is then over.
    """

    period: Annotated[int, Meta(ge=2, le=1_000, extra={"step": 1})] = 20
    deviations: Annotated[float, Meta(ge=0.1, le=10.0, extra={"step": 0.1})] = 2.0
    rsi_period: Period = 14
    oversold: Index = 35.0
    overbought: Index = 65.0
    adx_period: Smoothing = 14
    adx_limit: Index = 25.0
    adx_break: Index = 35.0
    atr_period: Period = 14
    stop_atr: Multiple = 1.5
    columns: ClassVar[tuple[str, ...]] = ("stop", "target")
    signal = staticmethod(reversion)
    reach: ClassVar[int] = 1
    default_risk: ClassVar[dict[str, Any]] = {"sizing": "risk", "risk_per_trade": 0.01}

    def __post_init__(self) -> None:
        require(
            self.oversold < self.overbought,
            f"range_bound oversold={self.oversold}: must be below overbought={self.overbought}",
        )
        require(
            self.adx_limit <= self.adx_break,
            f"range_bound adx_limit={self.adx_limit}: must not be above adx_break={self.adx_break}",
        )

    def features(self) -> dict[str, Feature]:
        bands = ("bollinger", "close", self.period, self.deviations)
        return {
            "close": Feature("close"),
            "upper": Feature(*bands, output="upper"),
            "middle": Feature(*bands, output="middle"),
            "lower": Feature(*bands, output="lower"),
            "rsi": Feature("rsi", "close", self.rsi_period),
            "adx": Feature("adx", "high", "low", "close", self.adx_period, output="adx"),
            "atr": Feature("atr", "high", "low", "close", self.atr_period),
        }
