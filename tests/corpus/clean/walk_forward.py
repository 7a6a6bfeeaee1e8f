"""Its slope is fitted anew at each bar, to the returns that are known by then."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(roc: F64, out: I8) -> None:
    both, square = 0.0, 0.0
    for i in range(1, roc.size):
        if not np.isnan(roc[i] + roc[i - 1]):
            both += roc[i - 1] * roc[i]
            square += roc[i - 1] * roc[i - 1]
        expected = both / square * roc[i] if square > 0.0 else 0.0
        if expected > 0.01:
            out[i] = SignalType.BUY
        elif expected < -0.01:
            out[i] = SignalType.SELL


class WalkForward(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "roc": Feature("roc", "close", 1),
        }
