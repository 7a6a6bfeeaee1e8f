"""Which orders a bar fills, written from DESIGN section 5 and semantics rows 15 to 17."""

from typing import NamedTuple

from kernels.enums import Side

from .account_records import Bar, Entry, Position, Target


class Reached(NamedTuple):
    """Targets that fill, the nearest first; whether the stop then closes what is left."""

    targets: list[Target]
    stop: bool
    is_ambiguous: bool = False


def touches(price: float, level: float | None, direction: int) -> bool:
    """Whether the price is at or beyond a level that lies in that direction (row 15)."""
    if level is None:
        return False
    return price >= level if direction > 0 else price <= level


def taken(position: Position, price: float) -> list[Target]:
    """The targets at or before that price, the nearest first; of equal ones the first given."""
    touched = [each for each in position.targets if touches(price, each.level, position.side)]
    return sorted(touched, key=lambda each: position.side * each.level)


def extremes(side: Side, bar: Bar) -> tuple[float, float]:
    """The bar's adverse and its favourable extreme for a position of that side."""
    return (bar.low, bar.high) if side == Side.BUY else (bar.high, bar.low)


def favourable_first(side: Side, bar: Bar) -> bool:
    """Whether the favourable extreme is the nearer one to the open; on a tie it is not."""
    adverse, favourable = extremes(side, bar)
    return abs(favourable - bar.open) < abs(adverse - bar.open)


def at_open(position: Position, bar: Bar) -> Reached:
    """What the open already satisfies: the stop before the targets."""
    if touches(bar.open, position.stop, -position.side):
        return Reached([], True)
    return Reached(taken(position, bar.open), False)


def after_open(position: Position, bar: Bar, intrabar: str) -> Reached:
    """What the bar reaches after an open that satisfied none of these orders."""
    adverse, favourable = extremes(position.side, bar)
    stopped = touches(adverse, position.stop, -position.side)
    targets = taken(position, favourable)
    if not (stopped and targets):
        return Reached(targets, stopped)
    targets_first = {
        "pessimistic": False,
        "optimistic": True,
        "ohlc_path": favourable_first(position.side, bar),
    }[intrabar]
    return Reached(targets if targets_first else [], True, True)


def after_entry(position: Position, bar: Bar, intrabar: str, *, by_limit: bool) -> Reached:
    """What the rest of a bar reaches after an entry inside it (row 17).

    by_limit  the entry was a limit order, which the adverse extreme fills; else a stop order, which
              the favourable one fills
    """
    side = position.side
    adverse, favourable = extremes(side, bar)
    stopped = touches(adverse, position.stop, -side)
    closed_beyond = touches(bar.close, position.stop, -side)
    is_certain = stopped if by_limit else closed_beyond
    targets = taken(position, favourable)
    doubtful = bool(targets) or (stopped and not is_certain)
    if intrabar == "pessimistic":
        return Reached([], stopped, doubtful)
    if intrabar == "optimistic":
        return Reached(targets, is_certain, doubtful)
    rising_first = favourable_first(side, bar)
    if not by_limit:
        return Reached(targets, stopped if rising_first else closed_beyond, doubtful)
    if stopped:
        return Reached([], True, doubtful)
    return Reached(taken(position, bar.close) if rising_first else targets, False, doubtful)


def fills_at_open(order: Entry, bar: Bar) -> bool:
    """Whether the open fills the entry: always if it goes to the market."""
    if order.limit is not None:
        return touches(bar.open, order.limit, -order.side)
    if order.trigger is not None:
        return touches(bar.open, order.trigger, order.side)
    return True


def fills_inside(order: Entry, bar: Bar) -> bool:
    """Whether the bar reaches the limit or trigger that its open did not satisfy."""
    adverse, favourable = extremes(order.side, bar)
    if order.limit is not None:
        return touches(adverse, order.limit, -order.side)
    return touches(favourable, order.trigger, order.side)
