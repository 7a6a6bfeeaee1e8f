"""The signal is honest; the stop is put just below the lows of the ten bars to come."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, average: F64, low: F64, out: I8, stop: F64) -> None:
    for i in range(1, close.size):
        if close[i] > average[i] and close[i - 1] <= average[i - 1]:
            out[i] = SignalType.BUY
            stop[i] = 0.98 * close[i]
            for j in range(i + 1, min(i + 11, close.size)):
                stop[i] = min(stop[i], 0.999 * low[j])


class StopPeeks(BaseStrategy):
    columns = ("stop",)
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "average": Feature("sma", "close", 20),
            "low": Feature("low"),
        }
