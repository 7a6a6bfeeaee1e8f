"""How the returns of trades are spread: a histogram."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from . import figures
from .svg import Frame, nice_step

if TYPE_CHECKING:
    import polars as pl

    from .thinning import Column, Index

WIDTH, HEIGHT = 600, 250
BINS = 40
FENCE = 4.0
NARROW = 1e-6


class Histogram(NamedTuple):
    """Counts between neighbouring edges; zero is an edge. The outer bins hold all beyond them.

    beyond   values that lie outside the edges
    """

    edges: Column
    counts: Index
    beyond: int


def closed_returns(trades: pl.DataFrame) -> Column:
    """(n,) return of every closed trade, as a fraction; none where the run has not got them."""
    if "return" not in trades.columns:
        return np.empty(0)
    closed = trades.filter(trades["exit_ts"].is_not_null())
    column: Column = closed["return"].drop_nulls().to_numpy()
    return column[np.isfinite(column)]


def histogram(values: Column) -> Histogram:
    """Bins of one round width; values farther out than four interquartile ranges join the ends."""
    first, third = np.quantile(values, [0.25, 0.75])
    room = FENCE * (third - first) if third - first > NARROW else math.inf
    low = max(float(values.min()), float(first - room))
    high = min(float(values.max()), float(third + room))
    step = nice_step(max(high, 0.0) - min(low, 0.0) or 0.01, BINS)
    start = min(math.floor(min(low, 0.0) / step + 1e-9), -int((values < 0.0).any()))
    end = max(math.ceil(max(high, 0.0) / step - 1e-9), int((values > 0.0).any()), start + 1)
    edges: Column = np.arange(start, end + 1, dtype=np.float64) * step
    inside = np.clip(values, edges[0], edges[-1])
    counts, _ = np.histogram(inside, edges)
    beyond = int(np.sum((values < edges[0] - 1e-12) | (values > edges[-1] + 1e-12)))
    return Histogram(edges, counts, beyond)


def section(trades: pl.DataFrame) -> dict[str, Any] | None:
    """The picture and what to know of it; None below two closed trades."""
    values = closed_returns(trades)
    if values.size < 2:
        return None
    shape = histogram(values)
    return {
        "picture": picture(shape),
        "rows": [
            ("Mean", figures.percent(float(values.mean()), signed=True)),
            ("Median", figures.percent(float(np.median(values)), signed=True)),
            ("Standard deviation", figures.percent(float(values.std(ddof=1)))),
            ("Best", figures.percent(float(values.max()), signed=True)),
            ("Worst", figures.percent(float(values.min()), signed=True)),
        ],
        "count": values.size,
        "beyond": shape.beyond,
    }


def picture(shape: Histogram) -> str:
    """Bars of losing returns in orange, of winning ones in blue."""
    edges, counts = 100.0 * shape.edges, shape.counts
    frame = Frame(
        (float(edges[0]), float(edges[-1])), (0.0, float(counts.max())), WIDTH, HEIGHT, bottom=44
    )
    drawn = [frame.bottom_labels(figures.axis, "return of a trade, %"), frame.grid(figures.axis)]
    for low, high, count in zip(edges[:-1], edges[1:], counts.tolist(), strict=True):
        if not count:
            continue
        left, right, top = frame.x(float(low)), frame.x(float(high)), frame.y(count)
        drawn.append(
            f'<rect class="{"b" if low >= -1e-12 else "o"}" x="{left + 0.5:.1f}" y="{top:.1f}"'
            f' width="{max(right - left - 1.0, 0.5):.1f}" height="{frame.y(0.0) - top:.1f}"><title>'
            f"{count} from {figures.axis(low)} % to {figures.axis(high)} %</title></rect>"
        )
    return frame.closed(drawn, f"Histogram of the returns of {int(counts.sum()):,} closed trades")
