"""Fills gaps with the last value that was known."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(average: F64, close: F64, out: I8) -> None:
    known, before = np.nan, np.nan
    for i in range(close.size):
        if not np.isnan(average[i]):
            known = average[i]
        if close[i] > known and not before > known:
            out[i] = SignalType.BUY
        elif close[i] < known and not before < known:
            out[i] = SignalType.CLOSE
        before = close[i]


class ForwardFilled(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "average": Feature("sma", "close", 30),
            "close": Feature("close"),
        }
