"""Buys below the tenth of the thirty closes before the bar."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(30, close.size):
        ranked = np.sort(close[i - 30 : i])
        if close[i] < ranked[3]:
            out[i] = SignalType.BUY
        elif close[i] > ranked[26]:
            out[i] = SignalType.CLOSE


class TrailingQuantile(BaseStrategy):
    reach = 30
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
