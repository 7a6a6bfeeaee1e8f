"""Forgets that a negative index reads from the end of the column."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(close.size):
        if close[i] > close[i - 10] * 1.01:
            out[i] = SignalType.BUY
        elif close[i] < close[i - 10] * 0.99:
            out[i] = SignalType.SELL


class WrappedIndex(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
