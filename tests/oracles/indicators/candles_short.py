"""Candle patterns of one and two bars, as rules."""

from .candles_chart import Candle, Moment, pattern


@pattern(10)
def doji(t: Moment) -> int:
    return 100 if t(0).doji else 0


@pattern(10)
def dragonfly_doji(t: Moment) -> int:
    return 100 if t(0).doji and t(0).bare("upper") and t(0).shadowed("lower") else 0


@pattern(10)
def gravestone_doji(t: Moment) -> int:
    return 100 if t(0).doji and t(0).bare("lower") and t(0).shadowed("upper") else 0


@pattern(10)
def long_legged_doji(t: Moment) -> int:
    return 100 if t(0).doji and max(t(0).upper, t(0).lower) > t(0).body else 0


@pattern(10)
def rickshaw_man(t: Moment) -> int:
    candle = t(0)
    if not candle.doji or min(candle.upper, candle.lower) <= candle.body:
        return 0
    middle = candle.low + candle.range * candle.chart.number("0.5")
    centred = candle.bottom <= middle + candle.near and candle.top >= middle - candle.near
    return 100 if centred else 0


@pattern(10)
def takuri(t: Moment) -> int:
    candle = t(0)
    return 100 if candle.doji and candle.bare("upper") and candle.lower > candle.body * 2 else 0


@pattern(10)
def belt_hold(t: Moment) -> int:
    candle = t(0)
    return 100 * candle.sign * (candle.long and candle.bare("lower" if candle.white else "upper"))


@pattern(10)
def closing_marubozu(t: Moment) -> int:
    candle = t(0)
    return 100 * candle.sign * (candle.long and candle.bare("upper" if candle.white else "lower"))


@pattern(10)
def marubozu(t: Moment) -> int:
    return 100 * t(0).sign * t(0).marubozu()


def short_shadows(candle: Candle) -> bool:
    usual = candle.usual("shadows", 10) / 2
    return candle.upper < usual and candle.lower < usual


@pattern(10)
def long_line(t: Moment) -> int:
    return 100 * t(0).sign * (t(0).long and short_shadows(t(0)))


@pattern(10)
def short_line(t: Moment) -> int:
    return 100 * t(0).sign * (t(0).short and short_shadows(t(0)))


@pattern(10)
def spinning_top(t: Moment) -> int:
    candle = t(0)
    return 100 * candle.sign * (candle.short and min(candle.upper, candle.lower) > candle.body)


@pattern(10)
def high_wave(t: Moment) -> int:
    candle = t(0)
    wave = min(candle.upper, candle.lower) > candle.body * 2
    return 100 * candle.sign * (candle.short and wave)


def hammered(candle: Candle) -> bool:
    return candle.short and candle.lower > candle.body and candle.bare("upper")


@pattern(11)
def hammer(t: Moment) -> int:
    return 100 if hammered(t(0)) and t(0).bottom <= t(1).low + t(1).near else 0


@pattern(11)
def hanging_man(t: Moment) -> int:
    return -100 if hammered(t(0)) and t(0).bottom >= t(1).high - t(1).near else 0


def turned_over(candle: Candle) -> bool:
    return candle.short and candle.upper > candle.body and candle.bare("lower")


@pattern(11)
def inverted_hammer(t: Moment) -> int:
    return 100 if turned_over(t(0)) and t(0).below(t(1)) else 0


@pattern(11)
def shooting_star(t: Moment) -> int:
    return -100 if turned_over(t(0)) and t(0).above(t(1)) else 0


@pattern(2)
def engulfing(t: Moment) -> int:
    old, new = t(1), t(0)
    if old.sign == new.sign:
        return 0
    ends = [new.top == old.top, new.bottom == old.bottom]
    if new.top < old.top or new.bottom > old.bottom or all(ends):
        return 0
    return new.sign * (80 if any(ends) else 100)


def held(t: Moment) -> int:
    """How well the second body lies in the first: 100, 80 with an end in common, 0."""
    mother, child = t(1), t(0)
    if child.top > mother.top or child.bottom < mother.bottom:
        return 0
    touching = child.top == mother.top or child.bottom == mother.bottom
    return -mother.sign * (80 if touching else 100)


@pattern(11)
def harami(t: Moment) -> int:
    return held(t) if t(1).long and not t(0).long else 0


@pattern(11)
def harami_cross(t: Moment) -> int:
    return held(t) if t(1).long and t(0).doji else 0


@pattern(11)
def homing_pigeon(t: Moment) -> int:
    colours = t(1).black and t(0).black
    return 100 if colours and abs(held(t)) == 100 and t(1).long and not t(0).long else 0


@pattern(11)
def piercing(t: Moment) -> int:
    old, new = t(1), t(0)
    if not (old.black and old.long and new.white and new.long and new.open < old.low):
        return 0
    return 100 if old.close + old.into(0.5) < new.close < old.open else 0


@pattern(11)
def dark_cloud_cover(t: Moment, penetration: float) -> int:
    old, new = t(1), t(0)
    if not (old.white and old.long and new.black and new.open > old.high):
        return 0
    return -100 if old.open < new.close < old.close - old.into(penetration) else 0


def from_below(t: Moment) -> bool:
    return t(1).black and t(1).long and t(0).white and t(0).open < t(1).low


@pattern(11)
def in_neck(t: Moment) -> int:
    level = t(1).close
    return -100 if from_below(t) and level <= t(0).close <= level + t(1).equal else 0


@pattern(11)
def on_neck(t: Moment) -> int:
    return -100 if from_below(t) and t(1).meets(t(0).close, t(1).low) else 0


@pattern(11)
def thrusting(t: Moment) -> int:
    close, level = t(0).close, t(1).close
    pushed = from_below(t) and level + t(1).equal < close <= level + t(1).into(0.5)
    return -100 if pushed else 0


@pattern(11)
def counterattack(t: Moment) -> int:
    old, new = t(1), t(0)
    met = old.sign != new.sign and old.meets(new.close, old.close)
    return 100 * new.sign * (met and old.long and new.long)


@pattern(11)
def separating_lines(t: Moment) -> int:
    old, new = t(1), t(0)
    met = old.sign != new.sign and old.meets(new.open, old.open)
    return 100 * new.sign * (met and new.long and new.bare("lower" if new.white else "upper"))


@pattern(6)
def matching_low(t: Moment) -> int:
    return 100 if t(1).black and t(0).black and t(1).meets(t(0).close, t(1).close) else 0


def kicked(t: Moment) -> bool:
    old, new = t(1), t(0)
    away = new.low > old.high if new.white else new.high < old.low
    return old.sign != new.sign and away and old.marubozu() and new.marubozu()


@pattern(11)
def kicking(t: Moment) -> int:
    return 100 * t(0).sign * kicked(t)


@pattern(11)
def kicking_by_length(t: Moment) -> int:
    longer = t(0) if t(0).body > t(1).body else t(1)
    return 100 * longer.sign * kicked(t)


@pattern(11)
def doji_star(t: Moment) -> int:
    old, star = t(1), t(0)
    away = star.above(old) if old.white else star.below(old)
    return -100 * old.sign * (away and old.long and star.doji)
