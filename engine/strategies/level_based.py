"""Levels that sessions leave behind: their break and retest, and their rejection."""

from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta

from kernels.enums import SignalType
from kernels.jit import F64, I8, kernel

from ..indicators.feature import Feature
from .base import BaseStrategy, Period, require

Levels = Literal["previous_day", "pivot_points", "opening_range"]
Setup = Literal["both", "break_retest", "rejection"]
BREAK_RETEST, REJECTION = 1, 2  # positions in Setup
OUTPUTS = {
    "previous_day": ("previous_high", "previous_low"),
    "pivot_points": ("r1", "s1"),
    "opening_range": ("range_high", "range_low"),
}
Multiple = Annotated[float, Meta(ge=0.0, le=20.0, extra={"step": 0.05})]


@kernel
def levels_traded(
    open: F64,
    high: F64,
    low: F64,
    close: F64,
    session: F64,
    above: F64,
    below: F64,
    atr: F64,
    setup: int,
    margin: float,
    retest_bars: int,
    flat_after: int,
    stop_atr: float,
    target_r: float,
    out: I8,
    stop: F64,
    target: F64,
) -> None:
    """BUY or SELL at a retest or rejection, CLOSE where a level breaks or a break fails.

    open, high, low, close  (n,) prices
    session       (n,) ordinal of each bar's session; what was seen in one counts in no other
    above, below  (n,) levels, the same at every bar of a session that has them
    atr           (n,) in price units; the levels' zones reach `margin` of it to either side
    setup         0 both, 1 break and retest only, 2 rejection only
    retest_bars   bars after a break in which its retest counts
    flat_after    bar of the session, from 1, that closes and after which nothing is said; 0: none
    out           (n,) int8, zeroed; no signal at a bar with a NaN, which leaves what was seen
    stop, target  (n,) NaN; filled with BUY and SELL. No BUY whose stop would not be above zero,
                  and nothing at a bar that is rejected at both levels
    """
    count = up_until = down_until = 0
    up = down = False
    for i in range(close.size):
        if i == 0 or session[i] != session[i - 1]:
            count = up_until = down_until = 0
            up = down = False
        count += 1
        if flat_after > 0 and count >= flat_after:
            if count == flat_after:
                out[i] = SignalType.CLOSE
            continue
        if not abs(open[i] + high[i] + low[i] + close[i] + above[i] + below[i] + atr[i]) >= 0.0:
            continue
        zone = margin * atr[i]
        top = above[i] + zone
        under_top = above[i] - zone
        over_bottom = below[i] + zone
        bottom = below[i] - zone
        if count == 1 and open[i] > top:
            up, up_until = True, i + retest_bars
        if count == 1 and open[i] < bottom:
            down, down_until = True, i + retest_bars

        buys = sells = held = capped = False
        if setup != REJECTION:
            buys = up and i <= up_until and low[i] <= top and close[i] > top
            sells = down and i <= down_until and high[i] >= bottom and close[i] < bottom
        if setup != BREAK_RETEST:
            held = low[i] <= over_bottom and close[i] > over_bottom and open[i] > over_bottom
            capped = high[i] >= under_top and close[i] < under_top and open[i] < under_top
            buys, sells = (buys or held) and not capped, (sells or capped) and not held

        changed = False
        if close[i] > top and not up:
            up, up_until, changed = True, i + retest_bars, True
        elif close[i] < under_top and up:
            up, changed = False, True
        elif up and buys:
            up_until = i
        if close[i] < bottom and not down:
            down, down_until, changed = True, i + retest_bars, True
        elif close[i] > over_bottom and down:
            down, changed = False, True
        elif down and sells:
            down_until = i

        if buys:
            level = below[i] if held else above[i]
            price = min(low[i], level) - stop_atr * atr[i]
            if price > 0.0:
                out[i] = SignalType.BUY
                stop[i] = price
                target[i] = close[i] + target_r * (close[i] - price)
        elif sells:
            level = above[i] if capped else below[i]
            price = max(high[i], level) + stop_atr * atr[i]
            reward = close[i] - target_r * (price - close[i])
            out[i] = SignalType.SELL
            stop[i] = price
            if reward > 0.0:
                target[i] = reward
        elif changed:
            out[i] = SignalType.CLOSE


class LevelBased(BaseStrategy, frozen=True, tag="level_based"):
    """Trade the retest of a broken session level, and the rejection at one that holds.

    The two levels are the day before's high and low, the pivots r1 and s1, or the opening range. A
    level is a zone, margin average true ranges to either side of its price. A close beyond the zone
    breaks it, as does a session that opens there; it is bought when, within retest_bars of an
    upward break, a bar's low comes back into the zone and its close leaves it upward again: once
    a break. A rejection is a bar that opens above the lower zone, comes down into it and closes
    above it. Both are sold mirrored. It closes where a level breaks and where a break fails, a
    close beyond the far side of the zone. Whatever was seen ends with its session.

    The stop lies stop_atr average true ranges beyond the level and the signal bar, the target
    target_r times as far from the signal's close as the stop. flat_after is a count of bars of the
    session after which it closes and says nothing more (0: never), since the last bar of a session
    cannot be known before it is over.

    On daily bars every bar is a session: the levels are those of the bar before, breaks are gaps,
    and there is neither an opening range nor use for flat_after.
    """

    levels: Levels = "previous_day"
    setup: Setup = "both"
    opening_bars: Annotated[int, Meta(ge=1, le=1_000, extra={"step": 5})] = 30
    retest_bars: Annotated[int, Meta(ge=1, le=1_000, extra={"step": 5})] = 30
    margin: Multiple = 0.25
    atr_period: Period = 14
    stop_atr: Multiple = 1.0
    target_r: Annotated[float, Meta(ge=0.1, le=20.0, extra={"step": 0.25})] = 2.0
    flat_after: Annotated[int, Meta(ge=0, le=1_440, extra={"step": 5})] = 0
    columns: ClassVar[tuple[str, ...]] = ("stop", "target")
    signal = staticmethod(levels_traded)
    reach: ClassVar[None] = None
    default_risk: ClassVar[dict[str, Any]] = {"sizing": "risk", "risk_per_trade": 0.01}

    def __post_init__(self) -> None:
        require(
            not (self.levels == "opening_range" and 0 < self.flat_after <= self.opening_bars),
            f"level_based flat_after={self.flat_after}: must be 0 or above"
            f" opening_bars={self.opening_bars}, as no bar would be left to trade",
        )

    def features(self) -> dict[str, Feature]:
        prices = ("high", "low") if self.levels == "opening_range" else ("high", "low", "close")
        period = (self.opening_bars,) if self.levels == "opening_range" else ()
        above, below = OUTPUTS[self.levels]
        return {
            **{name: Feature(name) for name in ("open", "high", "low", "close", "session")},
            "above": Feature(self.levels, *prices, *period, output=above),
            "below": Feature(self.levels, *prices, *period, output=below),
            "atr": Feature("atr", "high", "low", "close", self.atr_period),
        }
