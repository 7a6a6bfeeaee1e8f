"""Smooths twice, both times forward."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(average: F64, close: F64, out: I8) -> None:
    smooth = average.copy()
    for i in range(1, smooth.size):
        if not np.isnan(smooth[i - 1]):
            smooth[i] += 0.9 * (smooth[i - 1] - smooth[i])
    for i in range(1, close.size):
        if close[i] > smooth[i] and close[i - 1] <= smooth[i - 1]:
            out[i] = SignalType.BUY
        elif close[i] < smooth[i] and close[i - 1] >= smooth[i - 1]:
            out[i] = SignalType.CLOSE


class OneWayFilter(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "average": Feature("ema", "close", 20),
            "close": Feature("close"),
        }
