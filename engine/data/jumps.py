"""Prices that jump like a split: those that the actions do not explain, and actions without one."""

from __future__ import annotations

import math
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

import msgspec

from .adjust import EPOCH, first_rows
from .bars import arrays, normalise
from .intervals import DAY
from .moments import text
from .split_jumps import UNUSUAL, Days, days_of, deviation, split_jumps

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from .actions import Actions, Split

NEIGHBOURS = 3  # sessions by which a table may miss the jump that it means
SAME = 0.06  # of a move, in logarithms, that is the night's own
DIFFERENT = 0.03  # a vendor's close may differ by less
SHARE = 0.1  # of the dividends whose closes differ


class Jump(msgspec.Struct, frozen=True):
    """A bar, or an ex-date, at which prices and actions disagree.

    ts      of the first bar on the new level
    kind    missing: prices jump, the table is silent; misdated: it has that split on another day;
            other_ratio: it has another split; not_shown: it has a split, and prices do not jump;
            adjusted: closes before dividends are not those of the table
    ratio   new shares for each old one, of the table or as prices suggest; for `adjusted` the
            table's close over that of the bars
    """

    ts: int
    kind: Literal["missing", "misdated", "other_ratio", "not_shown", "adjusted"]
    ratio: float
    problem: str

    def __str__(self) -> str:
        return f"{text(self.ts)}: {self.problem}"


def unadjusted(frame: pl.DataFrame, actions: Actions, *, tz: str | None = None) -> list[Jump]:
    """What the prices and the actions of a symbol say against each other, in the order of time.

    frame   raw bars in the Bars schema (or what `normalise` takes), of a day or less each
    tz      the exchange's zone, if the actions do not say it; UTC where neither does

    What looks like a split, `split_jumps` says. Cash dividends leave no mark that can be told from
    the market's moves. Raises DataError for bars that no market can have made.
    """
    zone = tz or actions.tz or "UTC"
    tidy = normalise(frame, where=actions.symbol)
    arrays(tidy, actions.symbol)
    days = days_of(tidy, zone)
    if days.ts.size < 2:
        return []
    rows = first_rows(days.ts, [each.date for each in actions.splits], zone)
    splits = [
        (split, row)
        for split, row in zip(actions.splits, rows, strict=True)
        if 0 < row < days.ts.size
    ]
    found = split_jumps(days)
    out = [*_unexplained(days, found, splits), *_not_shown(days, found, splits)]
    out += _other_closes(days, actions, zone)
    return sorted(out, key=lambda jump: jump.ts)


def name(ratio: float) -> str:
    """A ratio as splits are called: 7:1, 3:2, 1:10."""
    near = Fraction(ratio).limit_denominator(100)
    return f"{near.numerator}:{near.denominator}"


def _unexplained(
    days: Days, found: dict[int, float], splits: list[tuple[Split, int]]
) -> Iterator[Jump]:
    for row, ratio in found.items():
        ts = int(days.ts[row])
        shown = f"prices move by {days.open[row] / days.close[row - 1]:.3f} overnight"
        meant = [split for split, told in splits if _means(days, row, split, told)]
        here = [split for split, told in splits if told == row]
        if here and here[0] in meant:
            continue
        if meant:
            split = meant[0]
            problem = (
                f"{shown}, which is the split {name(split.ratio)} that the actions have on"
                f" {split.date}: date it {_date(ts)}"
            )
            yield Jump(ts, "misdated", split.ratio, problem)
        elif here:
            problem = (
                f"{shown}, like a split {name(ratio)}, and the actions have {name(here[0].ratio)}"
                " there: mend its ratio"
            )
            yield Jump(ts, "other_ratio", ratio, problem)
        else:
            problem = (
                f"{shown}, like a split {name(ratio)} that the actions do not have: add the row"
                f" {_date(ts)},split,{name(ratio)} if it was one"
            )
            yield Jump(ts, "missing", ratio, problem)


def _means(days: Days, row: int, split: Split, told: int) -> bool:
    """Whether the jump at a row is that of a split told for a row near it."""
    return abs(told - row) <= NEIGHBOURS and abs(_move(days, row) - math.log(split.ratio)) <= SAME


def _not_shown(
    days: Days, found: dict[int, float], splits: list[tuple[Split, int]]
) -> Iterator[Jump]:
    swing = deviation(days.close)
    for split, row in splits:
        level, move = math.log(split.ratio), _move(days, row)
        small = abs(level) < UNUSUAL * swing[row]  # lost among the ordinary moves
        if small or row in found or any(_means(days, each, split, row) for each in found):
            continue
        if abs(move - level) < abs(move):
            continue  # nearer to the split than to an ordinary night
        problem = (
            f"the actions have a split {name(split.ratio)}, and prices move by"
            f" {math.exp(-move):.3f} overnight: these bars are adjusted already, or the split is"
            " not theirs"
        )
        yield Jump(int(days.ts[row]), "not_shown", split.ratio, problem)


def _move(days: Days, row: int) -> float:
    """How far prices fall into a row, as a logarithm: that of the ratio, were it a split."""
    return math.log(float(days.close[row - 1]) / float(days.open[row]))


def _other_closes(days: Days, actions: Actions, tz: str) -> list[Jump]:
    told = [each for each in actions.dividends if each.close is not None]
    rows = first_rows(days.ts, [each.date for each in told], tz)
    pairs = [
        (row, (each.close or 0.0) / float(days.close[row - 1]))
        for each, row in zip(told, rows, strict=True)
        if 0 < row < days.ts.size
    ]
    other = [(row, ratio) for row, ratio in pairs if abs(math.log(ratio)) > DIFFERENT]
    if not other or len(other) < SHARE * len(pairs):
        return []
    row, ratio = other[0]
    return [
        Jump(
            int(days.ts[row]),
            "adjusted",
            ratio,
            f"before {len(other)} of {len(pairs)} dividends the close is not that of the actions,"
            f" here {days.close[row - 1]:g} and not {ratio * days.close[row - 1]:g}: these bars"
            " are adjusted already, or the actions are not theirs",
        )
    ]


def _date(ts: int) -> date:
    return EPOCH + timedelta(days=ts // DAY)
