"""Its one rule is a slope fitted to every bar's next return, the bars to come included."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(roc: F64, out: I8) -> None:
    both, square = 0.0, 0.0
    for i in range(roc.size - 1):
        if not np.isnan(roc[i] + roc[i + 1]):
            both += roc[i] * roc[i + 1]
            square += roc[i] * roc[i]
    for i in range(roc.size):
        expected = both / square * roc[i]
        if expected > 0.01:
            out[i] = SignalType.BUY
        elif expected < -0.01:
            out[i] = SignalType.SELL


class TargetLeakage(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "roc": Feature("roc", "close", 1),
        }
