"""What was earned before costs, what they took, and what was left."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from . import figures
from .svg import Frame, text

if TYPE_CHECKING:
    from .data import ReportData

WIDTH, HEIGHT = 600, 240


class Waterfall(NamedTuple):
    """Gross profit, fees and slippage as losses, net profit; whole cents that add up."""

    gross: int
    fees: int
    slippage: int
    net: int


def waterfall(data: ReportData) -> Waterfall:
    """Net profit is the last mark less the capital; gross is that with fees and slippage put back.

    An open position counts at its last close, as everywhere.
    """
    last = float(data.equity["value"][-1]) if data.equity.height else data.capital
    net, fees, slippage = (
        round(100.0 * (value or 0.0))
        for value in (
            last - data.capital,
            data.metrics.get("fees"),
            data.metrics.get("slippage"),
        )
    )
    return Waterfall(net + fees + slippage, -fees, -slippage, net)


def rows(parts: Waterfall) -> list[tuple[str, str]]:
    """The parts in words."""
    titles = ("Profit before costs", "Fees", "Slippage", "Profit after costs")
    return [
        (title, figures.money(cents / 100.0, signed=True))
        for title, cents in zip(titles, parts, strict=True)
    ]


def share(parts: Waterfall) -> str:
    """What part of the profit before costs they took, in a sentence."""
    taken = -(parts.fees + parts.slippage)
    if not taken:
        return "The run paid no fees and no slippage: no broker is like that."
    if parts.gross <= 0:
        return "There was no profit before costs for them to take from."
    return f"Costs took {figures.percent(taken / parts.gross)} of the profit before costs."


def picture(parts: Waterfall) -> str:
    """The waterfall as SVG: each bar begins where the one before it ended."""
    levels = (0, parts.gross, parts.gross + parts.fees, parts.net)
    frame = Frame(
        (0.0, 4.0), (min(0, *levels) / 100.0, max(0, *levels) / 100.0), WIDTH, HEIGHT, left=80
    )
    titles = ("Before costs", "Fees", "Slippage", "After costs")
    spans = ((0, levels[1]), (levels[1], levels[2]), (levels[2], levels[3]), (0, levels[3]))
    drawn = [frame.grid(figures.axis)]
    for k, (title, (start, end)) in enumerate(zip(titles, spans, strict=True)):
        color = "b" if end >= start else "o"
        high, low = frame.y(max(start, end) / 100.0), frame.y(min(start, end) / 100.0)
        left, right = frame.x(k + 0.18), frame.x(k + 0.82)
        drawn.append(
            f'<rect class="{color}" x="{left:.1f}" y="{high:.1f}" width="{right - left:.1f}"'
            f' height="{max(low - high, 1.0):.1f}"/>'
        )
        if k < len(titles) - 1:
            level = frame.y(end / 100.0)
            drawn.append(
                f'<line class="z" x1="{right:.1f}" x2="{frame.x(k + 1.18):.1f}" y1="{level:.1f}"'
                f' y2="{level:.1f}"/>'
            )
        drawn.append(text(frame.x(k + 0.5), HEIGHT - 8.0, title, "middle"))
    label = "; ".join(f"{title} {amount}" for title, amount in rows(parts))
    return frame.closed(drawn, f"From profit before costs to profit after them: {label}")
