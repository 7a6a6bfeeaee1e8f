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
from . import charts, figures, tables
from .picture import equity_svg

if TYPE_CHECKING:
    import os

    from .data import Bracket, ReportData

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
POLICIES = {
    "pessimistic": "Pessimistic: the stop fills first",
    "optimistic": "Optimistic: the target fills first",
    "ohlc_path": "OHLC path: the extreme nearer to the open comes first",
}


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
        "cards": cards(data),
        "bracket": bracket(data.bracket),
        "charts": drawn,
        "left_out": figures.names(tuple(drawn["left_out"]), 20),
        "trades": tables.trades(data, shown),
        "traded": traded(data),
        "by_symbol": by_symbol,
        "groups": metric_groups(data),
        "refused": tables.refused(data),
        "settings": settings(data),
        "payload": embedded(drawn),
        "style": asset("report.css"),
        "script": asset("report.js"),
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


def cards(data: ReportData) -> list[dict[str, Any]]:
    """The key figures, each with the lines that put it in proportion."""
    metric = data.metrics.get
    held = data.benchmark_return()
    final = float(data.equity["value"][-1]) if data.equity.height else data.capital
    lost = (metric("fees") or 0.0) + (metric("slippage") or 0.0)
    return [
        card(
            "Total return",
            figures.percent(metric("total_return"), signed=True),
            f"buy and hold {figures.percent(held, signed=True)}",
            f"a year {figures.percent(metric('cagr'), signed=True)}",
        ),
        card(
            "Maximum drawdown",
            figures.percent(metric("max_drawdown")),
            f"longest {figures.plain(metric('drawdown_length'))} sessions",
            f"Calmar {figures.plain(metric('calmar'))}",
        ),
        card(
            "Sharpe ratio",
            figures.plain(metric("sharpe")),
            f"standard error {figures.plain(metric('sharpe_standard_error'))}",
            f"P(above 0) {figures.percent(metric('probabilistic_sharpe'))}",
        ),
        card(
            "Trades",
            figures.plain(metric("trades")),
            f"won {figures.percent(metric('win_rate'))}",
            f"profit factor {figures.plain(metric('profit_factor'))}",
        ),
        card(
            "Final equity",
            figures.whole_money(final),
            f"from {figures.whole_money(data.capital)}",
            f"invested {figures.percent(metric('exposure'))}",
        ),
        card(
            "Fees and slippage",
            figures.whole_money(lost),
            f"fees {figures.whole_money(metric('fees'))}",
            f"breaks even at {figures.percent(metric('break_even_cost'))}",
        ),
    ]


def traded(data: ReportData) -> str:
    """How many trades there are, those still open apart."""
    still = data.trades["exit_ts"].null_count()
    closed = figures.plain(data.trades.height - still)
    return f"{closed} closed, {figures.plain(still)} open" if still else closed


def card(title: str, value: str, *lines: str) -> dict[str, Any]:
    """One key figure."""
    return {"title": title, "value": value, "lines": lines}


def bracket(found: Bracket | None) -> dict[str, Any] | None:
    """The bracket as a sentence, what it is worth, and its three rows."""
    if found is None:
        return None
    low, high = (figures.percent(value, signed=True) for value in (found.low(), found.high()))
    if not found.ambiguous_bars:
        sentence = (
            "In no bar was the order of stop and target in doubt:"
            f" every reading gives {low} total return."
        )
    else:
        share = figures.percent(found.share)
        bars = "1 bar" if found.ambiguous_bars == 1 else f"{found.ambiguous_bars:,} bars"
        sentence = (
            f"The total return lies between {low} and {high}: in {bars} both stop and target were"
            " in reach, and which came first is unknowable from bars."
            + (f" {share} of the profit hangs on it." if found.share is not None else "")
            + (
                " The two ends disagree on profit or loss."
                if found.low() < 0 < found.high()
                else ""
            )
        )
    if not found.is_bound:
        standing = "Not a bound: with these settings the result on finer data may lie outside."
    elif found.ambiguous_bars:
        standing = "A bound: with these settings, the result on finer data lies inside."
    else:
        standing = ""
    rows = [
        {
            "title": POLICIES[name],
            "total_return": figures.percent(outcome.total_return, signed=True),
            "final_equity": figures.money(outcome.final_equity),
        }
        for name, outcome in found.outcomes()
    ]
    return {"sentence": sentence, "standing": standing, "rows": rows}


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
