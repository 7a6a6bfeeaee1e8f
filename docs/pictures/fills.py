"""Draws the pictures of docs/guide/fills.md: small markets, and where the engine filled.

usage: python docs/pictures/fills.py   (or `make guide`)
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import polars as pl

import engine as ob

IMAGES = Path(__file__).resolve().parents[1] / "images" / "fills"
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
WIDTH, HEIGHT, MARGIN = 460, 190, 16
RISE, FALL, TEXT, FILL = "#2a9d6f", "#d1495b", "#7b838c", "#5a4fcf"
LEVELS = {"stop": "#d1495b", "limit": "#1f7fc4"}
BUY, CLOSE = int(ob.SignalType.BUY), int(ob.SignalType.CLOSE)


class Case(NamedTuple):
    """Bars (open, high, low, close), signals by bar, settings, columns of prices by bar."""

    bars: tuple[tuple[float, float, float, float], ...]
    signals: dict[int, int]
    risk: Mapping[str, Any] = MappingProxyType({})
    prices: Mapping[str, float] = MappingProxyType({})
    intrabar: str = "pessimistic"


BOTH = {"stop": "percent", "stop_value": 0.05, "target": "percent", "target_value": 0.05}
WILD = ((98, 101, 97, 100), (100, 102, 99, 101), (101, 107, 94, 103), (103, 104, 101, 102))
DIP = ((100, 102, 99, 101), (101, 102, 96, 98), (98, 103, 97, 102), (102, 105, 101, 104))

CASES = {
    "next-open": Case(
        ((98, 101, 97, 100), (102, 104, 100, 103), (103, 106, 102, 105), (106, 108, 104, 107)),
        {0: BUY, 2: CLOSE},
    ),
    "gap": Case(
        ((98, 101, 97, 100), (100, 103, 99, 102), (93, 96, 91, 95), (95, 97, 93, 96)),
        {0: BUY},
        {"stop": "percent", "stop_value": 0.04},
    ),
    "touch": Case(
        ((98, 101, 97, 100), (100, 103, 99, 102), (102, 103, 96, 98), (98, 100, 96, 99)),
        {0: BUY},
        {"stop": "percent", "stop_value": 0.04},
    ),
    "pessimistic": Case(WILD, {0: BUY}, BOTH),
    "optimistic": Case(WILD, {0: BUY}, BOTH, intrabar="optimistic"),
    "limit-entry": Case(DIP, {0: BUY}, {"stop": "percent", "stop_value": 0.04}, {"limit": 97.5}),
    "limit-stopped": Case(
        ((100, 102, 99, 101), (101, 102, 92, 98), (98, 103, 97, 102), (102, 105, 101, 104)),
        {0: BUY},
        {"stop": "percent", "stop_value": 0.04},
        {"limit": 97.5},
    ),
    "trigger-entry": Case(
        ((100, 102, 99, 101), (101, 105, 100, 104), (104, 107, 103, 106), (106, 108, 105, 107)),
        {0: BUY},
        {},
        {"trigger": 103.0},
    ),
    "trailing": Case(
        (
            (98, 101, 97, 100),
            (100, 104, 99, 103),
            (103, 108, 102, 107),
            (107, 112, 106, 111),
            (111, 112, 105, 106),
        ),
        {0: BUY},
        {"stop": "trailing_percent", "stop_value": 0.05},
    ),
    "parts": Case(
        (
            (98, 101, 97, 100),
            (100, 104, 99, 103),
            (103, 106, 102, 105),
            (105, 111, 104, 110),
            (110, 111, 99, 100),
        ),
        {0: BUY},
        {
            "stop": ("percent", "break_even"),
            "stop_value": (0.04, 1.0),
            "target": ("r", "r"),
            "target_value": (1.0, 2.5),
            "target_part": (0.5, 0.25),
        },
    ),
    "time": Case(
        ((98, 101, 97, 100), (100, 103, 99, 102), (102, 104, 100, 101), (101, 103, 99, 102)),
        {0: BUY},
        {"stop": "time", "stop_value": 2},
    ),
}


def result_of(case: Case) -> ob.Result:
    """The case run by the engine."""
    columns = zip(*case.bars, strict=True)
    stamps = [FIRST + timedelta(days=i) for i in range(len(case.bars))]
    ts = pl.Series("ts", stamps).dt.cast_time_unit("ns")
    names = ("open", "high", "low", "close")
    prices = dict(zip(names, (pl.Series(each, dtype=pl.Float64) for each in columns), strict=True))
    signals = [case.signals.get(i, 0) for i in range(len(case.bars))]
    given = {name: [price] + [math.nan] * (len(signals) - 1) for name, price in case.prices.items()}
    return ob.backtest(
        pl.DataFrame({"ts": ts, **prices}).with_columns(volume=pl.lit(1.0)),
        signals=signals,
        risk=case.risk,
        capital=10_000.0,
        interval="1d",
        intrabar=case.intrabar,
        **given,
    )


def picture(case: Case) -> str:
    """Candles, what the signals said, the levels of orders, and a dot on every fill."""
    low = min(bar[2] for bar in case.bars) - 2.0
    high = max(bar[1] for bar in case.bars) + 1.0
    step = (WIDTH - 4 * MARGIN) / len(case.bars)

    def x(i: int, side: float = 0.0) -> float:
        return MARGIN + step * (i + 0.5 + side)

    def y(price: float) -> float:
        return MARGIN + (high - price) / (high - low) * (HEIGHT - 2 * MARGIN - 14)

    parts = []
    for i, (opening, top, bottom, close) in enumerate(case.bars):
        color = RISE if close >= opening else FALL
        body = f'y="{y(max(opening, close)):.1f}" height="{abs(y(opening) - y(close)):.1f}"'
        parts.append(
            f'<line x1="{x(i):.1f}" x2="{x(i):.1f}" y1="{y(top):.1f}" y2="{y(bottom):.1f}"'
            f' stroke="{color}"/><rect x="{x(i, -0.16):.1f}" width="{step * 0.32:.1f}" {body}'
            f' fill="{color}" fill-opacity="0.55" stroke="{color}"/>'
        )
        said = {BUY: "BUY", CLOSE: "CLOSE"}.get(case.signals.get(i, 0), "")
        parts.append(
            f'<text x="{x(i):.1f}" y="{HEIGHT - 4}" text-anchor="middle" fill="{TEXT}">'
            f"bar {i}{', ' + said if said else ''}</text>"
        )
    parts += fills(case, x, y)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="fills" font-family="system-ui, sans-serif" font-size="11">'
        f"{''.join(parts)}</svg>\n"
    )


def working(case: Case, bar: int) -> list[tuple[float, str]]:
    """Level and type of the orders that work in a bar: those that the bars before it left."""
    left = result_of(case._replace(bars=case.bars[:bar])).orders if bar else None
    if left is None:
        return []
    waiting = left.filter((pl.col("status") == "working") & pl.col("level").is_not_null())
    return list(waiting.select("level", "type").iter_rows())


def fills(case: Case, x: Any, y: Any) -> list[str]:
    """A line at an order's level in each bar where it works, and a dot with its price at a fill."""
    result = result_of(case)
    stamps = result.equity["ts"].to_list()
    levels = [(bar, *each) for bar in range(len(case.bars)) for each in working(case, bar)]
    drawn = []
    done = result.orders.filter(pl.col("status") == "filled")
    for order in done.iter_rows(named=True):
        bar = stamps.index(order["done_ts"])
        if order["level"] is not None and not any(bar == at for at, *_ in levels):
            levels.append((bar, order["level"], order["type"]))
        arrow = "▲" if order["side"] == "buy" else "▼"
        at = -0.26 if order["type"] == "market" else 0.26
        drawn.append(
            f'<circle cx="{x(bar, at):.1f}" cy="{y(order["price"]):.1f}" r="3.2" fill="{FILL}"/>'
            f'<text x="{x(bar, at) + 6:.1f}" y="{y(order["price"]) - 5:.1f}" fill="{FILL}">'
            f"{arrow} {order['price']:.6g}</text>"
        )
    lines = [
        f'<line x1="{x(bar, -0.48):.1f}" x2="{x(bar, 0.48):.1f}" y1="{y(level):.1f}"'
        f' y2="{y(level):.1f}" stroke="{LEVELS[kind]}" stroke-dasharray="4 3"/>'
        for bar, level, kind in levels
    ]
    return [*lines, *drawn]


if __name__ == "__main__":
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, case in CASES.items():
        (IMAGES / f"{name}.svg").write_text(picture(case), encoding="utf-8")
