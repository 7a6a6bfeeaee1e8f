"""The curves over time: equity with its drawdown, rolling Sharpe ratio, exposure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from .rolling import rolling_sharpe
from .sessions import session_returns
from .thinning import Column, differences, extremes, numbers, seconds

if TYPE_CHECKING:
    import polars as pl

    from .data import ReportData

BUCKETS = 800
UNAVERAGED = 2_000  # bars whose exposure is drawn as it is
STEPS = 400


def equity_chart(data: ReportData) -> tuple[dict[str, Any], str]:
    """Equity, buy and hold and drawdown on common points, with a note where points were left out.

    Of every bucket of bars the lowest and highest mark of each curve and the deepest drawdown stay.
    """
    value = data.equity["value"].to_numpy()
    if not value.size:
        return {"t": [], "equity": [], "benchmark": [], "drawdown": []}, ""
    benchmark = aligned_benchmark(data)
    depth = drawdown(value, data.capital)
    columns = [value, depth] if benchmark is None else [value, benchmark, depth]
    kept = extremes(columns, BUCKETS)
    points: dict[str, Any] = {
        "t": times(data.equity)(kept),
        "equity": numbers(value[kept]),
        "benchmark": [] if benchmark is None else numbers(benchmark[kept]),
        "drawdown": [round(-100.0 * float(part), 4) for part in depth[kept]],
    }
    note = (
        f"Drawn from {kept.size:,} of {value.size:,} bars: the lowest and highest of every"
        f" {math.ceil(value.size / BUCKETS):,} bars, so no peak and no trough is missing."
        if kept.size < value.size
        else ""
    )
    return points, note


def over_time(data: ReportData) -> dict[str, Any]:
    """Rolling Sharpe ratio by sessions and exposure in percent by bars, or by means of several.

    Empty where undefined.
    """
    returns = session_returns(data)
    rolled = rolling_sharpe(returns["value"].to_numpy(), data.annual, data.risk_free)
    chart: dict[str, Any] = {"sharpe": {"t": [], "value": []}, "exposure": {"t": [], "gross": []}}
    if rolled is not None:
        known = np.flatnonzero(np.isfinite(rolled.values))
        if known.size:
            kept = known[extremes([rolled.values[known]], BUCKETS)]
            chart["sharpe"] = {"t": times(returns)(kept), "value": numbers(rolled.values[kept])}
    frame = data.exposure
    if frame is not None and frame.height:
        gross, net = (100.0 * frame[name].fill_null(0.0).to_numpy() for name in ("gross", "net"))
        width = 1 if gross.size <= UNAVERAGED else math.ceil(gross.size / STEPS)
        starts = np.arange(0, gross.size, width, dtype=np.int64)
        mean = np.diff(np.append(starts, gross.size))
        chart["exposure"] = {
            "t": times(frame)(starts),
            "gross": np.round(np.add.reduceat(gross, starts) / mean, 2).tolist(),
            "net": np.round(np.add.reduceat(net, starts) / mean, 2).tolist()
            if np.any(net < gross - 1e-9)
            else [],
            "averaged": width,
        }
    return chart


def times(frame: pl.DataFrame) -> Any:
    """A function from positions to the differences of the frame's times at them."""
    ts = frame["ts"].to_physical().to_numpy()
    return lambda kept: differences(seconds(ts[kept]))


def aligned_benchmark(data: ReportData) -> Column | None:
    """Buy and hold at the marks of equity: its last value at or before each."""
    if data.benchmark is None or data.benchmark.is_empty():
        return None
    joined = data.equity.select("ts").join_asof(
        data.benchmark.select("ts", "value"), on="ts", strategy="backward"
    )
    column: Column = joined["value"].fill_null(data.capital).to_numpy()
    return column


def drawdown(value: Column, capital: float) -> Column:
    """(n,) positive fraction lost since the highest mark so far; capital belongs to the peak."""
    peak = np.maximum(np.maximum.accumulate(value), capital)
    depth: Column = 1.0 - value / peak
    return depth
