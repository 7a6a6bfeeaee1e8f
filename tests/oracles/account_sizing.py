"""How much an entry wants, written from semantics rows 7, 22, 49 and 61."""

import math
from collections.abc import Sequence

from engine.backtest.costs import Costs

from .account_levels import first_stop
from .account_prices import affordable
from .account_records import Entry, Rules

KELLY_TRADES, KELLY_LEAST = 50, 20


def size(order: Entry, price: float, equity: float, rules: Rules, costs: Costs) -> float:
    """What the sizing rule wants at that price, before buying power and lots.

    A stop that is not on the far side of the price leaves no risk to measure, and wants nothing.
    """
    risk = rules.risk
    if order.weight == 0.0 or (equity <= 0.0 and risk.sizing != "quantity"):
        return 0.0
    if risk.sizing == "quantity":
        return risk.quantity * order.weight
    if risk.sizing != "risk":
        return affordable(order.share * order.weight * equity, price * rules.multiplier, costs)
    level = first_stop(order.side, price, order.atr, order.stop, rules)
    distance = order.side * (price - level) * rules.multiplier
    if distance <= 0.0:
        return 0.0
    return equity * risk.risk_per_trade * order.weight / distance


def volatility_share(volatility: float, rules: Rules) -> float | None:
    """Share of equity that brings a yearly deviation to the target's; None where there is none."""
    if math.isnan(volatility) or volatility <= 0.0:
        return None
    return rules.risk.target_volatility / volatility


def kelly_share(pnls: Sequence[float], usual: float, rules: Rules) -> float | None:
    """Kelly's share over the latest closed trades, capped; None where they show no edge.

    usual  the share while the trades are too few to tell
    """
    latest = pnls[-KELLY_TRADES:]
    if len(latest) < KELLY_LEAST:
        return usual
    wins = [pnl for pnl in latest if pnl > 0.0]
    losses = [-pnl for pnl in latest if pnl < 0.0]
    if not wins:
        return None
    if not losses:
        return rules.risk.kelly_cap
    rate = len(wins) / len(latest)
    payoff = (sum(wins) / len(wins)) / (sum(losses) / len(losses))
    edge = rate - (1.0 - rate) / payoff
    return min(rules.risk.kelly_cap, edge) if edge > 0.0 else None


def drawdown_scale(marks: Sequence[float], capital: float, rules: Rules) -> float:
    """What a drawdown leaves of a size: 1 at the highest mark, 0 at `drawdown_scale` below it."""
    if rules.risk.drawdown_scale is None:
        return 1.0
    highest = max(capital, *marks)
    drawdown = (highest - marks[-1]) / highest
    return max(0.0, 1.0 - drawdown / rules.risk.drawdown_scale)
