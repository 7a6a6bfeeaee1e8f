"""Risk rules, costs and account settings at random, common values and extremes alike.

Every function takes `pick`, which chooses one of a list: a seeded generator's choice or a
hypothesis draw, so that both kinds of generator share one set of values.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from engine.backtest.costs import Costs
from engine.risk.settings import Risk

from .oracles.account_records import Rules

Pick = Callable[[Sequence[Any]], Any]

CAPITALS = [100_000.0, 10_000.0, 1_000.0, 37.5, 1e6]
INTRABAR = ["pessimistic", "pessimistic", "optimistic", "ohlc_path"]
READY = [0, 0, 0, 2, 7]

STOPS = {
    "percent": [0.001, 0.02, 0.02, 0.05, 0.1, 0.5, 0.95],
    "trailing_percent": [0.001, 0.02, 0.05, 0.05, 0.2],
    "atr": [0.5, 1.0, 2.0, 3.0],
    "trailing_atr": [0.5, 1.0, 2.0, 3.0],
}
TARGETS = {"percent": [0.001, 0.01, 0.02, 0.04, 0.04, 1.5], "r": [0.5, 1.0, 2.0, 3.0]}


@dataclass(frozen=True)
class Case:
    """One whole backtest: what the account oracle's `simulate` takes.

    markets is per symbol, in account order, lists of plain numbers: ts, open, high, low, close,
    signal, strength, atr (strength and atr NaN where absent); ready is per symbol a row.
    """

    markets: dict[str, dict[str, list]]
    capital: float
    rules: dict[str, Rules]
    costs: Costs
    intrabar: str
    ready: dict[str, int]


def risk(pick: Pick, price: float, capital: float) -> Risk:
    """Risk settings for a symbol of about that price."""
    stop = pick(["none", *STOPS])
    target = pick(["none", "percent"] if stop == "none" else ["none", *TARGETS])
    sizing = pick(["fraction", "fraction", "quantity", "none" if stop == "none" else "risk"])
    if sizing == "none":
        sizing = "fraction"
    return Risk(
        sizing=sizing,
        fraction=pick([None, None, 0.1, 0.5, 1.0, 1.0, 2.5]),
        quantity=pick([0.001, 0.1, 0.1, 0.4, 0.4, 0.9, 1.5]) * capital / price,
        risk_per_trade=pick([0.001, 0.01, 0.01, 0.05, 0.5]),
        max_positions=pick([None, None, None, 1, 2]),
        stop=stop,
        stop_value=None if stop == "none" else pick(STOPS[stop]),
        target=target,
        target_value=None if target == "none" else pick(TARGETS[target]),
        size_at=pick(["fill", "fill", "signal"]),
        max_leverage=pick([1.0, 1.0, 1.0, 2.0, 10.0]),
        allow_short=pick([True, True, False]),
        lot=pick([0.0, 0.0, 0.0, 0.001, 1.0, 100.0]),
        max_age=pick([5, 5, 1, 2, 30]),
    )


def rules(pick: Pick, price: float, capital: float, ticks: Sequence[float]) -> Rules:
    """Rules of one symbol; ticks are the tick sizes that its prices bear."""
    tick = pick([0.0, 0.0, *ticks])
    multiplier = pick([1.0, 1.0, 1.0, 1.0, 5.0, 0.1])
    return Rules(risk(pick, price * multiplier, capital), tick, multiplier)


def costs(pick: Pick, price: float, capital: float) -> Costs:
    """Costs from none to absurd."""
    kind = pick(["none", "percent", "percent", "share", "all", "model"])
    slippage = pick([0.0, 0.0, 0.0, 5.0, 5.0, 50.0, 500.0])
    if kind == "none":
        return Costs(slippage_bps=slippage)
    if kind == "model":
        return Costs(model="ibkr_fixed", slippage_bps=slippage)
    percent = (
        pick([0.0005, 0.001, 0.001, 0.001, 0.005, 0.02, 0.2]) if kind in ("percent", "all") else 0.0
    )
    if kind == "percent":
        return Costs(percent=percent, slippage_bps=slippage)
    return Costs(
        percent=percent,
        per_share=pick([0.005, 0.0001 * price, 0.0001 * price, 0.01 * price, price]),
        minimum=pick([0.0, 1.0, 0.0002 * capital, 0.0002 * capital, 0.05 * capital]),
        maximum_percent=pick([0.0, 0.0, 0.005, 0.05]),
        slippage_bps=slippage,
    )
