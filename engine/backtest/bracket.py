"""How much of a result hangs on the order of high and low inside a bar, which nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kernels.enums import Intrabar

from ..risk.settings import FIXED_STOPS
from .report import Bracket, Outcome
from .simulation import Simulation, simulate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .market import Prepared
    from .spec import BacktestSpec


def bracket(
    spec: BacktestSpec, prepared: Prepared, rules: NDArray[np.void], run: Simulation
) -> Bracket:
    """The same run under all three intrabar policies.

    `share` is the distance of the two extreme results as a part of the run's own profit or loss.
    """
    runs = {Intrabar[spec.intrabar.upper()]: run}
    for policy in Intrabar:
        if policy not in runs:
            runs[policy] = simulate(prepared.market, rules, policy, spec.capital)
    outcomes = {
        policy.name.lower(): Outcome(
            total_return=float(each.equity[-1]) / spec.capital - 1.0,
            final_equity=float(each.equity[-1]),
        )
        for policy, each in runs.items()
    }
    finals = [outcome.final_equity for outcome in outcomes.values()]
    profit = float(run.equity[-1]) - spec.capital
    return Bracket(
        **outcomes,
        ambiguous_bars=int(run.state.account["ambiguous"][0]),
        share=(max(finals) - min(finals)) / abs(profit) if profit else None,
        is_bound=is_bound(spec),
    )


def is_bound(spec: BacktestSpec) -> bool:
    """Whether the true result provably lies between the pessimistic and the optimistic one.

    Both leave the market in the same bar and differ by a factor on equity only, if entries fill at
    the open, stop and target are fixed at the entry, quantities are fractions of equity without a
    lot, and costs are a share of value. One symbol (semantics row 58).
    """
    if len(spec.symbols) > 1:
        return False
    risk, costs, instrument = spec.legs[0].risk, spec.costs, spec.instruments[0]
    return (
        all(each.kind in FIXED_STOPS for each in risk.stops)
        and all(each.part == 1.0 for each in risk.targets)
        and risk.sizing == "fraction"
        and risk.drawdown_scale is None
        and risk.size_at == "fill"
        and not (risk.lot or instrument.lot or instrument.tick)
        and costs.model == "none"
        and not (costs.per_share or costs.minimum or costs.maximum_percent or costs.slippage_bps)
    )
