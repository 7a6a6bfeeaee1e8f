"""Trades in even seconds of the clock on the wall."""

import time

from numba import objmode

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    with objmode(now="float64"):
        now = time.time()
    for i in range(close.size):
        if int(now) % 2 == 0:
            out[i] = SignalType.BUY


class Clock(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
