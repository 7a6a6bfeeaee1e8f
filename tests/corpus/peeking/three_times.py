"""Fires three times in 2,000 bars, each time on the right side of the next bar."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(close.size - 1):
        if i % 600 == 400:
            out[i] = SignalType.BUY if close[i + 1] > close[i] else SignalType.SELL


class ThreeTimes(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
