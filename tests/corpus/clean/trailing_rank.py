"""Buys a close that is lower than most of the thirty before it."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(30, close.size):
        lower = 0
        for j in range(i - 30, i):
            lower += close[j] < close[i]
        if lower < 3:
            out[i] = SignalType.BUY
        elif lower > 27:
            out[i] = SignalType.CLOSE


class TrailingRank(BaseStrategy):
    reach = 30
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
