"""Reads ten bars back from the tenth bar on."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(close.size):
        if i >= 10 and close[i] > close[i - 10] * 1.01:
            out[i] = SignalType.BUY
        elif i >= 10 and close[i] < close[i - 10] * 0.99:
            out[i] = SignalType.SELL


class GuardedIndex(BaseStrategy):
    reach = 10
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
