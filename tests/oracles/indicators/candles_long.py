"""Candle patterns of three bars and more, as rules."""

from collections.abc import Callable
from itertools import pairwise

from .candles_chart import Candle, Moment, pattern


def colours(candles: list[Candle], wanted: str) -> bool:
    """Whether they are white (w) and black (b) in that order."""
    return "".join("w" if each.white else "b" for each in candles) == wanted


def steps(candles: list[Candle], part: str, sign: int = 1) -> bool:
    """Whether that price rises from each candle to the next, or falls for -1."""
    prices = [getattr(each, part) for each in candles]
    return all(new > old if sign > 0 else new < old for old, new in pairwise(prices))


@pattern(12)
def morning_star(t: Moment, penetration: float) -> int:
    first, star, last = t.last(3)
    small = first.long and not star.long and last.long
    return 100 if small and fallen_star(first, star, last, penetration) else 0


@pattern(12)
def morning_doji_star(t: Moment, penetration: float) -> int:
    first, star, last = t.last(3)
    small = first.long and star.doji and last.long
    return 100 if small and fallen_star(first, star, last, penetration) else 0


def fallen_star(first: Candle, star: Candle, last: Candle, penetration: float) -> bool:
    back = last.close > first.close + first.into(penetration)
    return first.black and star.below(first) and last.white and back


@pattern(12)
def evening_star(t: Moment, penetration: float) -> int:
    first, star, last = t.last(3)
    small = first.long and not star.long and last.long
    return -100 if small and risen_star(first, star, last, penetration) else 0


@pattern(12)
def evening_doji_star(t: Moment, penetration: float) -> int:
    first, star, last = t.last(3)
    small = first.long and star.doji and last.long
    return -100 if small and risen_star(first, star, last, penetration) else 0


def risen_star(first: Candle, star: Candle, last: Candle, penetration: float) -> bool:
    back = last.close < first.close - first.into(penetration)
    return first.white and star.above(first) and last.black and back


@pattern(12)
def abandoned_baby(t: Moment, penetration: float) -> int:
    first, star, last = t.last(3)
    if first.sign == last.sign or not (first.long and star.doji and last.long):
        return 0
    if last.white:
        alone = star.high < min(first.low, last.low)
        back = last.close > first.close + first.into(penetration)
    else:
        alone = star.low > max(first.high, last.high)
        back = last.close < first.close - first.into(penetration)
    return 100 * last.sign * (alone and back)


@pattern(12)
def tristar(t: Moment) -> int:
    first, star, last = t.last(3)
    limit = first.share("0.1", 10)
    if any(each.body > limit for each in (first, star, last)):
        return 0
    if star.above(first) and last.top < star.top:
        return -100
    return 100 if star.below(first) and last.bottom > star.bottom else 0


@pattern(12)
def three_inside(t: Moment) -> int:
    mother, child, last = t.last(3)
    inside = mother.bottom < child.bottom and child.top < mother.top
    if mother.sign == last.sign or not (inside and mother.long and not child.long):
        return 0
    beyond = last.close > mother.open if last.white else last.close < mother.open
    return 100 * last.sign * beyond


@pattern(3)
def three_outside(t: Moment) -> int:
    first, cover, last = t.last(3)
    covers = cover.top > first.top and cover.bottom < first.bottom
    if first.sign == cover.sign or not covers:
        return 0
    further = last.close > cover.close if cover.white else last.close < cover.close
    return 100 * cover.sign * further


@pattern(7)
def stick_sandwich(t: Moment) -> int:
    first, filling, last = t.last(3)
    layered = colours([first, filling, last], "bwb") and filling.low > first.close
    return 100 if layered and first.meets(last.close, first.close) else 0


@pattern(12)
def two_crows(t: Moment) -> int:
    first, crow, last = t.last(3)
    falls_back = crow.close < last.open < crow.open and first.open < last.close < first.close
    perched = colours([first, crow, last], "wbb") and first.long and crow.above(first)
    return -100 if perched and falls_back else 0


@pattern(12)
def upside_gap_two_crows(t: Moment) -> int:
    first, crow, last = t.last(3)
    perched = colours([first, crow, last], "wbb") and first.long and not crow.long
    covers = last.open > crow.open and last.close < crow.close
    return -100 if perched and crow.above(first) and covers and last.close > first.close else 0


