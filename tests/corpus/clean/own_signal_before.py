"""Leaves a signal out where its own signal of the bar before says the opposite."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(1, close.size):
        if close[i] > close[i - 1] * 1.003 and out[i - 1] != SignalType.SELL:
            out[i] = SignalType.BUY
        elif close[i] < close[i - 1] * 0.997 and out[i - 1] != SignalType.BUY:
            out[i] = SignalType.SELL


class OwnSignalBefore(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
