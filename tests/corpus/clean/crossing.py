"""Crossing of two averages."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(fast: F64, slow: F64, out: I8) -> None:
    for i in range(1, fast.size):
        if fast[i - 1] <= slow[i - 1] and fast[i] > slow[i]:
            out[i] = SignalType.BUY
        elif fast[i - 1] > slow[i - 1] and fast[i] <= slow[i]:
            out[i] = SignalType.SELL


class Crossing(BaseStrategy):
    reach = 1
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "fast": Feature("sma", "close", 10),
            "slow": Feature("ema", "close", 50),
        }
