"""How much to buy."""

import math

from ..backtest.costs import affordable
from ..backtest.state import RECENT
from ..enums import SizingKind
from ..jit import Record, step_kernel

FEWEST_TRADES = 20  # below these the Kelly fraction is not known, and `fraction` is used


@step_kernel
def kelly(book: Record) -> float:
    """W - (1-W)/payoff of the symbol's last trades (semantics rows 26 and 61).

    returns   inf without a loss, -inf without a win
    """
    count = min(book.closed, RECENT)
    wins = losses = 0
    won = lost = 0.0
    for j in range(count):
        pnl = book.recent[(book.closed - count + j) % RECENT]
        if pnl > 0.0:
            wins += 1
            won += pnl
        elif pnl < 0.0:
            losses += 1
            lost -= pnl
    if wins == 0:
        return -math.inf
    if losses == 0:
        return math.inf
    share = wins / count
    payoff = (won / wins) / (lost / losses)
    return share - (1.0 - share) / payoff


@step_kernel
def share(rule: Record, book: Record, volatility: float) -> float:
    """Share of the equity that an entry gets: NaN with an unknown volatility, 0 without an edge."""
    if rule.sizing == SizingKind.VOLATILITY:
        return rule.target_volatility / volatility if volatility > 0.0 else math.nan
    if rule.sizing == SizingKind.KELLY and book.closed >= FEWEST_TRADES:
        return max(min(kelly(book), rule.kelly_cap), 0.0)
    return rule.fraction


@step_kernel
def wanted(
    rule: Record,
    side: int,
    equity: float,
    price: float,
    stop: float,
    fraction: float,
    scale: float,
) -> float:
    """Quantity that the sizing rule asks for at `price`, before buying power and lot.

    quantity   the given number
    risk       equity * risk_per_trade / distance to the stop (row 61); 0 where it is not above 0
    others     the largest quantity whose value and fee are within fraction * equity (row 7)
    `scale` multiplies each.
    """
    if rule.sizing == SizingKind.QUANTITY:
        return rule.quantity * scale
    if rule.sizing == SizingKind.RISK:
        distance = side * (price - stop) * rule.multiplier
        return equity * rule.risk_per_trade * scale / distance if distance > 0.0 else 0.0
    return affordable(rule, fraction * equity * scale, price)
