"""Sells near the session's high, which is known only at the session's end."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(high: F64, close: F64, out: I8) -> None:
    for i in range(close.size):
        first = i - i % 13
        if close[i] >= np.max(high[first : first + 13]) * 0.999:
            out[i] = SignalType.SELL


class SessionHighEarly(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "high": Feature("high"),
            "close": Feature("close"),
        }
