"""Declares that it reads one bar back, and reads five."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(5, close.size):
        if close[i] > close[i - 5] * 1.01:
            out[i] = SignalType.BUY


class ReachTooShort(BaseStrategy):
    reach = 1
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
