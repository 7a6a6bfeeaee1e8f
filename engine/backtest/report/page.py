"""The report: one HTML file that opens anywhere, needs no network and trusts no name in it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from ...errors import ConfigError
from ..metrics import CATALOG
from . import charts, figures, headline, tables
from .picture import equity_svg

if TYPE_CHECKING:
    import os

    from .data import ReportData

SECTIONS = (
    ("summary", "Summary"),
    ("equity", "Equity"),
    ("price", "Price"),
    ("trades", "Trades"),
    ("symbols", "By symbol"),
    ("metrics", "Metrics"),
    ("refused", "Why it did not trade"),
    ("run", "This run"),
)


def write(data: ReportData, path: str | os.PathLike[str]) -> Path:
    """Write the report to a file, replacing an older one; its path.

    Raises ConfigError where the file cannot be written.
    """
    target = Path(path)
    try:
        target.write_text(render(data), encoding="utf-8", newline="\n")
    except OSError as error:
        raise ConfigError(
            f"report {target}: cannot be written ({error.strerror or error}); give a file in a"
            " folder that exists and that you may write to"
        ) from error
    return target


def render(data: ReportData) -> str:
    """The page as text: the same data gives the same bytes."""
    shown = data.trades.tail(charts.TRADES)
    drawn = charts.payload(data, shown)
    by_symbol = tables.by_symbol(data)
    absent = set() if by_symbol else {"symbols"}
    context = {
        "sections": [section for section in SECTIONS if section[0] not in absent],
        "cards": headline.cards(data),
        "bracket": headline.bracket(data.bracket),
        "charts": drawn,
        "left_out": figures.names(tuple(drawn["left_out"]), 20),
        "trades": tables.trades(data, shown),
        "traded": headline.traded(data),
        "by_symbol": by_symbol,
        "groups": metric_groups(data),
        "refused": tables.refused(data),
        "settings": settings(data),
        "payload": embedded(drawn),
        "style": asset("report.css"),
        "script": asset("tables.js") + asset("report.js"),
        "library": library(),
        "moment": figures.moment,
        "money": figures.money,
        "plain": figures.plain,
        "nothing": figures.NOTHING,
    }
    return fragment("report.html.jinja", data, context)


def fragment(template: str, data: ReportData, context: dict[str, Any]) -> str:
    """A template filled in, every value escaped; it also gets `names` and the `picture`."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("engine.backtest.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    picture = Markup(equity_svg(data.equity, data.benchmark))  # noqa: S704  numbers only
    names = figures.names(data.symbols)
    return environment.get_template(template).render(
        data=data, names=names, picture=picture, **context
    )


def embedded(value: dict[str, Any]) -> Markup:
    """JSON that no name inside it can end or escape: every < > & and line separator is a code."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"), ensure_ascii=True)
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text)  # noqa: S704  escaped above


def asset(name: str) -> Markup:
    """A style sheet or script that belongs to this package."""
    text = (files("engine.backtest.report") / "templates" / name).read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704  our own file


def library() -> Markup:
    """TradingView Lightweight Charts, Apache-2.0, with its licence header, from litecharts."""
    text = (files("litecharts") / "js" / "lightweight-charts.js").read_text(encoding="utf-8")
    return Markup(text.replace("</script", "<\\/script"))  # noqa: S704  the library's own text


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
        ("sessions a year", str(data.annual)),
    ]
    return [
        (f"Parameters of {data.strategy}", rows(data.params)),
        ("Risk", rows(data.risk)),
        ("Costs", rows(data.costs)),
        ("Account", account),
        ("Versions", rows(data.versions)),
    ]
