"""The limit of its entry lies one average range below the close of the signal."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, average: F64, atr: F64, out: I8, limit: F64) -> None:
    for i in range(1, close.size):
        if close[i] > average[i] and close[i - 1] <= average[i - 1]:
            out[i] = SignalType.BUY
            limit[i] = close[i] - atr[i]


class LimitBelow(BaseStrategy):
    columns = ("limit",)
    reach = 1
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "average": Feature("sma", "close", 20),
            "atr": Feature("atr", "high", "low", "close", 14),
        }
