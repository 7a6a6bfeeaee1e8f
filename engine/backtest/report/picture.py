"""The equity curve as a small SVG picture: no script, no style sheet, either colour scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

EQUITY = "#1f7fc4"
BENCHMARK = "#8d96a0"


class Picture:
    """An SVG picture that a notebook shows by itself; str() gives its text."""

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def _repr_svg_(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return self.svg


def equity_svg(
    equity: pl.DataFrame, benchmark: pl.DataFrame | None = None, width: int = 640, height: int = 180
) -> str:
    """Equity over bars, with buy and hold in grey behind it; both by their `value` columns.

    Thinned to the lowest and highest mark of each two pixels. Text and lines take colours that are
    legible on white and on black.
    """
    value = equity["value"].to_numpy()
    held = None if benchmark is None else benchmark["value"].to_numpy()
    curves = [value] if held is None or not held.size else [held, value]
    finite = np.concatenate([curve[np.isfinite(curve)] for curve in curves])
    if not finite.size:
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"></svg>'
    low, high = float(finite.min()), float(finite.max())
    colors = [EQUITY] if len(curves) == 1 else [BENCHMARK, EQUITY]
    lines = "".join(
        f'<polyline fill="none" stroke="{color}" stroke-width="{1.6 if color == EQUITY else 1.1}"'
        f' stroke-linejoin="round" points="{points(curve, low, high, width, height)}"/>'
        for curve, color in zip(curves, colors, strict=True)
    )
    label = f"Equity from {value[0]:,.2f} to {value[-1]:,.2f}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img" aria-label="{label}"'
        ' font-family="system-ui, sans-serif" font-size="11">'
        f'<line x1="0" x2="{width}" y1="{height - 0.5}" y2="{height - 0.5}" stroke="#8d96a0"'
        f' stroke-opacity="0.4"/>{lines}'
        f'<text x="4" y="12" fill="#7b838c">{high:,.0f}</text>'
        f'<text x="4" y="{height - 5}" fill="#7b838c">{low:,.0f}</text></svg>'
    )


def points(curve: NDArray[np.float64], low: float, high: float, width: int, height: int) -> str:
    """The curve as `x,y` pairs inside the picture, 16 pixels of room above and below."""
    room = 16.0
    scale = (height - 2.0 * room) / (high - low) if high > low else 0.0
    step = width / max(curve.size - 1, 1)
    block = max(1, curve.size // (width // 2))
    kept: list[int] = []
    for start in range(0, curve.size, block):
        part = curve[start : start + block]
        kept += sorted({start + int(np.argmin(part)), start + int(np.argmax(part))})
    if kept[-1] != curve.size - 1:
        kept.append(curve.size - 1)
    return " ".join(
        f"{i * step:.1f},{height - room - (float(curve[i]) - low) * scale:.1f}"
        for i in kept
        if np.isfinite(curve[i])
    )
