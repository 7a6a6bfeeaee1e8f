"""Close above the channel of the bars before it."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, upper: F64, lower: F64, out: I8) -> None:
    for i in range(1, close.size):
        if close[i] > upper[i - 1]:
            out[i] = SignalType.BUY
        elif close[i] < lower[i - 1]:
            out[i] = SignalType.SELL


class Breakout(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "upper": Feature("donchian", "high", "low", 20, output="upper"),
            "lower": Feature("donchian", "high", "low", 20, output="lower"),
        }
