"""From risk, cost and instrument settings to the records that the bar step reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from kernels.backtest.state import RULES
from kernels.enums import SizeAt, SizingKind, StopKind, TargetKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from ..risk.settings import Risk
    from .costs import Costs
    from .spec import BacktestSpec

MOVING = ("trailing_percent", "trailing_atr", "chandelier", "break_even", "time")
IBKR_FIXED = {"percent": 0.0, "per_share": 0.005, "minimum": 1.0, "maximum_percent": 0.01}


def rules(spec: BacktestSpec, ready: Mapping[str, int]) -> NDArray[np.void]:
    """(S,) read-only RULES, one a symbol.

    ready   by symbol the first of its own bars in the window whose signal counts
    """
    risks = spec.risks
    table = np.zeros(len(risks), RULES)
    for leg in spec.legs:
        members = set(leg.symbols)
        rows = [number for number, symbol in enumerate(risks) if symbol in members]
        for name, value in (_risk(leg.risk, len(risks)) | _costs(spec.costs)).items():
            table[name][rows] = value
        for j, (kind, value) in enumerate(leg.risk.stops):
            table["stops"]["kind"][rows, j] = StopKind[kind.upper()]
            table["stops"]["value"][rows, j] = value
        for j, (kind, value, part) in enumerate(leg.risk.targets):
            table["targets"]["kind"][rows, j] = TargetKind[kind.upper()]
            table["targets"]["value"][rows, j] = value
            table["targets"]["part"][rows, j] = part
    for name in ("tick", "multiplier"):
        table[name] = [getattr(each, name) for each in spec.instruments]
    table["lot"] = [risks[each.symbol].lot or each.lot for each in spec.instruments]
    table["ready"] = [ready.get(symbol, 0) for symbol in risks]
    table.flags.writeable = False
    return table


def default_fraction(risk: Risk, symbols: int) -> float:
    """Fraction of the equity that an entry gets: given, or 1/min(S, max_positions) (row 49)."""
    if risk.fraction is not None:
        return risk.fraction
    return 1.0 / min(symbols, risk.max_positions or symbols)


def _risk(risk: Risk, symbols: int) -> dict[str, Any]:
    return {
        "sizing": SizingKind[risk.sizing.upper()],
        "size_at": SizeAt[risk.size_at.upper()],
        "allow_short": risk.allow_short,
        "moving": any(kind in MOVING for kind, _ in risk.stops),
        "trail_after_target": risk.trail_after_target,
        "stop_count": len(risk.stops),
        "target_count": len(risk.targets),
        "cooldown": risk.cooldown,
        "entry_bars": risk.entry_bars,
        "max_age": risk.max_age,
        "max_positions": risk.max_positions or symbols,
        "fraction": default_fraction(risk, symbols),
        "quantity": risk.quantity or 0.0,
        "risk_per_trade": risk.risk_per_trade,
        "target_volatility": risk.target_volatility,
        "kelly_cap": risk.kelly_cap,
        "drawdown_scale": risk.drawdown_scale or np.inf,
        "max_leverage": risk.max_leverage,
    }


def _costs(costs: Costs) -> dict[str, float]:
    if costs.model == "ibkr_fixed":
        fees = IBKR_FIXED
    else:
        names = ("percent", "per_share", "minimum", "maximum_percent")
        fees = {name: getattr(costs, name) for name in names}
    return {**fees, "slippage": costs.slippage_bps / 10_000.0}
