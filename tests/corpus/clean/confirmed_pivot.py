"""A low is reported at the bar that confirms it, two bars later."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(low: F64, out: I8) -> None:
    for i in range(4, low.size):
        pivot = low[i - 2]
        before = min(low[i - 4], low[i - 3])
        if pivot < before and pivot < min(low[i - 1], low[i]):
            out[i] = SignalType.BUY


class ConfirmedPivot(BaseStrategy):
    reach = 4
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "low": Feature("low"),
        }
