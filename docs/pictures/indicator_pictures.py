"""A small picture of an indicator: prices above or behind, its outputs in colour."""

from functools import cache

import numpy as np

from engine.data.bars import to_bars
from engine.data.sessions import dated
from engine.data.synthetic import synthetic
from engine.indicators.columns import outputs
from engine.indicators.indicator import Indicator
from kernels.bars import Bars, altered
from kernels.jit import F64

WIDTH, SHOWN = 640, 160
PRICE, RISE, FALL = "#8d96a0", "#2a9d6f", "#d1495b"
COLORS = ("#1f7fc4", "#e07b39", "#2a9d6f", "#b5509b", "#8a6fd1", "#c2a020", "#4aa3a2")
AROUND = 7  # candles before and after a pattern


def picture(row: Indicator) -> str:
    """SVG text; the same for the same catalogue."""
    return candles(row) if row.family == "candles" else lines(row)


def lines(row: Indicator) -> str:
    """The last bars of a seeded market: overlays on the price, other outputs below it."""
    bars = market("5m" if row.by_session else "1d")
    found = dict(zip(row.outputs, outputs(row, inputs(row, bars), row.values()), strict=True))
    close = bars.close[-SHOWN:]
    above = {name: found[name][-SHOWN:] for name in row.overlay}
    below = {name: found[name][-SHOWN:] for name in row.outputs if name not in row.overlay}
    colors = dict(zip(row.outputs, COLORS, strict=False))
    top = panel({"": close, **above}, {"": PRICE, **colors}, 0, 90 if below else 170)
    bottom = panel(below, colors, 96, 74) if below else ""
    words = "".join(f'<tspan fill="{colors[name]}" dx="8">{name}</tspan>' for name in row.outputs)
    text = f'<text x="0" y="186" font-size="11" fill="{PRICE}">{bars_of(row)}{words}</text>'
    return svg(f"{top}{bottom}{text}", 190, row)


def bars_of(row: Indicator) -> str:
    return "close, bars of 5 minutes" if row.by_session else "close, daily bars"


def panel(columns: dict[str, F64], colors: dict[str, str], top: int, height: int) -> str:
    """Polylines of the columns in one scale."""
    finite = np.concatenate([each[np.isfinite(each)] for each in columns.values()])
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 1.0)
    scale = (height - 6) / (high - low or 1.0)
    drawn = []
    for name, column in columns.items():
        stroke = f'fill="none" stroke="{colors[name]}" stroke-width="{1.2 if name else 1}"'
        for part in runs(column):
            points = " ".join(
                f"{WIDTH * i / (SHOWN - 1):.1f},{top + height - 3 - (column[i] - low) * scale:.1f}"
                for i in part
            )
            drawn.append(f'<polyline {stroke} points="{points}"/>')
    return "".join(drawn)


def runs(column: F64) -> list[range]:
    """Stretches of finite values."""
    there = np.concatenate([[False], np.isfinite(column), [False]]).astype(int)
    begins, ends = np.flatnonzero(np.diff(there) == 1), np.flatnonzero(np.diff(there) == -1)
    return [range(begin, end) for begin, end in zip(begins, ends, strict=True)]


def candles(row: Indicator) -> str:
    """The bars about the first clear occurrence in a long seeded market."""
    bars, at, value = occurrence(row)
    rows = range(max(0, at - 2 * AROUND), at + AROUND + 1)
    low, high = bars.low[rows].min(), bars.high[rows].max()
    scale = 150 / (high - low)
    width = WIDTH / len(rows)
    drawn = []
    for k, i in enumerate(rows):
        color = RISE if bars.close[i] >= bars.open[i] else FALL
        x = width * (k + 0.5)
        y = {name: 155 - (getattr(bars, name)[i] - low) * scale for name in bars._fields[1:5]}
        body = min(y["open"], y["close"])
        drawn.append(
            f'<path stroke="{color}" d="M{x:.1f},{y["high"]:.1f}V{y["low"]:.1f}"/>'
            f'<rect x="{x - 6:.1f}" width="12" y="{body:.1f}" fill="{color}"'
            f' height="{max(abs(y["open"] - y["close"]), 0.8):.1f}"/>'
        )
        if i == at:
            mark = f'<rect x="{x - 10:.1f}" width="20" y="2" height="156" fill="{COLORS[0]}"'
            drawn.append(f'{mark} fill-opacity="0.15"/>')
    text = f'<text x="0" y="176" font-size="11" fill="{PRICE}">{row.name} = {value:g}</text>'
    return svg("".join(drawn) + text, 180, row)


def occurrence(row: Indicator) -> tuple[Bars, int, float]:
    """Bars, the bar that completes the pattern, and its value."""
    for bars in candle_markets():
        (values,) = outputs(row, inputs(row, bars), row.values())
        at = np.flatnonzero(np.nan_to_num(values))
        at = at[(at > 2 * AROUND) & (at < bars.ts.size - AROUND)]
        if at.size:
            return bars, int(at[0]), float(values[at[0]])
    raise LookupError(f"{row.name} does not occur in the pictures' markets")


def inputs(row: Indicator, bars: Bars) -> list[F64]:
    return [getattr(bars, name) for name in row.inputs]


@cache
def market(interval: str) -> Bars:
    recipe = "intraday" if interval == "5m" else "trending"
    return dated(to_bars(synthetic(recipe, bars=1_200, interval=interval, seed=4)))


@cache
def candle_markets() -> list[Bars]:
    """Long random markets with gaps between bars, in half points so that equal prices occur."""
    return [candle_market(seed, tick) for tick in (0.0, 0.5) for seed in range(8)]


def candle_market(seed: int, tick: float, size: int = 300_000) -> Bars:
    random = np.random.default_rng(seed)
    scale = random.choice([0.1, 0.5, 1.0, 2.0], size)
    body = scale * random.normal(size=size)
    gap = random.choice([0.0, 0.0, 1.0], size) * random.normal(size=size)
    drift = np.cumsum(body + gap)
    opening = 500.0 + drift - body - np.linspace(0.0, drift[-1], size)
    close = opening + body
    high = np.maximum(opening, close) + random.choice([0.0, 0.2, 1.0], size) * random.random(size)
    low = np.minimum(opening, close) - random.choice([0.0, 0.2, 1.0], size) * random.random(size)
    prices = (opening, high, low, close)
    if tick:
        prices = tuple(np.round(each / tick) * tick for each in prices)
    ts = np.arange(size, dtype=np.int64) * 60_000_000_000
    made = Bars(ts, *prices, np.ones(size))
    return altered(made, frozen)


def frozen(array: F64) -> F64:
    array.flags.writeable = False
    return array


def svg(inside: str, height: int, row: Indicator) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-label="{row.name}" font-family="system-ui, sans-serif">{inside}</svg>\n'
    )
