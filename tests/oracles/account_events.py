"""Which protective order a bar fills, written from DESIGN section 5 and semantics rows 15 to 17."""

from kernels.enums import Side

from .account_records import Bar, Position


def touches(price: float, level: float | None, direction: int) -> bool:
    """Whether the price is at or beyond a level that lies in that direction (row 15)."""
    if level is None:
        return False
    return price >= level if direction > 0 else price <= level


def at_open(position: Position, bar: Bar) -> str | None:
    """The order that the open already satisfies, the stop before the target."""
    if touches(bar.open, position.stop, -position.side):
        return "stop"
    if touches(bar.open, position.target, position.side):
        return "target"
    return None


def after_open(position: Position, bar: Bar, intrabar: str) -> tuple[str | None, bool]:
    """The order that the bar reaches after an open that satisfied none; and whether both were."""
    adverse, favourable = bar.low, bar.high
    if position.side == Side.SELL:
        adverse, favourable = bar.high, bar.low
    stopped = touches(adverse, position.stop, -position.side)
    taken = touches(favourable, position.target, position.side)
    if stopped and taken:
        nearer = abs(favourable - bar.open) < abs(adverse - bar.open)
        target_first = {"pessimistic": False, "optimistic": True, "ohlc_path": nearer}[intrabar]
        return ("target" if target_first else "stop"), True
    if stopped:
        return "stop", False
    return ("target" if taken else None), False
