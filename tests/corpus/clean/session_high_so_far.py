"""Buys a new high of the session so far."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(high: F64, close: F64, out: I8) -> None:
    highest = 0.0
    for i in range(close.size):
        if i % 13 == 0:
            highest = high[i]
        elif close[i] > highest:
            out[i] = SignalType.BUY
        highest = max(highest, high[i])


class SessionHighSoFar(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "high": Feature("high"),
            "close": Feature("close"),
        }
