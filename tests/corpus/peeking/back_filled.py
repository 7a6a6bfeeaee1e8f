"""Fills an average's warm-up and its gaps with the next value, then compares."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(average: F64, close: F64, out: I8) -> None:
    filled = average.copy()
    for i in range(average.size - 2, -1, -1):
        if np.isnan(filled[i]):
            filled[i] = filled[i + 1]
    for i in range(1, close.size):
        if close[i] > filled[i] and close[i - 1] <= filled[i - 1]:
            out[i] = SignalType.BUY
        elif close[i] < filled[i] and close[i - 1] >= filled[i - 1]:
            out[i] = SignalType.CLOSE


class BackFilled(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "average": Feature("sma", "close", 50),
            "close": Feature("close"),
        }
