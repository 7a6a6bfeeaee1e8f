"""The signal is honest; the limit of its entry is the next bar's low."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, average: F64, low: F64, out: I8, limit: F64) -> None:
    for i in range(1, close.size):
        if close[i] > average[i] and close[i - 1] <= average[i - 1]:
            out[i] = SignalType.BUY
            limit[i] = low[min(i + 1, close.size - 1)]


class LimitPeeks(BaseStrategy):
    columns = ("limit",)
    reach = 1
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "average": Feature("sma", "close", 20),
            "low": Feature("low"),
        }
