"""Small charts as SVG text: a frame with axes, drawn in the page's own colours."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from markupsafe import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def nice_step(span: float, count: int) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that makes at most `count` steps."""
    if not (span > 0.0 and math.isfinite(span)):
        return 1.0
    power = 10.0 ** math.floor(math.log10(span / count))
    return next((step * power for step in STEPS if span / (step * power) <= count), 10.0 * power)


def ticks(low: float, high: float, count: int) -> list[float]:
    """Round numbers from low to high, both included where they are round."""
    step = nice_step(high - low, count)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step for number in range(first, last + 1)]


def text(x: float, y: float, words: str, anchor: str = "start") -> str:
    """A line of text, escaped."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


class Frame:
    """A plot's area and the way from values to its pixels.

    across, along   lowest and highest value of x and of y; equal ones are spread, and y goes on to
                    the next round values
    """

    def __init__(
        self,
        across: tuple[float, float],
        along: tuple[float, float],
        width: int,
        height: int,
        *,
        left: int = 56,
        bottom: int = 28,
    ) -> None:
        self.width, self.height, self.left, self.bottom = width, height, left, bottom
        self.low_x, self.high_x = spread(*across)
        self.low_y, self.high_y = rounded(*spread(*along), 5)

    def x(self, value: float) -> float:
        """Pixels from the left; 12 are kept free at the right."""
        room = self.width - self.left - 12.0
        return self.left + room * (value - self.low_x) / (self.high_x - self.low_x)

    def y(self, value: float) -> float:
        """Pixels from the top; 12 are kept free there."""
        room = self.height - self.bottom - 12.0
        return 12.0 + room * (self.high_y - value) / (self.high_y - self.low_y)

    def grid(self, label: Callable[[float], str]) -> str:
        """Horizontal lines at round values, with their labels; zero stands out."""
        parts = []
        for value in ticks(self.low_y, self.high_y, 5):
            level = self.y(value)
            name = "z" if abs(value) < 1e-12 else "g"
            parts.append(
                f'<line class="{name}" x1="{self.left}" x2="{self.width - 12}" y1="{level:.1f}"'
                f' y2="{level:.1f}"/>'
            )
            parts.append(text(self.left - 8.0, level + 4.0, label(value), "end"))
        return "".join(parts)

    def bottom_labels(self, label: Callable[[float], str], title: str = "") -> str:
        """Round values below the plot; the title under them."""
        parts = []
        base = self.height - self.bottom
        for value in ticks(self.low_x, self.high_x, 6):
            parts.append(text(self.x(value), base + 16.0, label(value), "middle"))
            parts.append(
                f'<line class="{"z" if abs(value) < 1e-12 else "g"}" x1="{self.x(value):.1f}"'
                f' x2="{self.x(value):.1f}" y1="12" y2="{base}"/>'
            )
        if title:
            parts.append(text((self.left + self.width) / 2.0, self.height - 4.0, title, "middle"))
        return "".join(parts)

    def closed(self, parts: Sequence[str], label: str) -> str:
        """The whole picture; `label` is what a screen reader says."""
        return (
            f'<svg class="plot" viewBox="0 0 {self.width} {self.height}" role="img"'
            f' aria-label="{escape(label)}">{"".join(parts)}</svg>'
        )


def rounded(low: float, high: float, count: int) -> tuple[float, float]:
    """The round values around both ends."""
    step = nice_step(high - low, count)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def spread(low: float, high: float) -> tuple[float, float]:
    """The two ends, apart where they are equal."""
    if high > low:
        return low, high
    room = abs(low) * 0.1 or 1.0
    return low - room, high + room
