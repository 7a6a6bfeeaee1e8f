"""Throws a coin at each bar."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(close.size):
        if np.random.random() < 0.1:
            out[i] = SignalType.BUY


class NumpyRandom(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
