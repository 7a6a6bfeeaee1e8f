"""Drops a signal that its own next signal contradicts."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(1, close.size):
        if close[i] > close[i - 1] * 1.003:
            out[i] = SignalType.BUY
        elif close[i] < close[i - 1] * 0.997:
            out[i] = SignalType.SELL
    for i in range(close.size - 1):
        if out[i] == SignalType.BUY and out[i + 1] == SignalType.SELL:
            out[i] = SignalType.HOLD


class OutReadAhead(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
