"""Buys two bars after a swing low, when both have confirmed it, with the stop at that low."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(low: F64, out: I8, stop: F64) -> None:
    for i in range(4, low.size):
        swing = low[i - 2]
        if swing < min(low[i - 4], low[i - 3]) and swing < min(low[i - 1], low[i]):
            out[i] = SignalType.BUY
            stop[i] = swing


class ConfirmedSwing(BaseStrategy):
    columns = ("stop",)
    reach = 4
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "low": Feature("low"),
        }
