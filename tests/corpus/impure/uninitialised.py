"""Reads an array before it has written it."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    level = np.empty(close.size)
    for i in range(close.size):
        if close[i] > level[i]:
            out[i] = SignalType.BUY
        level[i] = close[i]


class Uninitialised(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
