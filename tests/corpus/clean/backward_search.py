"""Searches back for the last price that was two percent away."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(close.size):
        j = i
        while j > 0 and abs(close[j] / close[i] - 1.0) < 0.02:
            j -= 1
        if close[j] > close[i]:
            out[i] = SignalType.BUY


class BackwardSearch(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
