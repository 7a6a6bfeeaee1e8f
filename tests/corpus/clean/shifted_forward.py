"""Uses a column shifted by one bar to the later side."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(average: F64, out: I8) -> None:
    before = np.roll(average, 1)
    before[0] = np.nan
    for i in range(average.size):
        if average[i] > before[i]:
            out[i] = SignalType.BUY
        elif average[i] < before[i]:
            out[i] = SignalType.CLOSE


class ShiftedForward(BaseStrategy):
    reach = 1
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "average": Feature("ema", "close", 10),
        }
