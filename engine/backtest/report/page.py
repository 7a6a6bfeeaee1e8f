"""The report: one HTML file that opens anywhere, needs no network and trusts no name in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..metrics import CATALOG
from . import (
    assets,
    charts,
    costs,
    distribution,
    drawdowns,
    excursions,
    figures,
    headline,
    rolling,
    sessions,
    tables,
)
from .picture import equity_svg
from .verdict import verdict
from .writing import write_page

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from .data import ReportData

SECTIONS = (
    ("summary", "Summary"),
    ("equity", "Equity"),
    ("drawdowns", "Drawdowns"),
    ("returns", "Returns"),
    ("over", "Over time"),
    ("price", "Price"),
    ("trades", "Trades"),
    ("spread", "How trades ended"),
    ("costs", "Costs"),
    ("symbols", "By symbol"),
    ("refused", "Why it did not trade"),
    ("metrics", "Metrics"),
    ("data", "Data"),
    ("run", "This run"),
)
SCRIPTS = (
    "theme",
    "format",
    "tables",
    "chart",
    "equity",
    "over",
    "prices",
    "price",
    "trades",
    "paper",
)


def write(data: ReportData, path: str | os.PathLike[str]) -> Path:
    """Write the report to a file, replacing an older one; its path. Raises ConfigError."""
    return write_page(render(data), path)


def render(data: ReportData) -> str:
    """The page as text: the same data gives the same bytes."""
    shown = data.trades.tail(charts.TRADES)
    drawn = charts.payload(data, shown)
    by_symbol = tables.by_symbol(data)
    returns = sessions.session_returns(data)
    spread = distribution.section(data.trades)
    parts = costs.waterfall(data)
    absent = {
        name
        for name, present in (
            ("symbols", by_symbol),
            ("spread", spread),
            ("data", data.grades),
        )
        if not present
    }
    context = {
        "sections": [section for section in SECTIONS if section[0] not in absent],
        "present": [name for name, _ in SECTIONS if name not in absent],
        "verdict": verdict(data),
        "cards": headline.cards(data),
        "luck": headline.luck(data),
        "bracket": headline.bracket(data.bracket),
        "charts": drawn,
        "left_out": figures.names(tuple(drawn["left_out"]), 20),
        "drawdowns": drawdowns.worst(data),
        "months": sessions.MONTHS,
        "monthly": sessions.monthly(returns),
        "extremes": sessions.best_and_worst(returns),
        "window": rolling.window_of(returns.height, data.annual),
        "trades": tables.trades(data, shown),
        "filters": tables.filters(shown),
        "traded": headline.traded(data),
        "spread": spread,
        "excursions": excursions.section(data.trades),
        "costs": {
            "picture": costs.picture(parts),
            "rows": costs.rows(parts),
            "share": costs.share(parts),
        },
        "by_symbol": by_symbol,
        "groups": metric_groups(data),
        "refused": tables.refused(data),
        "grades": tables.grades(data),
        "settings": settings(data),
        "payload": assets.embedded(drawn),
        "style": assets.styles(),
        "script": assets.scripts(*SCRIPTS),
        "library": assets.library(),
    }
    return fragment("report.html.jinja", data, context)


def fragment(template: str, data: ReportData, context: dict[str, Any]) -> str:
    """A template filled in, every value escaped; it also gets `names` and the `picture`."""
    common = {
        "data": data,
        "names": figures.names(data.symbols),
        "picture": assets.drawn(equity_svg(data.equity, data.benchmark)),
        "moment": figures.moment,
        "money": figures.money,
        "plain": figures.plain,
        "counted": figures.counted,
        "nothing": figures.NOTHING,
        "drawn": assets.drawn,
    }
    return assets.filled(template, common | context)


def metric_groups(data: ReportData) -> list[dict[str, Any]]:
    """Every metric with its definition, in reading order."""
    samples = {
        "bars": data.bars_count,
        "session returns": data.sessions,
        "session marks": data.sessions,
        "closed trades": data.metrics.get("trades"),
    }
    groups = []
    for title, keys in figures.grouped(data.metrics):
        rows = []
        for key in keys:
            row = CATALOG[key]
            sample = samples.get(row.basis)
            rows.append(
                {
                    "title": row.title,
                    "value": figures.figure(data.metrics[key], row.unit),
                    "formula": row.formula,
                    "definition": row.definition(
                        data.annual, None if sample is None else int(sample)
                    ),
                    "source": row.source,
                }
            )
        groups.append({"title": title, "rows": rows})
    return groups


def settings(data: ReportData) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything that the run was made with, by kind."""

    def rows(values: dict[str, Any]) -> list[tuple[str, str]]:
        return [(name, figures.setting(value)) for name, value in values.items()]

    account = [
        ("symbols", figures.names(data.symbols, 40)),
        ("interval", data.interval),
        ("capital", figures.money(data.capital)),
        ("intrabar", data.intrabar),
        ("calendar", data.calendar),
        ("risk-free rate", figures.percent(data.risk_free)),
        ("sessions a year", str(data.annual)),
    ]
    return [
        (f"Parameters of {data.strategy}", rows(data.params)),
        ("Risk", rows(data.risk)),
        ("Costs", rows(data.costs)),
        ("Account", account),
        ("Versions", rows(data.versions)),
    ]
