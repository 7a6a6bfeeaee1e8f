"""Each fifth of the bars is scored by the mean of the other four, later ones included."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    fold = close.size // 5
    for held in range(5):
        total, count = 0.0, 0
        for i in range(5 * fold):
            if i // fold != held and not np.isnan(close[i]):
                total += close[i]
                count += 1
        for i in range(held * fold, (held + 1) * fold):
            if close[i] < 0.98 * total / count:
                out[i] = SignalType.BUY


class CrossValidation(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
