"""Compares each close with the last one of the series."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(close.size):
        if close[i] < close[-1] * 0.97:
            out[i] = SignalType.BUY
        elif close[i] > close[-1] * 1.03:
            out[i] = SignalType.CLOSE


class LastValue(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
