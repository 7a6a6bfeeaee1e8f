"""Fills an array of its own in a first pass and reads it in a second."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    rising = np.empty(close.size, np.bool_)
    rising[0] = False
    for i in range(1, close.size):
        rising[i] = close[i] > close[i - 1]
    for i in range(3, close.size):
        if rising[i] and rising[i - 1] and rising[i - 2] and not rising[i - 3]:
            out[i] = SignalType.BUY


class ScratchArray(BaseStrategy):
    reach = 4
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
