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
    "chandelier": [0.5, 1.0, 2.0, 3.0],
    "break_even": [0.25, 0.5, 1.0, 2.0],
    "time": [1, 1, 2, 4, 9],
}
TRAILING = ("trailing_percent", "trailing_atr", "chandelier")
PRICED = ("percent", "atr", *TRAILING)
STOP_SETS = [
    (),
    (),
    *((kind,) for kind in PRICED),
    ("time",),
    ("percent", "time"),
    ("percent", "break_even"),
    ("atr", "chandelier"),
    ("trailing_percent", "atr"),
    ("chandelier", "trailing_percent", "time"),
    ("trailing_atr", "break_even", "percent", "time"),
    tuple(STOPS),
]
TARGETS = {
    "percent": [0.001, 0.01, 0.02, 0.04, 0.04, 1.5],
    "r": [0.5, 1.0, 2.0, 3.0],
    "atr": [0.5, 1.0, 2.0],
}
TARGET_SETS = [
    (),
    (),
    *((kind,) for kind in TARGETS),
    ("percent", "percent"),
    ("r", "r"),
    ("r", "atr", "percent"),
]
PARTS = {
    1: [None, None, None, 0.5, 0.9],
    2: [(0.5, 0.5), (0.4, 0.6), (0.3, 0.3)],
    3: [(1 / 3, 1 / 3, 1 / 3), (0.5, 0.25, 0.25), (0.1, 0.2, 0.3)],
}
SIZINGS = ["fraction", "fraction", "quantity", "risk", "risk", "volatility", "kelly"]
OWN_PRICES = [
    *[()] * 4,
    ("stop",),
    ("target",),
    ("stop", "target"),
    ("limit",),
    ("trigger",),
    ("limit", "trigger"),
    ("stop", "target", "limit", "trigger"),
]


@dataclass(frozen=True)
class Case:
    """One whole backtest: what the account oracle's `simulate` takes.

    markets is per symbol, in account order, lists of plain numbers: ts, open, high, low, close,
    signal, strength, atr, volatility, and in all symbols or none stop, target, limit and trigger
    (all from strength on NaN where absent); ready is per symbol a row.
    """

    markets: dict[str, dict[str, list]]
    capital: float
    rules: dict[str, Rules]
    costs: Costs
    intrabar: str
    ready: dict[str, int]


def risk(pick: Pick, price: float, capital: float, own: Sequence[str] = ()) -> Risk:
    """Risk settings for a symbol of about that price; own are the prices that signals bring."""
    kinds = pick(STOP_SETS)
    targets = pick(TARGET_SETS)
    part = pick(PARTS[len(targets)]) if targets else None
    is_partial = part in (0.5, 0.9, (0.3, 0.3), (0.1, 0.2, 0.3))
    trails_late = is_partial and any(kind in TRAILING for kind in kinds) and pick([True, False])
    first = PRICED[:2] if trails_late else PRICED
    if "stop" not in own and not any(kind in first for kind in kinds):
        kinds = tuple(kind for kind in kinds if kind != "break_even")
        if "r" in targets:
            targets, part, trails_late = (), None, False
    sizing = pick(SIZINGS)
    if sizing == "risk" and "stop" not in own and not any(kind in first for kind in kinds):
        sizing = "fraction"
    return Risk(
        sizing=sizing,
        fraction=pick([None, None, 0.1, 0.5, 1.0, 1.0, 2.5]),
        quantity=pick([0.001, 0.1, 0.1, 0.4, 0.4, 0.9, 1.5]) * capital / price,
        risk_per_trade=pick([0.001, 0.01, 0.01, 0.05, 0.5]),
        target_volatility=pick([0.15, 0.05, 0.4]),
        kelly_cap=pick([0.25, 0.25, 1.0]),
        drawdown_scale=pick([None, None, None, None, None, None, 0.05, 0.2, 1.0]),
        max_positions=pick([None, None, None, 1, 2]),
        stop=kinds,
        stop_value=tuple(pick(STOPS[kind]) for kind in kinds),
        target=targets,
        target_value=tuple(pick(TARGETS[kind]) for kind in targets),
        target_part=part,
        trail_after_target=trails_late,
        size_at=pick(["fill", "fill", "signal"]),
        max_leverage=pick([1.0, 1.0, 1.0, 2.0, 10.0, 10.0]),
        allow_short=pick([True, True, False]),
        lot=pick([0.0, 0.0, 0.0, 0.001, 1.0, 100.0]),
        max_age=pick([5, 5, 1, 2, 30]),
        entry_bars=pick([1, 1, 2, 5]),
        cooldown=pick([0, 0, 0, 1, 3]),
    )


def rules(
    pick: Pick, price: float, capital: float, ticks: Sequence[float], own: Sequence[str] = ()
) -> Rules:
    """Rules of one symbol; ticks are the tick sizes that its prices bear."""
    tick = pick([0.0, 0.0, *ticks])
    multiplier = pick([1.0, 1.0, 1.0, 1.0, 5.0, 0.1])
    return Rules(risk(pick, price * multiplier, capital, own), tick, multiplier)


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
