"""Compares the close with an average centred on the bar."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(5, close.size - 5):
        average = close[i - 5 : i + 6].mean()
        if close[i] > average:
            out[i] = SignalType.BUY
        elif close[i] < average:
            out[i] = SignalType.CLOSE


class CentredAverage(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
