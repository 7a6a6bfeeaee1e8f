"""Buys below the lower band; the target is the middle one at the signal."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, lower: F64, middle: F64, out: I8, target: F64) -> None:
    for i in range(1, close.size):
        if close[i] < lower[i] and close[i - 1] >= lower[i - 1]:
            out[i] = SignalType.BUY
            target[i] = middle[i]


class TargetAtTheBand(BaseStrategy):
    columns = ("target",)
    reach = 1
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "lower": Feature("bollinger", "close", 20, 2.0, output="lower"),
            "middle": Feature("bollinger", "close", 20, 2.0, output="middle"),
        }
