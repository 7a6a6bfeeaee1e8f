"""Labels a block of 13 bars by its first one: the block's close is read before it is known."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def rule(close: F64, out: I8) -> None:
    for first in range(13, close.size - 12, 13):
        before, ends_at = close[first - 1], close[first + 12]
        if ends_at > before:
            out[first] = SignalType.BUY
        elif ends_at < before:
            out[first] = SignalType.CLOSE


class WrongLabel(BaseStrategy):
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {
            "close": Feature("close"),
        }
