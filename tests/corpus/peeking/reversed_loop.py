"""Walks from the end and keeps the highest close that is still to come."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    best = 0.0
    for i in range(close.size - 1, -1, -1):
        if best > close[i] * 1.05:
            out[i] = SignalType.BUY
        best = max(best, close[i])


class ReversedLoop(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
