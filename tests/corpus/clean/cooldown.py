"""Waits ten bars after each signal, counting in a variable of its own."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    wait = 0
    for i in range(1, close.size):
        wait -= 1
        if wait <= 0 and close[i] > close[i - 1] * 1.002:
            out[i] = SignalType.BUY
            wait = 10


class Cooldown(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
