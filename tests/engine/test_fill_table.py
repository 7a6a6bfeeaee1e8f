"""Field rule 8: the documented table of fills, every row of it under every policy.

docs/semantics.md, rows 9, 15 and 16: an order that the open is beyond fills at the open, one that
is touched later fills at its level, and only market orders and stops slip.
"""

import math

import numpy as np
import pytest
from hypothesis import given

from kernels.backtest.state import ENTRY
from kernels.enums import ExitReason, OrderType

from .random_accounts import drawn, fills_of, prepared, simulated
from .small_markets import BUY, CLOSE, SELL, fills, flat, market, rows, run

# where the bar opens, seen from the level: short of it, at it, beyond it; how far the bar reaches;
# what the order fills at. The same for buy and sell, which a mirror changes into each other.
TABLE = [
    ("short", "not", None),
    ("short", "touched", "level"),
    ("short", "passed", "level"),
    ("at", "touched", "open"),
    ("at", "passed", "open"),
    ("beyond", "passed", "open"),
]
ORDERS = [("stop", "buy"), ("stop", "sell"), ("limit", "buy"), ("limit", "sell")]
OPENS = {"short": -2.0, "at": 0.0, "beyond": 2.0}
REACHES = {"not": -1.0, "touched": 0.0, "passed": 3.0}
SLIPPAGES = [0.0, 10.0]  # basis points


def protected(order: str, side: str, bars, slippage: float, policy: str = "pessimistic"):
    """A long or short position from the second bar on, whose only protection is that order."""
    kind = "stop" if order == "stop" else "target"
    return run(
        market(bars, {0: SELL if side == "buy" else BUY}),
        costs={"slippage_bps": slippage},
        intrabar=policy,
        allow_short=True,
        fraction=0.5,
        **{kind: "percent", f"{kind}_value": 0.25},
    )


def level_of(order: str, side: str, slippage: float) -> float:
    """Where that order works, as the order log says."""
    (level,) = [
        row.level
        for row in rows(protected(order, side, flat(100, 100), slippage).orders)
        if row.type == order
    ]
    return level


def bar(order: str, side: str, level: float, opens: str, reaches: str):
    """A bar that opens and reaches so far, and the sign of the way on which it meets the order."""
    up = 1.0 if (order, side) in (("stop", "buy"), ("limit", "sell")) else -1.0
    open_ = level + up * OPENS[opens]
    furthest, back = level + up * REACHES[reaches], level - 4.0 * up
    return open_, max(furthest, back), min(furthest, back), back


@pytest.mark.parametrize("policy", ["pessimistic", "optimistic", "ohlc_path"])
@pytest.mark.parametrize("slippage", SLIPPAGES)
@pytest.mark.parametrize(("order", "side"), ORDERS)
@pytest.mark.parametrize(("opens", "reaches", "at"), TABLE)
def test_a_stop_and_a_limit_fill_where_the_table_says(
    opens, reaches, at, order, side, slippage, policy
):
    level = level_of(order, side, slippage)
    tried = bar(order, side, level, opens, reaches)
    done = protected(order, side, [*flat(100, 100), tried], slippage, policy)
    exits = [(fill.type, fill.side, fill.price) for fill in fills(done)[1:]]
    against = slippage / 10_000 if order == "stop" else 0.0
    moved = 1.0 + against if side == "buy" else 1.0 - against
    price = {"open": tried[0], "level": level, None: math.nan}[at]
    assert exits == ([(order, side, pytest.approx(price * moved, rel=1e-12))] if at else [])


@pytest.mark.parametrize("slippage", SLIPPAGES)
@pytest.mark.parametrize("opening", [80.0, 100.0, 120.0])
@pytest.mark.parametrize(("signal", "side"), [(BUY, 1.0), (SELL, -1.0)])
def test_a_market_order_fills_at_the_open_whatever_the_bar(signal, side, opening, slippage):
    bars = [*flat(100), (opening, 130, 70, 110), (opening, 130, 70, 110)]
    done = run(
        market(bars, {0: signal, 1: CLOSE}),
        costs={"slippage_bps": slippage},
        allow_short=True,
        fraction=0.5,
    )
    entered, left = (fill.price for fill in fills(done))
    assert entered == pytest.approx(opening * (1.0 + side * slippage / 10_000), rel=1e-12)
    assert left == pytest.approx(opening * (1.0 - side * slippage / 10_000), rel=1e-12)


@given(drawn())
def test_before_slippage_every_fill_lies_in_a_bar_that_printed(case):
    done, (prices, rules, _) = simulated(case), prepared(case)
    filled = fills_of(done)
    filled = filled[filled["purpose"] != ExitReason.RUINED]
    step, symbol = filled["step"], filled["symbol"]
    units = filled["quantity"] * rules["multiplier"][symbol]
    raw = filled["price"] - filled["side"] * filled["slippage"] / units
    low, high = prices.low[step, symbol], prices.high[step, symbol]
    assert np.isfinite(prices.close[step, symbol]).all()
    assert np.all(raw >= low * (1.0 - 1e-9))
    assert np.all(raw <= high * (1.0 + 1e-9))


@given(drawn())
def test_before_slippage_no_market_order_is_better_than_the_open(case):
    done, (prices, _, _) = simulated(case), prepared(case)
    filled = fills_of(done)
    asked = filled[np.isin(filled["purpose"], (ENTRY, ExitReason.SIGNAL))]
    asked = asked[asked["type"] == OrderType.MARKET]
    opens = prices.open[asked["step"], asked["symbol"]]
    gained = asked["side"] * (opens - asked["price"])
    assert np.all(gained <= 1e-9 * np.abs(opens))
