"""Chooses its feature by today's date."""

from time import localtime

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(close.size):
        if close[i] > 0.0:
            out[i] = SignalType.BUY


class FeatureByDate(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close" if localtime().tm_mday > 15 else "open"),
        }
