"""A run on one screen: the table that print(result) shows, and the summary in a notebook."""

from __future__ import annotations

import textwrap
from typing import Any

from .metrics import CATALOG
from .report import ReportData, figures
from .report.picture import equity_svg

__all__ = ["equity_svg", "notebook", "table"]

WIDTH = 80
HALF = 39
SHORT = {
    "cagr": "CAGR",
    "drawdown_recovery": "Deepest recovered in",
    "sharpe_standard_error": "Standard error of Sharpe",
    "probabilistic_sharpe": "Sharpe above 0, probability",
}
NOTEBOOK_KEYS = (
    "total_return",
    "cagr",
    "sharpe",
    "max_drawdown",
    "trades",
    "win_rate",
    "profit_factor",
    "exposure",
    "fees",
)


def table(data: ReportData) -> str:
    """Every metric by group in two columns, then the bracket, the certificate and the warnings.

    At most 80 columns wide, without colour codes; what is undefined is a dash.
    """
    lines = heading(data)
    for title, keys in figures.grouped(data.metrics):
        lines += ["", title]
        cells = [metric_cell(key, data.metrics[key]) for key in keys]
        if "total_return" in keys:
            cells.insert(1, cell("Buy and hold", figures.percent(data.benchmark_return())))
        lines += ["  ".join(cells[i : i + 2]).rstrip() for i in range(0, len(cells), 2)]
    lines.append("")
    if data.bracket is not None:
        lines += wrapped(bracket_line(data))
    lines += wrapped(f"Causality: {data.causality}")
    lines += wrapped(open_line(data))
    if data.refused is not None and data.refused.height:
        lines += wrapped(f"Signals without an order: {refused_line(data)}")
    for warning in data.warnings:
        lines += wrapped(f"Warning: {warning}")
    return "\n".join(lines)


def heading(data: ReportData) -> list[str]:
    """What was run, on what, when."""
    timed = data.is_intraday()
    period = f"{figures.moment(data.start, timed)} to {figures.moment(data.end, timed)}"
    parameters = ", ".join(
        f"{name}={figures.setting(value)}" for name, value in data.params.items()
    )
    lines = [
        f"{data.strategy} on {figures.names(data.symbols)}",
        f"{period}, {data.bars_count:,} bars of {data.interval},"
        f" capital {figures.money(data.capital)}",
    ]
    if parameters:
        lines.append(parameters)
    return [part for line in lines for part in wrapped(line)]


def metric_cell(key: str, value: float | int | None) -> str:
    """One metric, its title left and its value right."""
    row = CATALOG[key]
    return cell(SHORT.get(key, row.title), figures.figure(value, row.unit))


def cell(title: str, value: str) -> str:
    """Half a line: the title is cut before the value is."""
    room = HALF - 2 - len(value) - 1
    return f"  {title[:room]:<{room}} {value}"


def bracket_line(data: ReportData) -> str:
    """The bracket in one sentence."""
    found = data.bracket
    if found is None or not found.ambiguous_bars:
        return "Bracket: no bar left the order of stop and target open."
    low, high = (figures.percent(value, signed=True) for value in (found.low(), found.high()))
    bars = (
        "1 ambiguous bar"
        if found.ambiguous_bars == 1
        else f"{found.ambiguous_bars:,} ambiguous bars"
    )
    standing = "a bound" if found.is_bound else "not a bound"
    return f"Bracket: total return between {low} and {high} ({bars}; {standing})."


def open_line(data: ReportData) -> str:
    """What stands at the end and counts in equity, but in no trade statistic; empty without any."""
    standing = data.trades.filter(data.trades["exit_ts"].is_null())
    if standing.is_empty():
        return ""
    count = figures.counted(standing.height, "position")
    worth = figures.money(float(standing["pnl"].sum()), signed=True)
    return f"Open at the end: {count}, {worth} at the last close; no trade statistic counts it."


def refused_line(data: ReportData) -> str:
    """How many signals led to no order, by reason, the commonest first."""
    if data.refused is None:
        return "none"
    counts = (
        data.refused["reason"]
        .value_counts(sort=True)
        .sort("count", "reason", descending=[True, False])
    )
    return ", ".join(f"{reason} {count:,}" for reason, count in counts.iter_rows())


def wrapped(text: str) -> list[str]:
    """The text in lines of at most 80 printable characters, later ones indented."""
    return textwrap.wrap(figures.printable(text), WIDTH, subsequent_indent="    ")


def notebook(data: ReportData) -> str:
    """The run as an HTML fragment without script: key figures and the equity curve."""
    from .report.page import fragment

    rows: list[tuple[str, str]] = []
    for key in NOTEBOOK_KEYS:
        if key in data.metrics:
            row = CATALOG[key]
            rows.append((SHORT.get(key, row.title), figures.figure(data.metrics[key], row.unit)))
    rows.insert(1, ("Buy and hold", figures.percent(data.benchmark_return())))
    context: dict[str, Any] = {
        "heading": heading(data),
        "rows": rows,
        "bracket": None if data.bracket is None else bracket_line(data),
    }
    return fragment("notebook.html.jinja", data, context)
