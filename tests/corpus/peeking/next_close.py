"""Buys before a rise: it reads the next bar's close."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(close.size):
        if close[i + 1] > close[i] * 1.002:
            out[i] = SignalType.BUY
        elif close[i + 1] < close[i] * 0.998:
            out[i] = SignalType.SELL


class NextClose(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
