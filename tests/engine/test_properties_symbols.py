"""Symbols of one account touch only through cash: alone, together, and in another order."""

from dataclasses import replace

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from pytest import approx

from engine.backtest.simulation import Simulation
from kernels.backtest.trades import TRADE
from kernels.enums import Reason

from ..market_settings import Case
from ..markets import random_market
from .random_accounts import among, drawn, prepared, simulated, stake_of, with_risk

PLENTY = 1e9
NEVER = 10**9
BINDING = (Reason.CUT, Reason.NO_CASH, Reason.MAX_POSITIONS)
FACTS = ("step", "placed", "bar", "status", "signal", "type", "side", "purpose", "reason")
FIGURES = ("quantity", "level", "price", "fee", "slippage")
several = drawn(symbols=5, least=2)


def roomy(case: Case) -> Case:
    """The case with fixed quantities and cash for all of them."""
    rich = replace(case, capital=PLENTY)
    return with_risk(rich, sizing="quantity", max_positions=None, drawdown_scale=None)


def has_enough(case: Case) -> bool:
    """Whether neither the account nor that of a symbol alone is ever ruined or short of cash."""
    alone = (among(case, [name]) for name in case.markets)
    runs = [simulated(each) for each in (case, *alone)]
    return all(run.equity.min() > 0.0 and first_binding_step(run) == NEVER for run in runs)


def trades_by_ts(case: Case, name: str) -> list[tuple[bytes, ...]]:
    """The symbol's trades as bits, entry and exit by ts instead of by step."""
    _, _, timeline = prepared(case)
    done = simulated(case)
    mine = done.trades[done.trades["symbol"] == list(case.markets).index(name)]
    exits = np.where(mine["exit_step"] < 0, -1, timeline[mine["exit_step"]])
    others = [each for each in TRADE.names if each not in ("symbol", "entry_step", "exit_step")]
    columns = [timeline[mine["entry_step"]], exits, *(mine[each] for each in others)]
    return [column.tobytes() for column in columns]


def gains_on(case: Case, timeline: np.ndarray) -> np.ndarray:
    """Gain of the account at each ts of a longer timeline; 0 before its own first one."""
    _, _, own = prepared(case)
    at = np.searchsorted(own, timeline, side="right") - 1
    gains = simulated(case).equity - case.capital
    return np.where(at < 0, 0.0, gains[np.maximum(at, 0)])


def first_binding_step(done: Simulation) -> int:
    """The first step in which an entry was cut or refused for cash or places."""
    return int(np.min(done.events["step"][np.isin(done.events["reason"], BINDING)], initial=NEVER))


def log_before(done: Simulation, number: int, step: int) -> np.ndarray:
    """A symbol's events before a step."""
    events = done.events
    return events[(events["symbol"] == number) & (events["step"] < step)]


@given(several)
def test_with_fixed_quantities_and_enough_cash_trades_are_those_of_single_runs_bit_for_bit(case):
    together = roomy(case)
    assume(has_enough(together))
    alone = {name: trades_by_ts(among(together, [name]), name) for name in case.markets}
    assert {name: trades_by_ts(together, name) for name in case.markets} == alone


@given(several)
def test_with_fixed_quantities_and_enough_cash_equity_adds_up(case):
    together = roomy(case)
    _, _, timeline = prepared(together)
    done = simulated(together)
    assume(has_enough(together))
    single = [gains_on(among(together, [name]), timeline) for name in case.markets]
    assert done.equity - PLENTY == approx(sum(single), abs=1e-9 * stake_of(together, done))


@given(several, st.data())
def test_the_order_of_symbols_matters_only_once_buying_power_or_places_bind(case, data):
    turned = among(case, data.draw(st.permutations(list(case.markets))))
    first, second = simulated(case), simulated(turned)
    step = min(first_binding_step(first), first_binding_step(second))
    stake = stake_of(case, first)
    for number, name in enumerate(case.markets):
        mine = log_before(first, number, step)
        theirs = log_before(second, list(turned.markets).index(name), step)
        assert mine[list(FACTS)].tolist() == theirs[list(FACTS)].tolist()
        for field in FIGURES:
            assert_allclose(theirs[field], mine[field], 1e-9, 1e-9 * stake)
    assert second.equity[:step] == approx(first.equity[:step], rel=1e-9, abs=1e-9 * stake)


def test_the_claims_are_not_empty():
    """Seeded markets trade in several symbols before anything binds, and in most something does."""
    quiet = bound = 0
    for seed in range(200):
        done = simulated(random_market(seed, 3))
        step = first_binding_step(done)
        before = done.events[done.events["step"] < step]
        quiet += np.unique(before["symbol"][before["quantity"] > 0.0]).size >= 2
        bound += step < 10**9
    assert quiet > 60
    assert 60 < bound < 190
