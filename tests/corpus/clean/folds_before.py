"""Each block of 400 bars is scored by the mean of the blocks before it."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    total, count, mean = 0.0, 0, np.nan
    for i in range(close.size):
        if i % 400 == 0 and count > 0:
            mean = total / count
        if close[i] < 0.98 * mean:
            out[i] = SignalType.BUY
        if not np.isnan(close[i]):
            total += close[i]
            count += 1


class FoldsBefore(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
