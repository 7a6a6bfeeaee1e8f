"""Compares the close with the mean of a slice that ends with its bar."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(10, close.size):
        average = close[i - 10 : i + 1].mean()
        if close[i] > average:
            out[i] = SignalType.BUY
        elif close[i] < average:
            out[i] = SignalType.CLOSE


class WindowToTheBar(BaseStrategy):
    reach = 10
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
