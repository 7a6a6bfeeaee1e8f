"""What a report says first: the key figures, and how much of them bars can prove."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import figures

if TYPE_CHECKING:
    from .data import Bracket, ReportData

POLICIES = {
    "pessimistic": "Pessimistic: the stop fills first",
    "optimistic": "Optimistic: the target fills first",
    "ohlc_path": "OHLC path: the extreme nearer to the open comes first",
}


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
            f"longest {figures.figure(metric('drawdown_length'), 'sessions')}",
            f"Calmar {figures.plain(metric('calmar'))}",
        ),
        card(
            "Sharpe ratio",
            figures.plain(metric("sharpe")),
            f"standard error {figures.plain(metric('sharpe_standard_error'))}",
            f"P(above 0) {figures.probability(metric('probabilistic_sharpe'))}",
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
            f"could bear {figures.percent(metric('break_even_cost'), signed=True)}",
        ),
    ]


def luck(data: ReportData) -> list[tuple[str, str]]:
    """What is known so far of how much of the Sharpe ratio is chance."""
    metric = data.metrics.get
    ratio, needed = metric("sharpe"), metric("minimum_track_record")
    never = figures.NOTHING if ratio is None or ratio > 0.0 else "more than any"
    return [
        ("Sharpe ratio", figures.plain(metric("sharpe"))),
        ("Its standard error", figures.plain(metric("sharpe_standard_error"))),
        ("Probability that it is above 0", figures.probability(metric("probabilistic_sharpe"))),
        (
            "Sessions needed to be 95% sure",
            never if needed is None else figures.plain(round(needed)),
        ),
        ("Sessions in this run", figures.plain(data.sessions)),
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
        bars = figures.counted(found.ambiguous_bars, "bar")
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
