"""Sizes an entry by the rate of change at that bar."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, middle: F64, roc: F64, out: I8, strength: F64) -> None:
    for i in range(1, close.size):
        if close[i] > middle[i] and close[i - 1] <= middle[i - 1]:
            out[i] = SignalType.BUY
            strength[i] = min(1.0, abs(roc[i]) / 10.0)
        elif close[i] < middle[i] and close[i - 1] >= middle[i - 1]:
            out[i] = SignalType.CLOSE


class StrengthByTrend(BaseStrategy):
    columns = ("strength",)
    reach = 1
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "middle": Feature("bollinger", "close", 20, 2.0, output="middle"),
            "roc": Feature("roc", "close", 10),
        }
