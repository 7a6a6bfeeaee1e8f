"""Whole markets at random, with everything that a loop may trip over.

Ties and equal prices, bars that touch a level exactly, gaps through stops and targets, absent rows
and NaN rows, late starters, multi-day gaps, signals dense and sparse, shorts, strengths, missing
ATR values, entries by limit and trigger, stops and targets that come with the signal, on the right
side and on the wrong one, lots too big for the capital, tiny prices. A bar is always consistent
(low <= open, close <= high, all above 0) and a tick is at most a tenth of the lowest price.
"""

import math
from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from kernels.enums import SignalType

from .market_settings import (
    CAPITALS,
    INTRABAR,
    OWN_PRICES,
    READY,
    Case,
    Pick,
    Rules,
    costs,
    rules,
)

DAY = 86_400_000_000_000
MONDAY = 19_723 * DAY  # 2024-01-01
INTERVALS = {"1d": DAY, "1h": DAY // 24, "5m": DAY // 288}
PRICES = ("open", "high", "low", "close")
STYLES = [(100, 100.0), (100, 12.0), (1, 5_000.0), (10_000, 0.02), (0, 80.0), (0, 0.003)]
SIGNALS = [int(SignalType.BUY), int(SignalType.SELL), int(SignalType.CLOSE)]
MIXES = [(0.5, 0.5, 0.0), (0.4, 0.4, 0.2), (0.8, 0.1, 0.1), (0.1, 0.6, 0.3)]
LEAST = 10  # the lowest price of a market on a grid, in units of the grid
Columns = dict[str, list]


def random_market(seed: int, symbols: int = 1, bars: int = 40, interval: str | None = None) -> Case:
    """A backtest of that many symbols and steps, wholly settled by the seed.

    interval is "1d", "1h", "5m", or None for any of them.
    """
    rng = np.random.default_rng(seed)

    def pick(options):
        return options[int(rng.integers(len(options)))]

    capital = pick(CAPITALS)
    grid = timeline(rng, pick, bars, INTERVALS[interval or pick(list(INTERVALS))])
    own = pick(OWN_PRICES)
    markets, settings, ready = {}, {}, {}
    for name in [f"S{number}" for number in range(symbols)]:
        scale, level = pick(STYLES)
        columns = {"ts": grid} | prices(rng, pick, bars, scale, level)
        columns |= decisions(rng, pick, bars, level)
        columns |= {each: own_prices(rng, pick, each, columns, scale) for each in own}
        settings[name] = rules(pick, level, capital, ticks(scale, min(columns["low"])), own)
        ready[name] = pick(READY)
        markets[name] = thinned(rng, pick, columns)
    if pick([True, False]):
        settings = shared_risk(settings)
    return Case(markets, capital, settings, costs(pick, level, capital), pick(INTRABAR), ready)


def shared_risk(settings: dict[str, Rules]) -> dict[str, Rules]:
    """The first symbol's risk settings for all, each with its own tick and multiplier."""
    first = next(iter(settings.values())).risk
    return {name: Rules(first, own.tick, own.multiplier) for name, own in settings.items()}


def ticks(scale: int, lowest: float) -> list[float]:
    """Tick sizes, in steps of the price grid if there is one, that the lowest price bears."""
    unit = 1.0 / scale if scale else 10.0 ** math.floor(math.log10(lowest)) / 100.0
    return [unit * steps for steps in (1, 5, 25) if unit * steps <= lowest / LEAST] or [0.0]


def timeline(rng: np.random.Generator, pick: Pick, bars: int, interval: int) -> list[int]:
    """Steps on one grid: sessions of a few bars (daily: one), with weekends, holidays, outages."""
    weekends = pick([True, False])
    long_gaps = pick([0.0, 0.02, 0.2])
    length = 1 if interval == DAY else pick([3, 7, 24])
    out: list[int] = []
    day = int(rng.integers(7))
    while len(out) < bars:
        if weekends or day % 7 < 5:
            start = MONDAY + day * DAY
            out += [start + bar * interval for bar in range(length)]
        day += int(rng.integers(2, 14)) if rng.random() < long_gaps else 1
    return out[:bars]


def prices(
    rng: np.random.Generator, pick: Pick, bars: int, scale: int, level: float
) -> dict[str, list]:
    """OHLC lists that wander from `level`; a scale of 100 puts them on multiples of 0.01."""
    unit = scale or 1
    least = float(LEAST) if scale else level / 50.0
    swing, jumps, still = pick([0.002, 0.02, 0.08]), pick([0.0, 0.1]), pick([0.0, 0.1, 0.5])
    moves = rng.normal(0.0, swing, (bars, 4))
    moves[:, 0] *= np.where(rng.random(bars) < jumps, 8.0, 0.3)
    moves[rng.random(bars) < still] = 0.0
    out: dict[str, list] = {name: [] for name in PRICES}
    last = max(level * unit, least)
    for gap, body, above, below in np.exp(moves):
        bar_open = settled(last * gap, scale, least)
        close = settled(bar_open * body, scale, least)
        high = max(bar_open, close, settled(max(bar_open, close) * max(above, 1.0), scale, least))
        low = min(bar_open, close, settled(min(bar_open, close) * min(below, 1.0), scale, least))
        for name, value in zip(PRICES, (bar_open, high, low, close), strict=True):
            out[name].append(value / unit)
        last = close
    return out


def settled(price: float, scale: int, least: float) -> float:
    """The price on the grid, if there is one, and not below the least."""
    return max(float(round(price)) if scale else float(price), least)


def decisions(rng: np.random.Generator, pick: Pick, bars: int, level: float) -> dict[str, list]:
    """Columns signal, strength, atr and volatility."""
    speaks = rng.random(bars) < pick([0.04, 0.2, 0.6, 1.0])
    words = rng.choice(SIGNALS, size=bars, p=pick(MIXES))
    signal = np.where(speaks, words, int(SignalType.HOLD))
    strength = rng.choice([math.nan, 0.0, 0.25, 0.25, 0.5, 1.0, 1.5, -0.2], size=bars)
    if pick([True, False]):
        strength = np.full(bars, math.nan)
    atr = np.round(level * rng.choice([0.0, 0.001, 0.01, 0.03, 0.2], size=bars), 4)
    atr[: pick([0, 3, 10])] = math.nan
    atr[rng.random(bars) < pick([0.0, 0.1])] = math.nan
    volatility = rng.choice([math.nan, 0.0, 0.05, 0.15, 0.15, 0.3, 1.5], size=bars)
    columns = {"signal": signal, "strength": strength, "atr": atr, "volatility": volatility}
    return {name: column.tolist() for name, column in columns.items()}


def own_prices(
    rng: np.random.Generator, pick: Pick, name: str, columns: Columns, scale: int
) -> list[float]:
    """Prices that come with the signals, on the price grid: most on the side where they belong."""
    unit = scale or 1
    closes, signals = np.array(columns["close"]), np.array(columns["signal"])
    above = np.where(signals == int(SignalType.SELL), -1.0, 1.0)
    above *= -1.0 if name in ("stop", "limit") else 1.0
    above[rng.random(closes.size) < pick([0.0, 0.05, 0.3])] *= -1.0
    distance = rng.choice([0.0, 0.002, 0.01, 0.01, 0.03, 0.1], size=closes.size)
    found = closes * np.maximum(1.0 + above * distance, 0.0)
    prices = [settled(price * unit, scale, 0.0) / unit for price in found]
    absent = rng.random(closes.size) < pick([0.2, 0.6, 0.9])
    return [math.nan if gone else price for price, gone in zip(prices, absent, strict=True)]


def thinned(rng: np.random.Generator, pick: Pick, columns: Columns) -> Columns:
    """The columns of one symbol's own rows: some start late, lack rows, or hold NaN rows."""
    bars = len(columns["ts"])
    keep = rng.random(bars) >= pick([0.0, 0.0, 0.05, 0.4])
    keep[: pick([0, 0, bars // 4])] = False
    keep[-1] |= not keep.any()
    missing = rng.random(bars) < pick([0.0, 0.0, 0.05, 0.2])
    out = {
        name: [value for value, kept in zip(values, keep, strict=True) if kept]
        for name, values in columns.items()
    }
    for row in np.flatnonzero(missing[keep]):
        for name in PRICES:
            out[name][row] = math.nan
    return out


@st.composite
def markets(draw: st.DrawFn, symbols: int = 3, bars: int = 20) -> Case:
    """A small backtest drawn bar by bar on a coarse grid, so that failures shrink to a few bars."""

    def pick(options):
        return draw(st.sampled_from(options))

    interval = INTERVALS[pick(list(INTERVALS))]
    steps = draw(st.integers(2, bars))
    gap = st.sampled_from([1, 1, 1, 1, 3, 9])
    gaps = draw(st.lists(gap, min_size=steps, max_size=steps))
    stride = pick([interval, DAY])
    grid = [MONDAY + sum(gaps[:step]) * stride for step in range(steps)]
    capital, own = pick(CAPITALS), pick(OWN_PRICES)
    unit = pick([0.01, 1.0, 0.25, 0.0001])
    drawn, settings, ready = {}, {}, {}
    for name in [f"S{number}" for number in range(draw(st.integers(1, symbols)))]:
        rows = draw(st.lists(ROW, min_size=steps, max_size=steps))
        drawn[name] = symbol(grid, rows, unit, own)
        settings[name] = rules(pick, 30.0 * unit, capital, [unit], own)
        ready[name] = pick(READY)
    charged = costs(pick, 30.0 * unit, capital)
    return Case(drawn, capital, settings, charged, pick(INTRABAR), ready)


ROW = st.tuples(
    st.sampled_from(["bar", "bar", "bar", "bar", "absent", "nan"]),
    st.tuples(st.integers(-6, 6), st.integers(-4, 4), st.integers(0, 4), st.integers(0, 4)),
    st.sampled_from([SignalType.HOLD, SignalType.BUY, SignalType.SELL, SignalType.CLOSE]),
    st.sampled_from([math.nan, math.nan, 1.0, 0.5, 0.0]),
    st.sampled_from([math.nan, 1.0, 0.0, 3.0]),
    st.sampled_from([math.nan, 0.15, 0.0, 0.5]),
    st.tuples(*[st.sampled_from([math.nan, -3, -1, 0, 1, 2, 4]) for _ in range(4)]),
)


def symbol(grid: list[int], rows: list[tuple], unit: float, own: Sequence[str]) -> Columns:
    """Columns of one symbol from drawn rows; moves and atr are in units of the grid.

    own   the prices that come with the signals, drawn as distances from the close
    """
    names = ("ts", *PRICES, "signal", "strength", "atr", "volatility", *own)
    out: Columns = {name: [] for name in names}
    last = 3 * LEAST
    for ts, (kind, move, signal, strength, atr, volatility, away) in zip(grid, rows, strict=True):
        if kind == "absent" and (out["ts"] or ts != grid[-1]):  # one row at least
            continue
        gap, body, above, below = move
        start = max(last + gap, LEAST)
        close = max(start + body, LEAST)
        bar = (start, max(start, close) + above, max(min(start, close) - below, LEAST), close)
        row = [math.nan] * 4 if kind == "nan" else [units * unit for units in bar]
        prices = [(close + units) * unit for units in away[: len(own)]]
        decided = (int(signal), strength, atr * unit, volatility, *prices)
        for name, value in zip(out, (ts, *row, *decided), strict=True):
            out[name].append(value)
        last = last if kind == "nan" else close
    return out
