"""The report on several runs: one HTML file, as safe and as self-contained as that of one."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from . import assets, compare_tables, drawdowns, figures, sessions
from .writing import write_page

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from .compare_data import CompareData, ComparedRun

SECTIONS = (
    ("runs", "Runs"),
    ("curves", "Equity and drawdown"),
    ("figures", "Metrics"),
    ("settings", "What differs"),
    ("drawdowns", "Drawdowns"),
    ("correlation", "Correlation"),
    ("calendar", "Months and years"),
)
SCRIPTS = ("theme", "format", "tables", "chart", "compare", "paper")
MONTHS_SHOWN = 24
LISTED = 3


def write(data: CompareData, path: str | os.PathLike[str]) -> Path:
    """Write the report to a file, replacing an older one; its path. Raises ConfigError."""
    return write_page(render(data), path)


def render(data: CompareData) -> str:
    """The page as text: the same data gives the same bytes."""
    months = compare_tables.calendar(data, "1mo")
    drawn = {
        "intraday": any(run.is_intraday() for run in data.runs),
        "compare": compare_tables.curves(data),
    }
    context = {
        "sections": SECTIONS,
        "runs": [described(run, at) for at, run in enumerate(data.runs)],
        "cautions": cautions(data),
        "curves_note": curves_note(data),
        "groups": compare_tables.metric_groups(data),
        "settings": compare_tables.settings(data),
        "drawdowns": [(run.label, deepest(run)) for run in data.runs],
        "correlations": compare_tables.correlations(data),
        "common_days": compare_tables.COMMON,
        "years": compare_tables.calendar(data, "1y"),
        "months": months,
        "months_open": len(months) <= MONTHS_SHOWN,
        "payload": assets.embedded(drawn),
        "style": assets.styles(),
        "script": assets.scripts(*SCRIPTS),
        "library": assets.library(),
        "counted": figures.counted,
    }
    return assets.filled("compare.html.jinja", context)


def described(run: ComparedRun, at: int) -> dict[str, Any]:
    """A run in words."""
    timed = run.is_intraday()
    return {
        "label": run.label,
        "color": compare_tables.COLORS[at % len(compare_tables.COLORS)],
        "strategy": run.strategy,
        "symbols": figures.names(run.symbols),
        "span": f"{figures.moment(run.start, timed)} to {figures.moment(run.end, timed)}",
        "interval": run.interval,
        "capital": figures.money(run.capital),
        "trades": figures.plain(run.trades),
        "total": figures.percent(run.metrics.get("total_return"), signed=True),
        "bracket": bracket(run.bracket),
        "run": run.run,
        "certificate": run.certificate,
        "warnings": run.warnings,
    }


def bracket(ends: tuple[float, float] | None) -> str:
    """Both ends, or the one value that they are."""
    if ends is None:
        return figures.NOTHING
    return " to ".join(dict.fromkeys(figures.percent(end, signed=True) for end in ends))


def cautions(data: CompareData) -> list[str]:
    """What makes the runs hard to compare."""
    found = []
    if len({(run.start, run.end) for run in data.runs}) > 1:
        found.append("They cover different times: each metric is over its run's own.")
    if len({run.interval for run in data.runs}) > 1:
        found.append("Their bars have different intervals.")
    if len({run.symbols for run in data.runs}) > 1:
        found.append("They trade different symbols.")
    if len({run.capital for run in data.runs}) > 1:
        found.append("They start with different capital: amounts of money do not compare.")
    if any(name.startswith("data.") for name in data.settings):
        found.append("Their data differ (by fingerprint).")
    open_ended = [run.label for run in data.runs if run.bracket and holds_zero(run.bracket)]
    if open_ended:
        which = figures.names(tuple(open_ended))
        found.append(f"Whether {which} earned or lost hangs on the order of high and low in bars.")
    overlap = overlapping(data)
    if overlap:
        found.append(overlap)
    return found


def overlapping(data: CompareData) -> str:
    """What to say where the brackets of the two best runs overlap, so that no order is proven."""
    known = sorted((run for run in data.runs if run.bracket), key=lambda run: run.bracket or (0, 0))
    pairs = pairwise(known)
    unsure = [
        f"{one.label} and {other.label}"
        for one, other in pairs
        if one.bracket
        and other.bracket
        and one.bracket != other.bracket
        and one.bracket[1] >= other.bracket[0]
    ]
    if not unsure:
        return ""
    return f"The brackets of {', '.join(unsure)} overlap: bars do not tell which is the better one."


def holds_zero(ends: tuple[float, float]) -> bool:
    """Whether a bracket leaves open if the run earned."""
    return ends[0] < ends[1] and ends[0] <= 0.0 <= ends[1]


def curves_note(data: CompareData) -> str:
    """What the curves are, and how much of the runs they leave out."""
    span = compare_tables.common(data)
    if span is None:
        return "The runs have no time in common: each is drawn from 100 at its own beginning."
    timed = any(run.is_intraday() for run in data.runs)
    if len({(run.start, run.end) for run in data.runs}) == 1:
        return "Each run is 100 at the beginning."
    times = " to ".join(figures.moment(moment, timed) for moment in span)
    return f"Drawn over the time that all runs have in common, {times}; each is 100 at its start."


def deepest(run: ComparedRun) -> list[dict[str, Any]]:
    """The three deepest drawdowns of a run, lengths in days with a bar."""
    daily = sessions.daily_returns(run.equity, run.capital)
    return drawdowns.deepest(run.equity, run.capital, daily, run.is_intraday(), LISTED)
