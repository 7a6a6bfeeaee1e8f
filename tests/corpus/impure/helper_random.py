"""The coin is thrown in a kernel that the signal calls."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def coin() -> bool:
    return np.random.randint(0, 10) == 0


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(close.size):
        if coin():
            out[i] = SignalType.BUY


class HelperRandom(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
