"""Compares the closes of the last two blocks of 13 bars that have ended."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(26, close.size, 13):
        if close[i - 1] > close[i - 14]:
            out[i] = SignalType.BUY
        elif close[i - 1] < close[i - 14]:
            out[i] = SignalType.CLOSE


class BlockBefore(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
