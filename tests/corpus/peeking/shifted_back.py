"""Uses a column shifted by minus one bar."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(average: F64, out: I8) -> None:
    ahead = np.roll(average, -1)
    for i in range(average.size):
        if average[i] < ahead[i]:
            out[i] = SignalType.BUY
        elif average[i] > ahead[i]:
            out[i] = SignalType.CLOSE


class ShiftedBack(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "average": Feature("ema", "close", 10),
        }
