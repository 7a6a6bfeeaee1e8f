"""The worst drawdowns: when each began, where it ended, how long it lasted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from . import figures
from .sessions import session_returns

if TYPE_CHECKING:
    import polars as pl

    from .data import ReportData
    from .thinning import Column

LISTED = 5


class Drawdown(NamedTuple):
    """Positions of its peak (-1: the starting capital), trough and recovery (None: open)."""

    peak: int
    trough: int
    recovery: int | None
    depth: float


def drawdowns(value: Column, capital: float) -> list[Drawdown]:
    """Every drawdown of a curve in time order: from a peak to the first mark at or above it."""
    marks = np.concatenate([[capital], value])
    peak = np.maximum.accumulate(marks)
    under = np.flatnonzero(marks < peak)
    found = []
    for run in np.split(under, np.flatnonzero(np.diff(under) > 1) + 1):
        if not run.size:
            continue
        trough = int(run[np.argmin(marks[run])])
        after = int(run[-1]) + 1
        found.append(
            Drawdown(
                peak=int(run[0]) - 2,
                trough=trough - 1,
                recovery=after - 1 if after < marks.size else None,
                depth=float(1.0 - marks[trough] / peak[trough]),
            )
        )
    return found


def worst(data: ReportData) -> list[dict[str, Any]]:
    """The run's five deepest."""
    return deepest(data.equity, data.capital, session_returns(data), data.is_intraday())


def deepest(
    equity: pl.DataFrame, capital: float, sessions: pl.DataFrame, timed: bool, listed: int = LISTED
) -> list[dict[str, Any]]:
    """The deepest drawdowns, deepest first, as rows of text; lengths in sessions, as in metrics.

    equity   ts, value of each bar; `sessions` has the ts of each session's first bar
    timed    whether times of day are worth printing
    """
    value = equity["value"].to_numpy()
    ts = equity["ts"].dt.replace_time_zone(None)
    number = session_numbers(equity, sessions)
    rows = []
    for each in sorted(drawdowns(value, capital), key=lambda one: -one.depth)[:listed]:
        end = value.size - 1 if each.recovery is None else each.recovery
        start = -1 if each.peak < 0 else int(number[each.peak])
        down, whole = int(number[each.trough]) - start, int(number[end]) - start
        rows.append(
            {
                "depth": figures.percent(each.depth),
                "peak": "the start" if each.peak < 0 else figures.moment(ts[each.peak], timed),
                "trough": figures.moment(ts[each.trough], timed),
                "recovery": "not yet"
                if each.recovery is None
                else figures.moment(ts[each.recovery], timed),
                "down": figures.plain(down),
                "length": figures.plain(whole),
            }
        )
    return rows


def session_numbers(equity: pl.DataFrame, sessions: pl.DataFrame) -> Column:
    """(n,) number of the session that each mark belongs to, from 0."""
    starts = sessions["ts"].to_physical().to_numpy()
    marks = equity["ts"].to_physical().to_numpy()
    number: Column = np.searchsorted(starts, marks, side="right").astype(np.float64) - 1.0
    return number
