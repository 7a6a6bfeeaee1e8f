"""Returns a session, and what they make a month and a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from . import figures

if TYPE_CHECKING:
    from .data import ReportData

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
STEPS = (0.0, 0.01, 0.025, 0.05, 0.1)
"""Where a month's colour deepens, as fractions."""


def session_returns(data: ReportData) -> pl.DataFrame:
    """ts and value of each session; by dates in UTC where the run did not bring its sessions."""
    if data.returns is not None:
        return data.returns
    return daily_returns(data.equity, data.capital)


def daily_returns(equity: pl.DataFrame, capital: float) -> pl.DataFrame:
    """ts and value of each date in UTC: its last mark over that of the date before, less 1."""
    marks = equity.group_by(pl.col("ts").dt.date().alias("date"), maintain_order=True).agg(
        pl.col("ts").first(), pl.col("value").last()
    )
    before = pl.col("value").shift(1).fill_null(capital)
    change = pl.when(before > 0.0).then(pl.col("value") / before - 1.0).otherwise(0.0)
    return marks.select("ts", value=change)


def compounded(returns: pl.DataFrame, every: str) -> pl.DataFrame:
    """The first ts and the return of each "1mo" or "1y", by the date in UTC of a session."""
    start = pl.col("ts").dt.replace_time_zone(None).dt.truncate(every)
    return returns.group_by(start.alias("ts"), maintain_order=True).agg(
        ((pl.col("value").fill_null(0.0) + 1.0).product() - 1.0).alias("value")
    )


def monthly(returns: pl.DataFrame) -> list[dict[str, Any]]:
    """A row a year, the latest last: twelve cells and the whole year, each with its colour.

    A month without a session has an empty cell. Colours run from m5 (a loss of a tenth and more)
    over p0 to p5.
    """
    if returns.is_empty():
        return []
    years = {ts.year: value for ts, value in compounded(returns, "1y").iter_rows()}
    months = {(ts.year, ts.month): value for ts, value in compounded(returns, "1mo").iter_rows()}
    return [
        {
            "year": year,
            "months": [cell(months.get((year, month))) for month in range(1, 13)],
            "total": cell(total),
        }
        for year, total in years.items()
    ]


def cell(value: float | None) -> dict[str, str]:
    """The text of a return in percent with one decimal, and its colour."""
    if value is None:
        return {"text": "", "color": ""}
    depth = sum(abs(value) > step for step in STEPS)
    return {
        "text": f"{100.0 * value:+z.1f}" if abs(value) < 10.0 else f"{100.0 * value:+,.0f}",
        "color": f"{'p' if value >= 0.0 else 'm'}{depth}",
    }


def best_and_worst(returns: pl.DataFrame) -> list[tuple[str, str]]:
    """Months and sessions at their best and worst, and the share of months that earned."""
    if returns.is_empty():
        return []
    months = compounded(returns, "1mo")["value"]
    days = returns["value"].fill_null(0.0)
    share = float((months > 0.0).mean() or 0.0)  # type: ignore[arg-type]
    signed = [
        ("Best month", months.max()),
        ("Worst month", months.min()),
        ("Best session", days.max()),
        ("Worst session", days.min()),
    ]
    rows = [(title, figures.percent(float(value), signed=True)) for title, value in signed]  # type: ignore[arg-type]
    return [("Months that earned", figures.percent(share)), *rows]
