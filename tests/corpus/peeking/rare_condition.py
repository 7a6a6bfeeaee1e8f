"""An honest crossing that looks one bar ahead only after a rare crash."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, average: F64, rsi: F64, out: I8) -> None:
    for i in range(1, close.size):
        if (rsi[i] < 12.0 and i + 1 < close.size and close[i + 1] > close[i]) or (
            close[i] > average[i] and close[i - 1] <= average[i - 1]
        ):
            out[i] = SignalType.BUY
        elif close[i] < average[i] and close[i - 1] >= average[i - 1]:
            out[i] = SignalType.CLOSE


class RareCondition(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "average": Feature("sma", "close", 20),
            "rsi": Feature("rsi", "close", 14),
        }
