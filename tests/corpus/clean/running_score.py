"""Scores each close by the mean and deviation of the closes so far."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    count, mean, squares = 0, 0.0, 0.0
    for i in range(close.size):
        if np.isnan(close[i]):
            continue
        count += 1
        change = close[i] - mean
        mean += change / count
        squares += change * (close[i] - mean)
        if count > 30 and change < -np.sqrt(squares / count):
            out[i] = SignalType.BUY
        elif count > 30 and change > np.sqrt(squares / count):
            out[i] = SignalType.SELL


class RunningScore(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
