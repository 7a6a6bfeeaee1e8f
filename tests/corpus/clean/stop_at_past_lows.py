"""The stop is put just below the lows of the ten bars before."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, average: F64, lowest: F64, out: I8, stop: F64) -> None:
    for i in range(1, close.size):
        if close[i] > average[i] and close[i - 1] <= average[i - 1]:
            out[i] = SignalType.BUY
            stop[i] = 0.999 * lowest[i]


class StopAtPastLows(BaseStrategy):
    columns = ("stop",)
    reach = 1
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "average": Feature("sma", "close", 20),
            "lowest": Feature("rolling_min", "low", 10),
        }
