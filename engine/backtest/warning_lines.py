"""What a reader must know before believing a result."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ..data.instruments import NEVER_SPLIT
from ..data.intervals import DAY, parse
from ..data.moments import text
from ..data.sessions import annual, sessions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .market import Prepared
    from .simulation import Simulation
    from .spec import BacktestSpec

GAPS_NAMED = 3


def warnings(spec: BacktestSpec, prepared: Prepared, run: Simulation) -> tuple[str, ...]:
    """One line each, beginning with a fixed word that a program can look for."""
    return (
        *_own_signals(spec),
        *_leverage(spec),
        *_shorts(run),
        *_gaps(spec, prepared),
        *_never_ready(prepared),
        *_mixed_hours(spec, prepared),
        *_unadjusted(spec),
        *_ruin(run),
    )


def _own_signals(spec: BacktestSpec) -> Iterator[str]:
    if any(leg.strategy is None for leg in spec.legs):
        yield "lookahead: unchecked: the signals were given, not made by a strategy"


def _leverage(spec: BacktestSpec) -> Iterator[str]:
    if any(leg.risk.max_leverage > 1.0 for leg in spec.legs):
        yield "no_margin_calls: max_leverage is above 1, and no broker calls for margin in this run"


def _shorts(run: Simulation) -> Iterator[str]:
    if (run.trades["side"] < 0).any():
        yield "free_borrow: positions were held short, and no borrow fee was charged for them"


def _gaps(spec: BacktestSpec, prepared: Prepared) -> Iterator[str]:
    """Row 38: stretches without a bar that are longer than `max_age` sessions."""
    for symbol, risk in spec.risks.items():
        bars = prepared.bars[symbol]
        ts = bars.ts[np.isfinite(bars.close)]
        longest = risk.max_age
        elapsed = np.diff(sessions(ts, spec.calendar, parse(spec.interval)).astype(np.int64))
        wide = np.flatnonzero(elapsed > longest)
        for i in wide[:GAPS_NAMED]:
            yield (
                f"gap: {symbol} has no bar between {text(ts[i])} and {text(ts[i + 1])},"
                f" {elapsed[i] - 1} sessions"
            )
        if wide.size > GAPS_NAMED:
            yield f"gap: {symbol} has {wide.size - GAPS_NAMED} more gaps of over {longest} sessions"


def _never_ready(prepared: Prepared) -> Iterator[str]:
    for symbol, first in prepared.first.items():
        bars = int(np.isfinite(prepared.bars[symbol].close[first:]).sum())
        if 0 < bars <= prepared.ready[symbol]:
            yield (
                f"never_ready: {symbol} could not be traded: not all features of its strategy have"
                f" a value within its {bars} bars; take more bars, shorter periods, or a feature"
                " that such bars have"
            )


def _mixed_hours(spec: BacktestSpec, prepared: Prepared) -> Iterator[str]:
    """Row 57: daily bars of markets whose days end at different hours."""
    if parse(spec.interval) < DAY:
        return
    kinds = {
        each.symbol: each.calendar
        if each.calendar != "auto"
        else str(annual(prepared.bars[each.symbol].ts, "auto"))
        for each in spec.instruments
    }
    for (first, one), (second, other) in pairwise(kinds.items()):
        if one != other:
            yield (
                f"mixed_hours: {first} trades by calendar {one} and {second} by {other}: bars of"
                " one date are taken as one step though the days end at different hours"
            )
            return


def _unadjusted(spec: BacktestSpec) -> Iterator[str]:
    raw = [
        each.symbol
        for each in spec.instruments
        if each.adjusted == "no" and each.calendar not in NEVER_SPLIT
    ]
    if raw:
        yield f"unadjusted: prices of {', '.join(raw)} are not adjusted; a split looks like a crash"


def _ruin(run: Simulation) -> Iterator[str]:
    if run.state.account["ruined"][0]:
        yield "ruined: equity fell to zero or below; every position was closed at that mark"
