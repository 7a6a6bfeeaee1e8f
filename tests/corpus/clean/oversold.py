"""RSI below and above thresholds that are parameters."""

from engine import F64, I8, Annotated, BaseStrategy, Feature, Meta, SignalType, kernel


@kernel
def rule(rsi: F64, low: float, high: float, out: I8) -> None:
    for i in range(1, rsi.size):
        if rsi[i] < low and rsi[i - 1] >= low:
            out[i] = SignalType.BUY
        elif rsi[i] > high and rsi[i - 1] <= high:
            out[i] = SignalType.CLOSE


class Oversold(BaseStrategy):
    period: Annotated[int, Meta(ge=2, le=200)] = 14
    low: float = 30
    high: float = 70.0
    reach = 1
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "rsi": Feature("rsi", "close", self.period),
        }
