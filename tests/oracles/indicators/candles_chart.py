"""Candles as objects on a chart, for rules that read like a book's; in floats or exactly."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from .columns import Column, Values

Rule = Callable[..., int]


class Exact:
    """A rational number that counts how often a mean is equal to what it is held against.

    There a running sum of floats may say either. Equal means to `margin`, the rounding that is in
    the prices themselves; that a mean is in a number is passed on by arithmetic.
    """

    ties = 0
    margin = Fraction(0)

    def __init__(self, value: Any, mean: bool = False) -> None:
        self.value = Fraction(value)
        self.mean = mean

    def _with(self, other: Any, value: Callable[[Fraction, Fraction], Fraction]) -> "Exact":
        other = other if isinstance(other, Exact) else Exact(other)
        return Exact(value(self.value, other.value), self.mean or other.mean)

    def __add__(self, other: Any) -> "Exact":
        return self._with(other, lambda a, b: a + b)

    def __sub__(self, other: Any) -> "Exact":
        return self._with(other, lambda a, b: a - b)

    def __mul__(self, other: Any) -> "Exact":
        return self._with(other, lambda a, b: a * b)

    def __truediv__(self, other: int) -> "Exact":
        return Exact(self.value / other, mean=True)

    def __abs__(self) -> "Exact":
        return Exact(abs(self.value), self.mean)

    def _side(self, other: "Exact") -> Fraction:
        difference = self.value - other.value
        Exact.ties += abs(difference) <= Exact.margin and (self.mean or other.mean)
        return difference

    def __lt__(self, other: "Exact") -> bool:
        return self._side(other) < 0

    def __le__(self, other: "Exact") -> bool:
        return self._side(other) <= 0

    def __gt__(self, other: "Exact") -> bool:
        return self._side(other) > 0

    def __ge__(self, other: "Exact") -> bool:
        return self._side(other) >= 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Exact) and self.value == other.value

    __hash__ = None  # type: ignore[assignment]


class Candle:
    """One bar of a chart: its parts, and what the bars before it make of them."""

    def __init__(self, chart: "Chart", i: int, prices: Sequence[Any]) -> None:
        self.chart, self.i = chart, i
        self.open, self.high, self.low, self.close = prices
        self.white = self.close >= self.open
        self.black = not self.white
        self.top, self.bottom = max(self.open, self.close), min(self.open, self.close)
        self.body = abs(self.close - self.open)
        self.range = self.high - self.low
        self.upper = self.high - self.top
        self.lower = self.bottom - self.low
        self.shadows = self.upper + self.lower

    def usual(self, part: str, bars: int) -> Any:
        """Mean of a part of the bars before, summed from the oldest."""
        total = self.chart.number(0)
        for earlier in self.chart.candles[self.i - bars : self.i]:
            total = total + getattr(earlier, part)
        return total / bars

    def share(self, factor: str, bars: int) -> Any:
        """That share of the usual range."""
        return self.usual("range", bars) * self.chart.number(factor)

    @property
    def long(self) -> bool:
        return self.body > self.usual("body", 10)

    @property
    def short(self) -> bool:
        return self.body < self.usual("body", 10)

    @property
    def doji(self) -> bool:
        return self.body <= self.share("0.1", 10)

    def bare(self, *ends: str) -> bool:
        """No shadow to speak of at the given ends."""
        return all(getattr(self, end) < self.share("0.1", 10) for end in ends)

    def shadowed(self, end: str) -> bool:
        """A shadow at that end that cannot be overlooked."""
        return getattr(self, end) > self.share("0.1", 10)

    def marubozu(self) -> bool:
        return self.long and self.bare("upper", "lower")

    @property
    def near(self) -> Any:
        return self.share("0.2", 5)

    @property
    def far(self) -> Any:
        return self.share("0.6", 5)

    @property
    def equal(self) -> Any:
        return self.share("0.05", 5)

    def meets(self, price: Any, level: Any) -> bool:
        """Whether a price equals a level of this candle."""
        return level - self.equal <= price <= level + self.equal

    def above(self, other: "Candle") -> bool:
        """Body beyond a gap over the other's body."""
        return self.bottom > other.top

    def below(self, other: "Candle") -> bool:
        return self.top < other.bottom

    def into(self, share: float) -> Any:
        """That share of the body."""
        return self.body * self.chart.number(str(share))

    @property
    def sign(self) -> int:
        return 1 if self.white else -1


class Chart:
    """All candles; None for a missing bar."""

    def __init__(self, columns: Sequence[Column], number: Callable[[Any], Any]) -> None:
        self.number = number
        self.candles = [
            Candle(self, i, [number(str(price)) for price in prices])
            if all(map(math.isfinite, prices))
            else None
            for i, prices in enumerate(zip(*columns, strict=True))
        ]


class Moment:
    """A bar of a chart as the present one: `t(0)` is its candle, `t(1)` the one before."""

    def __init__(self, chart: Chart, i: int) -> None:
        self.chart, self.i = chart, i

    def __call__(self, back: int) -> Candle:
        candle = self.chart.candles[self.i - back]
        assert candle is not None
        return candle

    def last(self, count: int) -> list[Candle]:
        """The last candles, oldest first."""
        return [self(back) for back in range(count - 1, -1, -1)]

    def earlier(self, bars: int) -> "Moment":
        return Moment(self.chart, self.i - bars)

    def value(self, rule: Rule, lookback: int, parameters: Sequence[float]) -> float | None:
        """The rule's number, if no bar of the lookback is missing."""
        whole = (
            self.i >= lookback and None not in self.chart.candles[self.i - lookback : self.i + 1]
        )
        return float(rule(self, *parameters)) if whole else None


def pattern(lookback: int) -> Callable[[Rule], Callable[..., Values]]:
    """Turn a rule of one moment into a function of columns and parameters."""

    def decorated(rule: Rule) -> Callable[..., Values]:
        def column(
            open_: Column,
            high: Column,
            low: Column,
            close: Column,
            *parameters: float,
            number: Callable[[Any], Any] = float,
        ) -> Values:
            chart = Chart((open_, high, low, close), number)
            return [
                Moment(chart, i).value(rule, lookback, parameters)
                for i in range(len(chart.candles))
            ]

        column.rule = rule  # type: ignore[attr-defined]
        column.lookback = lookback  # type: ignore[attr-defined]
        return column

    return decorated
