"""One symbol, signal exits, nothing refused for cash: dearer trading never ends with more.

One position escapes the claim: a short still open at the end whose price has more than doubled. The
last mark holds no exit fee (semantics row 6), and the dearer entry bought the smaller loss.
"""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.backtest.costs import Costs
from engine.backtest.simulation import Simulation
from kernels.enums import Reason

from ..market_settings import Case
from .random_accounts import at_market, drawn, simulated, with_risk

PERCENTS = [0.0, 0.0001, 0.001, 0.003, 0.01, 0.05]
SLIPPAGES = [0.0, 1.0, 5.0, 20.0, 100.0, 500.0]
PLAIN = {
    "stop": "none",
    "target": "none",
    "trail_after_target": False,
    "drawdown_scale": None,
    "lot": 0.0,
}
SIZES = [
    {"sizing": "fraction", "size_at": "fill"},
    {"sizing": "quantity", "size_at": "fill"},
    {"sizing": "quantity", "size_at": "signal"},
]


def ascending(values: list[float]) -> st.SearchStrategy[list[float]]:
    """Two different values, the smaller first."""
    return st.lists(st.sampled_from(values), min_size=2, max_size=2, unique=True).map(sorted)


def in_scope(done: Simulation) -> bool:
    """Neither ruined nor short of cash, and no doubled short at the end."""
    book = done.state.books[0]
    doubled = book["quantity"] < 0.0 and book["last_close"] > 2.0 * book["entry_price"]
    refused = Reason.NO_CASH in done.events["reason"]
    return not (done.state.account["ruined"][0] or refused or doubled)


def final_equity(case: Case, costs: Costs) -> float:
    done = simulated(replace(case, costs=costs))
    assume(in_scope(done))
    return float(done.equity[-1])


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "-".join(size.values()))
@given(case=drawn(symbols=1), percents=ascending(PERCENTS), slippage=st.sampled_from(SLIPPAGES))
def test_higher_percent_fees_never_raise_final_equity(size, case, percents, slippage):
    plain = with_risk(at_market(case), **PLAIN, **size)
    cheap, dear = (
        final_equity(plain, Costs(percent=percent, slippage_bps=slippage)) for percent in percents
    )
    assert dear <= cheap


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "-".join(size.values()))
@given(case=drawn(symbols=1), slippages=ascending(SLIPPAGES), percent=st.sampled_from(PERCENTS))
def test_higher_slippage_never_raises_final_equity(size, case, slippages, percent):
    plain = with_risk(at_market(case), **PLAIN, **size)
    cheap, dear = (
        final_equity(plain, Costs(percent=percent, slippage_bps=slippage)) for slippage in slippages
    )
    assert dear <= cheap


@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: size["sizing"])
def test_the_claim_is_not_empty(size):
    """Most seeded markets are in its scope and trade, and each of those loses by fees."""
    from ..markets import random_market

    lower = 0
    for seed in range(100):
        plain = with_risk(at_market(random_market(seed)), **PLAIN, **size)
        runs = [simulated(replace(plain, costs=Costs(percent=each))) for each in (0.0, 0.01)]
        lower += all(map(in_scope, runs)) and runs[1].equity[-1] < runs[0].equity[-1]
    assert lower > 60
