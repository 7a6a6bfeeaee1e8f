"""Writes the pictures of docs/guide/strategies.md: each strategy's trades on a seeded market.

usage: python docs/pictures/strategies.py   (or `make guide`)
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

import engine as ob
from engine.data.bars import to_bars
from engine.data.sessions import dated
from engine.indicators.columns import columns, is_overlay
from kernels.jit import F64

IMAGES = Path(__file__).resolve().parents[1] / "images" / "strategies"
WIDTH, HEIGHT, TEXT = 720, 220, 18
PRICE, BOUGHT, SOLD = "#8d96a0", "#2a9d6f", "#d1495b"
COLORS = ("#1f7fc4", "#e07b39", "#8a6fd1")


class Scene(NamedTuple):
    """A market (recipe, interval, bars, seed), the bars shown, and what is set."""

    recipe: str
    interval: str
    bars: int
    seed: int
    shown: slice
    params: dict[str, object]


SCENES = {
    "sma_cross": Scene("trending", "1d", 1_200, 4, slice(300, 800), {}),
    "momentum": Scene("trending", "1d", 1_200, 4, slice(300, 800), {}),
    "range_bound": Scene("ranging", "1d", 1_200, 5, slice(300, 620), {}),
    "level_based": Scene("intraday", "5m", 1_560, 3, slice(780, 1_092), {"flat_after": 76}),
}


def picture(name: str) -> str:
    """SVG text; the same for the same code."""
    scene = SCENES[name]
    frame = ob.synthetic(scene.recipe, bars=scene.bars, interval=scene.interval, seed=scene.seed)
    result = ob.backtest(frame, name, params=scene.params, risk={"allow_short": True})
    chosen = ob.strategy(name, scene.params)
    features = {
        key: each
        for key, each in chosen.features().items()
        if is_overlay(each) and key not in ("open", "high", "low", "close")
    }
    drawn = columns(features, dated(to_bars(frame)))
    bars = frame[scene.shown]
    close = bars["close"].to_numpy()
    lines = {key: column[scene.shown] for key, column in drawn.items()}
    scale = Scale.over([close, *lines.values()])
    parts = [scale.line(close, PRICE, 1.0)]
    parts += [
        scale.line(column, color, 1.1)
        for column, color in zip(lines.values(), COLORS, strict=False)
    ]
    parts += [mark for trade in trades(result, bars) for mark in scale.marks(trade)]
    parts.append(legend(list(lines), f"{scene.recipe}, {scene.interval} bars"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT + TEXT}"'
        f' role="img" aria-label="trades of {name}" font-family="system-ui, sans-serif">'
        f"{''.join(parts)}</svg>\n"
    )


class Trade(NamedTuple):
    """Rows in the shown bars and prices; the exit's are None where it lies beyond."""

    is_long: bool
    entry: int
    entry_price: float
    exit: int | None
    exit_price: float | None


def trades(result: ob.Result, bars: pl.DataFrame) -> list[Trade]:
    """Those that begin in the shown bars."""
    row = {ts: i for i, ts in enumerate(bars["ts"])}
    return [
        Trade(
            each["side"] == "long",
            row[each["entry_ts"]],
            each["entry_price"],
            row.get(each["exit_ts"]),
            each["exit_price"],
        )
        for each in result.trades.to_dicts()
        if each["entry_ts"] in row
    ]


class Scale(NamedTuple):
    """From rows and prices to the picture."""

    count: int
    low: float
    high: float

    @classmethod
    def over(cls, shown: list[F64]) -> "Scale":
        finite = np.concatenate([each[np.isfinite(each)] for each in shown])
        return cls(shown[0].size, float(finite.min()), float(finite.max()))

    def x(self, row: int) -> float:
        return WIDTH * row / (self.count - 1)

    def y(self, price: float) -> float:
        return HEIGHT - 10 - (HEIGHT - 20) * (price - self.low) / (self.high - self.low)

    def line(self, column: F64, color: str, width: float) -> str:
        """A path with a gap where there is no value."""
        path, drawing = [], False
        for row, price in enumerate(column):
            if np.isfinite(price):
                path.append(f"{'L' if drawing else 'M'}{self.x(row):.1f},{self.y(price):.1f}")
            drawing = bool(np.isfinite(price))
        return f'<path fill="none" stroke="{color}" stroke-width="{width}" d="{"".join(path)}"/>'

    def marks(self, trade: Trade) -> list[str]:
        """Triangles at entry and exit, and a line between them."""
        color = BOUGHT if trade.is_long else SOLD
        x, y = self.x(trade.entry), self.y(trade.entry_price)
        tip = -7 if trade.is_long else 7
        found = [f'<path fill="{color}" d="M{x:.1f},{y:.1f}l-4,{-tip}h8z"/>']
        if trade.exit is not None and trade.exit_price is not None:
            to_x, to_y = self.x(trade.exit), self.y(trade.exit_price)
            found += [
                f'<path stroke="{color}" stroke-dasharray="3 2"'
                f' d="M{x:.1f},{y:.1f}L{to_x:.1f},{to_y:.1f}"/>',
                f'<circle cx="{to_x:.1f}" cy="{to_y:.1f}" r="3.2" fill="none" stroke="{color}"'
                ' stroke-width="1.4"/>',
            ]
        return found


def legend(names: list[str], what: str) -> str:
    words = "".join(
        f'<tspan fill="{color}" dx="8">{name}</tspan>'
        for name, color in zip(names, COLORS, strict=False)
    )
    words += f'<tspan fill="{BOUGHT}" dx="14">▲ long</tspan>'
    words += f'<tspan fill="{SOLD}" dx="8">▼ short</tspan>'
    place = f'x="0" y="{HEIGHT + 12}" font-size="11" fill="{PRICE}"'
    return f'<text {place}>close, {what}{words}<tspan dx="8">○ exit</tspan></text>'


if __name__ == "__main__":
    IMAGES.mkdir(parents=True, exist_ok=True)
    for old in IMAGES.glob("*.svg"):
        old.unlink()
    for each in SCENES:
        (IMAGES / f"{each}.svg").write_text(picture(each), encoding="utf-8")
