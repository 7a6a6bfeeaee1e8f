"""Buys below the tenth part of the closes so far, which it follows step by step."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    quantile = close[0]
    for i in range(1, close.size):
        if close[i] < quantile:
            out[i] = SignalType.BUY
            quantile -= 0.9 * 0.001 * close[i]
        elif close[i] > quantile:
            quantile += 0.1 * 0.001 * close[i]


class QuantileSoFar(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
