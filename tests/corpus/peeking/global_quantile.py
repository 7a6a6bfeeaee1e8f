"""Buys below a quantile of all closes, later ones included."""

import numpy as np

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    ranked = np.sort(close[~np.isnan(close)])
    cheap = ranked[ranked.size // 10]
    dear = ranked[ranked.size - 1 - ranked.size // 10]
    for i in range(close.size):
        if close[i] < cheap:
            out[i] = SignalType.BUY
        elif close[i] > dear:
            out[i] = SignalType.SELL


class GlobalQuantile(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
