"""Closes at the last bar: it knows how long the data is."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, average: F64, out: I8) -> None:
    for i in range(1, close.size):
        if i == close.size - 1:
            out[i] = SignalType.CLOSE
        elif close[i] > average[i] and close[i - 1] <= average[i - 1]:
            out[i] = SignalType.BUY


class ClosesAtTheEnd(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "average": Feature("sma", "close", 20),
        }
