"""Two channels: buy above the highest high of weeks, leave below the lowest low of days."""

from engine import (
    F64,
    I8,
    Annotated,
    BaseStrategy,
    Feature,
    Meta,
    SignalType,
    kernel,
    require,
)

Bars = Annotated[int, Meta(ge=2, le=500)]


@kernel
def channels(close: F64, top: F64, bottom: F64, out: I8) -> None:
    for i in range(1, close.size):  # a channel holds its own bar, so each is read one bar back
        if close[i] > top[i - 1]:
            out[i] = SignalType.BUY
        elif close[i] < bottom[i - 1]:
            out[i] = SignalType.CLOSE


class Breakout(BaseStrategy):
    """Buy a close above the channel of `entry` bars, close below the channel of `leave` bars."""

    entry: Bars = 55
    leave: Bars = 20
    signal = staticmethod(channels)
    reach = 1
    default_risk = {"stop": "atr", "stop_value": 2.0, "sizing": "risk", "risk_per_trade": 0.01}

    def __post_init__(self) -> None:
        require(
            self.leave < self.entry,
            f"breakout leave={self.leave}: must be below entry={self.entry}",
        )

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "top": Feature("donchian", "high", "low", self.entry, output="upper"),
            "bottom": Feature("donchian", "high", "low", self.leave, output="lower"),
        }
