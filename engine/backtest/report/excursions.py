"""How far trades went against and in favour, beside how they ended: two scatter plots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from . import figures
from .svg import Frame, rounded

if TYPE_CHECKING:
    import polars as pl

    from .thinning import Column

WIDTH, HEIGHT = 580, 320
DOTS = 3_000
TITLES = {
    "mae": ("Went against it (MAE)", "largest move against the trade, %"),
    "mfe": ("Went in its favour (MFE)", "largest move in its favour, %"),
}


def section(trades: pl.DataFrame) -> dict[str, Any] | None:
    """Both plots of the closed trades; None below two of them, or without excursions."""
    names = ("mae", "mfe", "return")
    if not set(names) <= set(trades.columns):
        return None
    closed = trades.filter(trades["exit_ts"].is_not_null()).select(names).drop_nulls()
    if closed.height < 2:
        return None
    shown = closed.tail(DOTS)
    ended = 100.0 * shown["return"].to_numpy()
    plots = [
        {"title": TITLES[name][0], "picture": scatter(name, 100.0 * shown[name].to_numpy(), ended)}
        for name in ("mae", "mfe")
    ]
    return {"plots": plots, "rows": rows(closed), "left_out": closed.height - shown.height}


def rows(closed: pl.DataFrame) -> list[tuple[str, str]]:
    """Medians of winners and losers, which say where a stop or a target would have cut."""
    won = closed.filter(closed["return"] > 0.0)
    lost = closed.filter(closed["return"] < 0.0)
    given = [
        ("Median MAE of winners", won["mae"].median()),
        ("Median MAE of losers", lost["mae"].median()),
        ("Median MFE of winners", won["mfe"].median()),
        ("Median MFE of losers", lost["mfe"].median()),
    ]
    return [(title, figures.percent(value)) for title, value in given]  # type: ignore[arg-type]


def scatter(name: str, across: Column, along: Column) -> str:
    """A dot a trade, winners in blue and losers in orange; zero and the diagonal as lines."""
    high = rounded(0.0, float(max(across.max(), 0.01)), 6)[1]
    frame = Frame(
        (0.0, high),
        (min(0.0, float(along.min())), max(0.0, float(along.max()))),
        WIDTH,
        HEIGHT,
        bottom=44,
    )
    slope = -1.0 if name == "mae" else 1.0
    end = min(high, abs(frame.low_y if slope < 0.0 else frame.high_y))
    drawn = [
        frame.bottom_labels(figures.axis, TITLES[name][1]),
        frame.grid(figures.axis),
        f'<line class="d" x1="{frame.x(0.0):.1f}" y1="{frame.y(0.0):.1f}" x2="{frame.x(end):.1f}"'
        f' y2="{frame.y(slope * end):.1f}"/>',
    ]
    for style, chosen in (("o", along <= 0.0), ("b", along > 0.0)):
        dots = "".join(
            f"M{frame.x(x):.1f} {frame.y(y):.1f}h0"
            for x, y in zip(across[chosen].tolist(), along[chosen].tolist(), strict=True)
        )
        if dots:
            drawn.append(f'<path class="dots {style}" d="{dots}"/>')
    wins = int(np.sum(along > 0.0))
    counts = f"{wins} winners, {along.size - wins} others"
    label = f"{TITLES[name][0]} beside the return in percent: {counts}"
    return frame.closed(drawn, label)
