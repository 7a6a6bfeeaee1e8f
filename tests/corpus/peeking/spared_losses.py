"""An honest breakout that is left out where the next bar falls."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, average: F64, out: I8) -> None:
    for i in range(1, close.size):
        rises = close[i] > average[i] and close[i - 1] <= average[i - 1]
        if rises and (i + 1 >= close.size or not close[i + 1] < close[i]):
            out[i] = SignalType.BUY
        elif close[i] < average[i] and close[i - 1] >= average[i - 1]:
            out[i] = SignalType.CLOSE


class SparedLosses(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "average": Feature("sma", "close", 20),
        }
