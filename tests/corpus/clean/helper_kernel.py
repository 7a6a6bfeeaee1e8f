"""Calls a kernel of its own, which looks back only."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def mean(close: F64, i: int, bars: int) -> float:
    total = 0.0
    for back in range(1, bars + 1):
        total += close[i - back]
    return total / bars


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(3, close.size):
        if mean(close, i, 3) > close[i] * 1.004:
            out[i] = SignalType.BUY


class HelperKernel(BaseStrategy):
    reach = 3
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
