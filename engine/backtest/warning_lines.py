"""What a reader must know before believing a result."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from kernels.backtest.state import ENTRY
from kernels.enums import ExitReason, OrderStatus, Reason, SignalType

from ..data.instruments import NEVER_SPLIT
from ..data.intervals import DAY, parse
from ..data.moments import text
from ..data.sessions import annual, sessions
from ..indicators.columns import settled
from ..indicators.feature import Feature
from ..risk.settings import Risk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..strategies.base import BaseStrategy
    from .market import Prepared
    from .report import Bracket
    from .simulation import Simulation
    from .spec import BacktestSpec

GAPS_NAMED = 3


def warnings(
    spec: BacktestSpec,
    strategies: Sequence[BaseStrategy | None],
    prepared: Prepared,
    run: Simulation,
) -> tuple[str, ...]:
    """One line each, beginning with a fixed word that a program can look for."""
    return (
        *_own_signals(spec),
        *_without_effect(spec),
        *_displaced(spec, strategies),
        *_cut(run),
        *_close_stops(spec, prepared, run),
        *_short_history(spec, strategies, prepared),
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


def unsigned(found: Bracket) -> tuple[str, ...]:
    """A line where the order of high and low inside bars decides between gain and loss."""
    low, high = found.low(), found.high()
    if not low < 0.0 < high:
        return ()
    bars = "1 bar" if found.ambiguous_bars == 1 else f"{found.ambiguous_bars:,} bars"
    return (
        f"sign_unknown: the total return lies between {low:+.2%} and {high:+.2%}, by the order of"
        f" high and low inside {bars}, which nobody knows: it is neither a gain nor a loss",
    )


UNUSED = {
    "quantity": ("sizing", "quantity"),
    "risk_per_trade": ("sizing", "risk"),
    "target_volatility": ("sizing", "volatility"),
    "kelly_cap": ("sizing", "kelly"),
}


def _without_effect(spec: BacktestSpec) -> Iterator[str]:
    """Settings that were given and that nothing reads."""
    usual = Risk()
    for risk in dict.fromkeys(leg.risk for leg in spec.legs):
        idle = [
            (name, f"{by}={risk.sizing}")
            for name, (by, kind) in UNUSED.items()
            if getattr(risk, name) != getattr(usual, name) and risk.sizing != kind
        ]
        if risk.stop == "none" and risk.stop_value is not None:
            idle.append(("stop_value", "stop=none"))
        if risk.target == "none":
            named = [each for each in ("target_value", "target_part") if getattr(risk, each)]
            idle += [(name, "target=none") for name in named]
        if risk.atr_period != usual.atr_period and not risk.needs_atr:
            idle.append(("atr_period", "no stop or target in ATR"))
        for name, why in idle:
            value = getattr(risk, name)
            yield f"no_effect: risk {name}={value} changes nothing with {why}"


def _displaced(spec: BacktestSpec, strategies: Sequence[BaseStrategy | None]) -> Iterator[str]:
    """Row 62: prices that come with the signals, in the place of what was set."""
    for leg, strategy in zip(spec.legs, strategies, strict=True):
        if strategy is None:
            continue
        for name, kinds in (("stop", leg.risk.first_stops), ("target", leg.risk.targets)):
            if name in strategy.columns and kinds:
                given = ",".join(each.kind for each in kinds)
                yield (
                    f"displaced: {strategy.name} names a {name} of its own with its signals; risk"
                    f" {name}={given} counts only where it names none"
                )


def _cut(run: Simulation) -> Iterator[str]:
    """Row 50: entries that were bought smaller than their rule asked for."""
    events = run.events
    entries = (events["purpose"] == ENTRY) & (events["status"] == OrderStatus.FILLED)
    cut = int((entries & (events["reason"] == Reason.CUT)).sum())
    if cut:
        yield (
            f"cut: {cut:,} of {int(entries.sum()):,} entries were bought smaller than the sizing"
            " asked for, as the buying power was not enough"
        )


def _close_stops(spec: BacktestSpec, prepared: Prepared, run: Simulation) -> Iterator[str]:
    """Stops that are nearer to their entries than the bars are high."""
    events = run.events
    entered = (events["purpose"] == ENTRY) & (events["status"] == OrderStatus.FILLED)
    stop = (events["purpose"] == ExitReason.STOP) & (events["status"] == OrderStatus.WORKING)
    for s, symbol in enumerate(spec.symbols):
        own = events[(entered | stop) & (events["symbol"] == s)]
        entry, first_stop = own[:-1], own[1:]
        placed = (entry["purpose"] == ENTRY) & (first_stop["purpose"] == ExitReason.STOP)
        placed &= first_stop["signal"] != SignalType.HOLD  # else it only began to trail there
        if not placed.any():
            continue
        distance = float(np.median(np.abs(first_stop["level"] - entry["price"])[placed]))
        spans = prepared.market.high[:, s] - prepared.market.low[:, s]
        span = float(np.nanmedian(spans))
        if distance < span:
            yield (
                f"not_testable: {symbol}'s stops begin {distance:.6g} from the entry (median) and"
                f" its {spec.interval} bars span {span:.6g}: inside one bar nobody knows what"
                " comes first; take shorter bars or a wider stop"
            )


def _short_history(
    spec: BacktestSpec, strategies: Sequence[BaseStrategy | None], prepared: Prepared
) -> Iterator[str]:
    """Too few bars before the window for the features to forget where the data begins."""
    if spec.start is None:
        return
    atr = prepared.market.atr
    for leg, strategy in zip(spec.legs, strategies, strict=True):
        features = [] if strategy is None else list(strategy.features().values())
        stop = Feature("atr", "high", "low", "close", leg.risk.atr_period)
        for symbol in leg.symbols:
            bars, there = prepared.bars[symbol], prepared.first[symbol]
            reads_atr = atr.size and np.isfinite(atr[:, spec.symbols.index(symbol)]).any()
            read = [*features, stop] if reads_atr else features
            by_need = {settled(each, bars): each for each in read}
            need = max(by_need, default=0)
            if there < need:
                least = "at least " if need == bars.ts.size else ""
                yield (
                    f"warm_up: {symbol} has {there:,} bars before {spec.start}, and {by_need[need]}"
                    f" needs {least}{need:,} to forget where the data begins: give earlier bars or"
                    " a later --from"
                )


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
