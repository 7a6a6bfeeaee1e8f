"""Buys below the quarter of the twelve closes before the bar."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(12, close.size):
        ranked = np.sort(close[i - 12 : i])
        if close[i] < ranked[3]:
            out[i] = SignalType.BUY
        elif close[i] > ranked[8]:
            out[i] = SignalType.CLOSE


class TrailingQuantile(BaseStrategy):
    reach = 12
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
