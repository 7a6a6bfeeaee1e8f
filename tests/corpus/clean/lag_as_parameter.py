"""How many bars it looks back is a parameter."""

from engine import F64, I8, Annotated, BaseStrategy, Feature, Meta, SignalType, kernel


@kernel
def rule(close: F64, average: F64, back: int, out: I8) -> None:
    for i in range(back, close.size):
        if close[i] > average[i] and close[i - back] <= average[i - back]:
            out[i] = SignalType.BUY
        elif close[i] < average[i] and close[i - back] >= average[i - back]:
            out[i] = SignalType.CLOSE


class LagAsParameter(BaseStrategy):
    back: Annotated[int, Meta(ge=1, le=3)] = 3
    reach = 3
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "average": Feature("sma", "close", 20),
        }
