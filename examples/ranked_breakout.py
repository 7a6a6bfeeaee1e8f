"""Several symbols compete for cash: the breakout that is furthest above its average goes first.

openbell backtest --strategy examples/ranked_breakout.py --data spy.csv qqq.csv
"""

from engine import F64, I8, Annotated, BaseStrategy, Feature, Meta, SignalType, kernel


@kernel
def ranked(close: F64, top: F64, average: F64, out: I8, strength: F64) -> None:
    for i in range(1, close.size):
        if close[i] >= top[i - 1]:
            out[i] = SignalType.BUY
            strength[i] = min(1.0, max(0.0, 10.0 * (close[i] / average[i] - 1.0)))
        elif close[i] < average[i] and not close[i - 1] < average[i - 1]:
            out[i] = SignalType.CLOSE


class RankedBreakout(BaseStrategy):
    """In at the highest close of `days`, sized by the distance to the average, out below it."""

    days: Annotated[int, Meta(ge=2, le=500)] = 20
    signal = staticmethod(ranked)
    columns = ("strength",)
    reach = 1

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
            "top": Feature("donchian", "high", "low", self.days, output="upper"),
            "average": Feature("sma", "close", 50),
        }
