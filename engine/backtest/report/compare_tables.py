"""The tables of a report on several runs, and its curves on one time axis."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from ..metrics import CATALOG
from . import figures, sessions
from .curves import drawdown
from .thinning import differences, extremes, numbers, seconds

if TYPE_CHECKING:
    from datetime import datetime

    from .compare_data import CompareData, ComparedRun

BUCKETS = 600
COMMON = 20  # days with a return of both that a correlation needs
SETTINGS = 80
COLORS = ("--blue", "--orange", "--one", "--two", "--three", "--four", "--five", "--candle")


def common(data: CompareData) -> tuple[datetime, datetime] | None:
    """First and last moment at which every run has a mark; None where there is none."""
    start, end = max(run.start for run in data.runs), min(run.end for run in data.runs)
    return (start, end) if start <= end else None


def curves(data: CompareData) -> dict[str, Any]:
    """Each run's growth, 100 where the common time begins, and its drawdown, on common points.

    Without a common time every run is drawn where it is, from 100 at its own beginning.
    """
    span = common(data)
    every = pl.concat([run.equity["ts"] for run in data.runs]).unique().sort()
    if span is not None:
        every = every.filter(every.is_between(*span))
    axis = every.to_frame()
    grown, depths = [], []
    for run in data.runs:
        value = run.equity["value"].to_numpy()
        frame = run.equity.select("ts", "value", lost=pl.Series(drawdown(value, run.capital)))
        at = axis.join_asof(frame, on="ts", strategy="backward")
        if span is None:
            at = at.with_columns(
                pl.when(pl.col("ts") <= run.end).then(pl.col(name)).alias(name)
                for name in ("value", "lost")
            )
        grown.append(at["value"].cast(pl.Float64).fill_null(np.nan).to_numpy() / base(run, span))
        depths.append(at["lost"].cast(pl.Float64).fill_null(np.nan).to_numpy())
    kept = extremes([np.nan_to_num(column) for column in (*grown, *depths)], BUCKETS)
    return {
        "t": differences(seconds(every.to_physical().to_numpy()[kept])),
        "runs": [
            {
                "name": f"{run.label} {run.strategy}",
                "color": COLORS[at % len(COLORS)],
                "index": numbers(100.0 * grown[at][kept]),
                "drawdown": numbers(-100.0 * depths[at][kept]),
            }
            for at, run in enumerate(data.runs)
        ],
    }


def base(run: ComparedRun, span: tuple[datetime, datetime] | None) -> float:
    """What counts as 100: the last mark before the common time, the capital where there is none."""
    if span is None:
        return run.capital
    before = run.equity.filter(pl.col("ts") < span[0])["value"]
    return float(before[-1]) if before.len() and before[-1] > 0.0 else run.capital


def metric_groups(data: CompareData) -> list[dict[str, Any]]:
    """Every metric by group: a value a run, and how each differs from the first."""
    keys = dict.fromkeys(key for run in data.runs for key in run.metrics if key in CATALOG)
    groups = []
    for title, members in figures.grouped(keys):
        rows = []
        for key in members:
            row, first = CATALOG[key], data.runs[0].metrics.get(key)
            cells = []
            for at, run in enumerate(data.runs):
                value = run.metrics.get(key)
                cells.append(
                    {
                        "text": figures.figure(value, row.unit),
                        "change": difference(value, first, row.unit) if at else "",
                        "kind": kind(value, first, row.better) if at else "",
                    }
                )
            rows.append({"title": row.title, "formula": row.formula, "cells": cells})
        groups.append({"title": title, "rows": rows})
    return groups


def difference(value: float | None, first: float | None, unit: str) -> str:
    """How far a value is from the first run's; fractions in percentage points."""
    if value is None or first is None:
        return ""
    change = value - first
    if not math.isfinite(change) or change == 0.0:
        return "the same" if change == 0.0 else ""
    if unit == "fraction":
        return f"{100.0 * change:+z,.2f} pp"
    if unit == "money":
        return figures.money(change, signed=True)
    return f"{'+' if change > 0 else ''}{figures.plain(change)}"


def kind(value: float | None, first: float | None, better: str | None) -> str:
    """Whether a value is better or worse than the first run's; empty where neither can be said."""
    if value is None or first is None or better is None or value == first:
        return ""
    return "better" if (value > first) == (better == "higher") else "worse"


def settings(data: CompareData) -> dict[str, Any]:
    """The settings that differ, as text; data by the beginning of their hashes."""
    rows = [
        (name, [shown(name, value) for value in values]) for name, values in data.settings.items()
    ]
    return {"rows": rows[:SETTINGS], "left_out": max(0, len(rows) - SETTINGS)}


def shown(name: str, value: Any) -> str:
    """A setting's value; a hash by its first 16 digits."""
    if value is None:
        return figures.NOTHING
    text = figures.setting(value)
    return text[:16] if name.startswith("data.") or name.endswith("code") else text


def correlations(data: CompareData) -> list[list[str]]:
    """Correlation of daily returns of each two runs over the dates that both have; 1 with itself.

    A dash below 20 common dates, and where a run did not move.
    """
    daily = [
        sessions.daily_returns(run.equity, run.capital).select(
            pl.col("ts").dt.date().alias("date"), "value"
        )
        for run in data.runs
    ]
    table = [["1.00" if i == j else "" for j in range(len(daily))] for i in range(len(daily))]
    for i, j in combinations(range(len(daily)), 2):
        both = daily[i].join(daily[j], on="date", suffix="_other")
        found = pl.select(pl.corr(both["value"], both["value_other"])).item()
        known = both.height >= COMMON and found is not None and math.isfinite(found)
        table[i][j] = table[j][i] = f"{found:z.2f}" if known else figures.NOTHING
    return table


def calendar(data: CompareData, every: str) -> list[dict[str, Any]]:
    """A row a month ("1mo") or year ("1y") that any run has, with a coloured cell a run."""
    parts = []
    for run in data.runs:
        daily = sessions.daily_returns(run.equity, run.capital)
        parts.append(dict(sessions.compounded(daily, every).iter_rows()))
    pattern = "%Y-%m" if every == "1mo" else "%Y"
    return [
        {"title": ts.strftime(pattern), "cells": [sessions.cell(part.get(ts)) for part in parts]}
        for ts in sorted({ts for part in parts for ts in part})
    ]
