"""Small accounts to work out by hand: daily bars from Monday 2024-01-01."""

import math

from engine.backtest.costs import Costs
from engine.risk.settings import Risk
from kernels.enums import SignalType

from .account import simulate
from .account_records import Outcome, Rules

DAY = 86_400_000_000_000
MONDAY = 19_723 * DAY
BUY, SELL, CLOSE = SignalType.BUY, SignalType.SELL, SignalType.CLOSE
FREE = Costs()
GONE = (math.nan,) * 4  # a missing bar

Bars = list[tuple[float, float, float, float]]


def day(number: int) -> int:
    """ts of the bar so many days after the first Monday."""
    return MONDAY + number * DAY


def flat(*prices: float) -> Bars:
    """Bars whose four prices are equal."""
    return [(price,) * 4 for price in prices]


def symbol(bars: Bars, signals: dict[int, SignalType], days=None, **columns) -> dict[str, list]:
    """Columns of one symbol; signals by row; days are the rows' days (default 0, 1, 2, ...).

    An optional column is a list, or one value for every row, or values by row.
    """
    rows = range(len(bars))
    prices = zip(*bars, strict=True)
    return {
        "ts": [day(number) for number in (days or rows)],
        **dict(zip(("open", "high", "low", "close"), map(list, prices), strict=True)),
        "signal": [int(signals.get(row, SignalType.HOLD)) for row in rows],
        "strength": None,
        "atr": None,
        **{name: optional(given, len(bars)) for name, given in columns.items()},
    }


def optional(given, size: int) -> list | None:
    """A column as a list: of one value for every row, of values by row, or as it is."""
    if given is None or isinstance(given, list):
        return given
    if isinstance(given, dict):
        return [given.get(row, math.nan) for row in range(size)]
    return [float(given)] * size


def run(
    markets: dict[str, dict[str, list]] | dict[str, list],
    costs: Costs = FREE,
    capital: float = 1_000.0,
    intrabar: str = "pessimistic",
    instrument: dict[str, float] | None = None,
    ready: dict[str, int] | None = None,
    **risk,
) -> Outcome:
    """The oracle over one symbol, called A, or a mapping, with the same risk settings for all."""
    several = named(markets)
    rules = Rules(Risk(**risk), **(instrument or {}))
    return simulate(several, capital, dict.fromkeys(several, rules), costs, intrabar, ready=ready)


def named(markets: dict[str, dict[str, list]] | dict[str, list]) -> dict[str, dict[str, list]]:
    """Columns by symbol; a single symbol is called A."""
    return {"A": markets} if "ts" in markets else markets
