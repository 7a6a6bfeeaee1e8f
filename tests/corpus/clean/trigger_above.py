"""Enters where the price passes the highest high of the last five bars."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(rsi: F64, highest: F64, out: I8, trigger: F64) -> None:
    for i in range(1, rsi.size):
        if rsi[i] > 50.0 and rsi[i - 1] <= 50.0:
            out[i] = SignalType.BUY
            trigger[i] = highest[i]
        elif rsi[i] < 40.0 and rsi[i - 1] >= 40.0:
            out[i] = SignalType.CLOSE


class TriggerAbove(BaseStrategy):
    columns = ("trigger",)
    reach = 1
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "rsi": Feature("rsi", "close", 14),
            "highest": Feature("rolling_max", "high", 5),
        }
