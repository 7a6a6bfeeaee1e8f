"""Scores each close by the mean and deviation of the whole series."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    mean, deviation = np.nanmean(close), np.nanstd(close)
    for i in range(close.size):
        score = (close[i] - mean) / deviation
        if score < -1.0:
            out[i] = SignalType.BUY
        elif score > 1.0:
            out[i] = SignalType.SELL


class WholeSeriesScore(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
