"""An honest breakout for 5,000 bars; from then on it reads the next close."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, upper: F64, out: I8) -> None:
    for i in range(1, close.size):
        if close[i] > upper[i - 1]:
            out[i] = SignalType.BUY
        elif 5_000 < i < close.size - 1 and close[i + 1] < 0.998 * close[i]:
            out[i] = SignalType.CLOSE


class LateRiser(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "upper": Feature("donchian", "high", "low", 20, output="upper"),
        }