@pattern(13)
def three_black_crows(t: Moment) -> int:
    before, *crows = t.last(4)
    if not colours([before, *crows], "wbbb") or crows[0].close >= before.high:
        return 0
    within = all(old.close < new.open < old.open for old, new in pairwise(crows))
    return -100 * (within and steps(crows, "close", -1) and all(c.bare("lower") for c in crows))


@pattern(12)
def identical_three_crows(t: Moment) -> int:
    crows = t.last(3)
    if not colours(crows, "bbb") or not steps(crows, "close", -1):
        return 0
    joined = all(old.meets(new.open, old.close) for old, new in pairwise(crows))
    return -100 * (joined and all(crow.bare("lower") for crow in crows))


def marching(soldiers: list[Candle]) -> bool:
    rising = steps(soldiers, "close") and steps(soldiers, "open")
    joined = all(new.open <= old.close + old.near for old, new in pairwise(soldiers))
    return colours(soldiers, "www") and rising and joined


@pattern(12)
def three_white_soldiers(t: Moment) -> int:
    soldiers = t.last(3)
    if not marching(soldiers) or not all(each.bare("upper") for each in soldiers):
        return 0
    steady = all(new.body > old.body - old.far for old, new in pairwise(soldiers))
    return 100 if steady and soldiers[-1].long else 0


@pattern(12)
def advance_block(t: Moment) -> int:
    first, second, last = t.last(3)
    calm = first.upper < first.usual("shadows", 10) / 2
    if not (marching([first, second, last]) and first.long and calm):
        return 0
    shrinking = last.body < second.body < first.body
    shadowed = any(each.upper > each.usual("shadows", 10) / 2 for each in (second, last))
    signs = (
        second.body < first.body - first.far and last.body < second.body + second.near,
        last.body < second.body - second.far,
        shrinking and shadowed,
        last.body < second.body and last.upper > last.body,
    )
    return -100 if any(signs) else 0


@pattern(12)
def stalled_pattern(t: Moment) -> int:
    first, second, last = t.last(3)
    rising = colours([first, second, last], "www") and steps([first, second, last], "close")
    joined = first.open < second.open <= first.close + first.near
    strong = first.long and second.long and second.bare("upper")
    rides = last.short and last.open >= second.close - last.body - second.near
    return -100 if rising and joined and strong and rides else 0


@pattern(7)
def tasuki_gap(t: Moment) -> int:
    first, second, last = t.last(3)
    if second.sign == last.sign or not second.bottom < last.open < second.top:
        return 0
    if second.white:
        gap = second.above(first) and first.top < last.close < second.open
    else:
        gap = second.below(first) and second.open < last.close < first.bottom
    return 100 * second.sign * (gap and abs(second.body - last.body) < second.near)


@pattern(7)
def side_by_side_white_lines(t: Moment) -> int:
    first, second, last = t.last(3)
    above = second.above(first) and last.above(first)
    below = second.below(first) and last.below(first)
    if not (second.white and last.white and (above or below)):
        return 0
    sized = second.body - second.near <= last.body <= second.body + second.near
    return (100 if above else -100) * (sized and second.meets(last.open, second.open))


@pattern(2)
def gap_three_methods(t: Moment) -> int:
    first, second, last = t.last(3)
    gap = second.above(first) if first.white else second.below(first)
    filled = second.bottom < last.open < second.top and first.bottom < last.close < first.top
    return 100 * first.sign * (first.sign == second.sign != last.sign and gap and filled)


@pattern(14)
def breakaway(t: Moment) -> int:
    first, second, third, fourth, last = t.last(5)
    if not (first.sign == second.sign == fourth.sign != last.sign and first.long):
        return 0
    gap = second.above(first) if first.white else second.below(first)
    going = all(steps([second, third, fourth], part, first.sign) for part in ("high", "low"))
    if last.white:
        filled = second.open < last.close < first.close
    else:
        filled = first.close < last.close < second.open
    return 100 * last.sign * (gap and going and filled)


@pattern(12)
def three_stars_in_the_south(t: Moment) -> int:
    first, second, last = t.last(3)
    if not colours([first, second, last], "bbb") or not (first.long and first.lower > first.body):
        return 0
    inner = second.body < first.body and first.low <= second.low < first.close
    opens = first.close < second.open <= first.high
    held = second.low < last.low and last.high < second.high
    ends = last.short and last.bare("lower", "upper")
    return 100 if inner and opens and second.shadowed("lower") and held and ends else 0


