"""The signal is honest; its size is larger before a rise."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, average: F64, out: I8, strength: F64) -> None:
    for i in range(1, close.size):
        if close[i] > average[i] and close[i - 1] <= average[i - 1]:
            out[i] = SignalType.BUY
            strength[i] = 1.0 if i + 1 < close.size and close[i + 1] > close[i] else 0.5


class StrengthPeeks(BaseStrategy):
    columns = ("strength",)
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "average": Feature("sma", "close", 20),
        }
