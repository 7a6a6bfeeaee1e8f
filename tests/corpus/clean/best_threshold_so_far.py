"""Trades with the threshold that has earned most up to the bar."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(roc: F64, out: I8) -> None:
    earned = np.zeros(10)
    for i in range(1, roc.size):
        for k in range(1, 10):
            if roc[i - 1] > 0.1 * k and not np.isnan(roc[i]):
                earned[k] += roc[i]
        if roc[i] > 0.1 * (1 + np.argmax(earned[1:])):
            out[i] = SignalType.BUY


class BestThresholdSoFar(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "roc": Feature("roc", "close", 1),
        }