@pattern(12)
def unique_three_river(t: Moment) -> int:
    first, second, last = t.last(3)
    inside = first.close < second.close and second.open <= first.open
    low = second.low < min(first.low, last.open)
    river = colours([first, second, last], "bbw") and first.long and last.short
    return 100 if river and inside and low else 0


@pattern(13)
def concealing_baby_swallow(t: Moment) -> int:
    first, second, third, last = t.last(4)
    if not colours([first, second, third, last], "bbbb"):
        return 0
    bald = first.bare("upper", "lower") and second.bare("upper", "lower")
    reached = third.below(second) and third.shadowed("upper") and third.high > second.close
    swallowed = last.high > third.high and last.low < third.low
    return 100 if bald and reached and swallowed else 0


@pattern(14)
def ladder_bottom(t: Moment) -> int:
    *rungs, hammer, last = t.last(5)
    down = steps(rungs, "open", -1) and steps(rungs, "close", -1)
    up = last.open > hammer.open and last.close > hammer.high
    turned = colours([*rungs, hammer, last], "bbbbw") and hammer.shadowed("upper")
    return 100 if turned and down and up else 0


@pattern(8)
def three_line_strike(t: Moment) -> int:
    *lines, last = t.last(4)
    sign = lines[0].sign
    if any(line.sign != sign for line in lines) or last.sign == sign:
        return 0
    joined = all(
        old.bottom - old.near <= new.open <= old.top + old.near for old, new in pairwise(lines)
    )
    if sign > 0:
        struck = last.open > lines[2].close and last.close < lines[0].open
    else:
        struck = last.open < lines[2].close and last.close > lines[0].open
    return 100 * sign * (joined and steps(lines, "close", sign) and struck)


@pattern(14)
def mat_hold(t: Moment, penetration: float) -> int:
    first, second, third, fourth, last = t.last(5)
    rest = (second, third, fourth)
    if not (first.white and second.black and last.white and second.above(first)):
        return 0
    floor = first.close - first.into(penetration)
    held = all(floor < each.bottom < first.close for each in (third, fourth))
    sinking = third.top < second.open and fourth.top < third.top
    up = last.open > fourth.close and all(last.close > each.high for each in rest)
    return 100 if held and sinking and up and first.long and all(e.short for e in rest) else 0


@pattern(14)
def rising_falling_three_methods(t: Moment) -> int:
    first, *rest, last = t.last(5)
    sign = first.sign
    if last.sign != sign or any(each.sign == sign for each in rest):
        return 0
    within = all(each.bottom < first.high and each.top > first.low for each in rest)
    if sign > 0:
        on = last.open > rest[-1].close and last.close > first.close
    else:
        on = last.open < rest[-1].close and last.close < first.close
    sizes = first.long and last.long and all(each.short for each in rest)
    return 100 * sign * (within and steps(rest, "close", -sign) and on and sizes)


def inside(outer: Candle, inner: Candle) -> bool:
    return inner.high < outer.high and inner.low > outer.low


def trap(t: Moment) -> int:
    """1 where an inside bar is broken below, -1 where above."""
    outer, inner, out = t.last(3)
    if not inside(outer, inner):
        return 0
    if out.high < inner.high and out.low < inner.low:
        return 1
    return -1 if out.high > inner.high and out.low > inner.low else 0


def double_trap(t: Moment) -> int:
    """The same for two bars inside one another, the first of which closes at its end."""
    outer, middle, _, _ = t.last(4)
    sign = trap(t)
    if not sign or not inside(outer, middle):
        return 0
    if sign > 0:
        return 1 if middle.close <= middle.low + middle.near else 0
    return -1 if middle.close >= middle.high - middle.near else 0


def sprung(t: Moment, sign: int, age: int) -> bool:
    """Whether a close is beyond the inside bar of a trap set that many bars ago."""
    inner = t(age + 1)
    return t(0).close > inner.high if sign > 0 else t(0).close < inner.low


def trapped(t: Moment, kind: Callable[[Moment], int]) -> int:
    """A trap at this bar, or the first close that springs the latest one within three bars."""
    now = kind(t)
    if now:
        return 100 * now
    for age in (1, 2, 3):
        sign = kind(t.earlier(age))
        if sign:
            before = any(sprung(t.earlier(age - k), sign, k) for k in range(1, age))
            return 200 * sign if sprung(t, sign, age) and not before else 0
    return 0


@pattern(5)
def hikkake(t: Moment) -> int:
    return trapped(t, trap)


@pattern(10)
def modified_hikkake(t: Moment) -> int:
    return trapped(t, double_trap)
