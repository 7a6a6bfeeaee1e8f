"""Daily averages, each of which counts from the end of its day."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, daily: F64, out: I8) -> None:
    for i in range(1, close.size):
        if close[i] > daily[i] and close[i - 1] <= daily[i - 1]:
            out[i] = SignalType.BUY
        elif close[i] < daily[i] and close[i - 1] >= daily[i - 1]:
            out[i] = SignalType.CLOSE


class LabelledAtItsEnd(BaseStrategy):
    reach = 1
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "daily": Feature("sma", "close", 3, interval="1d"),
        }
