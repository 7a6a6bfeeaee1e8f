"""The look ahead hides in a kernel that the signal calls."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rise(close: F64, i: int) -> float:
    return close[i + 1] / close[i] - 1.0


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(close.size - 1):
        if rise(close, i) > 0.004:
            out[i] = SignalType.BUY


class HelperPeeks(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
