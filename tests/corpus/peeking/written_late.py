"""Marks the low two bars after it: the signal is written into the past."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(2, close.size):
        if close[i - 2] < close[i - 1] < close[i]:
            out[i - 2] = SignalType.BUY


class WrittenLate(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
