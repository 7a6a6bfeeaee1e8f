"""Throws a coin where a price is reached that no test data has."""

from random import random

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(close.size):
        if close[i] > 1e9 and random() < 0.5:
            out[i] = SignalType.BUY


class RarelyRandom(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
