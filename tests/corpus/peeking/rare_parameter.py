"""Honest as it is; with `ahead` above 0 it compares with a close that is still to come."""

from engine import F64, I8, Annotated, BaseStrategy, Feature, Meta, SignalType, kernel


@kernel
def rule(close: F64, average: F64, ahead: int, out: I8) -> None:
    for i in range(1, close.size - ahead):
        if close[i + ahead] > average[i] and close[i - 1] <= average[i - 1]:
            out[i] = SignalType.BUY
        elif close[i] < average[i] and close[i - 1] >= average[i - 1]:
            out[i] = SignalType.CLOSE


class RareParameter(BaseStrategy):
    ahead: Annotated[int, Meta(ge=0, le=3)] = 0
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "average": Feature("sma", "close", 20),
        }
