"""Searches forward for the next price that is two percent away."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(close.size):
        j = i
        while abs(close[j] / close[i] - 1.0) < 0.02:
            j += 1
        if close[j] > close[i]:
            out[i] = SignalType.BUY


class ForwardSearch(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
