"""Bars that should be there and are not, and bars where none should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..calendars import covered, gaps, is_open, session_of, sessions_of
from ..intervals import DAY
from ..sessions import PLAIN, sessions
from .findings import Finding, by_share, found

if TYPE_CHECKING:
    from kernels.bars import Bars

LONGEST = 5  # sessions without a bar that need no word where no calendar is known
SHORT = 0.5  # of the usual number of bars


def calendar(bars: Bars, interval: int, name: str) -> list[Finding]:
    """Findings about when bars are; `name` is an exchange's code, or a calendar without one."""
    if interval > DAY or bars.ts.size < 2:
        return []
    return _guessed(bars, interval, name) if name in PLAIN else _known(bars, interval, name)


def _known(bars: Bars, interval: int, name: str) -> list[Finding]:
    table = sessions_of(name)
    ts = bars.ts[covered(bars.ts, table)]
    if ts.size < 2:
        return []
    stretches = gaps(ts, interval, table)
    absent = sum(each.bars for each in stretches)
    out = found(
        "gap",
        by_share(absent / (absent + ts.size), 0.001, 0.05),
        np.array([each.start for each in stretches], np.int64),
        f"missing bars of {name}: {absent} in {len(stretches)} stretches",
        "download or import them, or waive the gap by name",
        len(stretches),
    )
    if interval >= DAY:
        stray = ts[session_of(ts, table, interval) < 0]
        problem = f"daily bars on dates without a session of {name}: {stray.size}"
        severity = by_share(stray.size / ts.size, 0.0005, 0.02)
    else:
        stray = ts[~is_open(ts, table)]
        problem = f"bars outside the sessions of {name}: {stray.size}"
        severity = "note"
    return out + found("outside", severity, stray, problem, "say another calendar, or remove them")


def _guessed(bars: Bars, interval: int, name: str) -> list[Finding]:
    """Without an exchange only what the series itself makes likely."""
    session = sessions(bars.ts, name, interval).astype(np.int64)
    elapsed = np.diff(session)
    wide = np.flatnonzero(elapsed > LONGEST)
    absent = int((elapsed[wide] - 1).sum())
    out = found(
        "gap",
        by_share(absent / (absent + np.unique(session).size), 0.01, 0.2),
        bars.ts[wide],
        f"gaps of more than {LONGEST} sessions, a guess without a calendar: {wide.size}",
        "say the exchange, for example --calendar XNYS",
    )
    if interval >= DAY:
        return out
    _, first, count = np.unique(session, return_index=True, return_counts=True)
    short = count[1:-1] < SHORT * np.median(count)
    return out + found(
        "short_session",
        by_share(short.sum() / max(1, short.size), 0.02, 0.3),
        bars.ts[first[1:-1][short]],
        f"sessions with less than half of the usual bars, a guess: {int(short.sum())}",
        "say the exchange, for example --calendar XNYS",
    )
