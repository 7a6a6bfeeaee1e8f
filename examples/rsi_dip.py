"""Buy a dip in a rising market: RSI below a threshold while the close is above its long average.

openbell backtest --strategy examples/rsi_dip.py --data spy.csv --set low=25
"""

from engine import F64, I8, Annotated, BaseStrategy, Feature, Meta, SignalType, kernel, require


@kernel
def dip(close: F64, trend: F64, rsi: F64, low: float, high: float, out: I8) -> None:
    for i in range(1, close.size):
        if close[i] > trend[i] and rsi[i] < low <= rsi[i - 1]:
            out[i] = SignalType.BUY
        elif rsi[i] > high >= rsi[i - 1]:
            out[i] = SignalType.CLOSE


class RsiDip(BaseStrategy):
    """In when the RSI falls below `low` above the long average, out when it rises above `high`."""

    trend_period: Annotated[int, Meta(ge=2, le=1_000)] = 200
    rsi_period: Annotated[int, Meta(ge=1, le=100)] = 5
    low: Annotated[float, Meta(ge=0, le=100)] = 30.0
    high: Annotated[float, Meta(ge=0, le=100)] = 60.0
    signal = staticmethod(dip)
    reach = 1
    default_risk = {"stop": "atr", "stop_value": 3.0}

    def __post_init__(self) -> None:
        require(self.low < self.high, f"low={self.low:g} must be below high={self.high:g}")

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "trend": Feature("sma", "close", self.trend_period),
            "rsi": Feature("rsi", "close", self.rsi_period),
        }
