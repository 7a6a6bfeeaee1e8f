"""Buys at a swing low's own bar, which only the two bars after it confirm."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(low: F64, out: I8) -> None:
    for i in range(2, low.size - 2):
        before, after = min(low[i - 2], low[i - 1]), min(low[i + 1], low[i + 2])
        if low[i] < before and low[i] < after:
            out[i] = SignalType.BUY


class SwingAtItsBar(BaseStrategy):
    reach = 2
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "low": Feature("low"),
        }
