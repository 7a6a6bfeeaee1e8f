"""Random backtests for properties of the compiled account: how to draw, alter and run one."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from engine.backtest.rules import rules
from engine.backtest.simulation import Simulation, simulate
from engine.data.sessions import sessions
from engine.risk.settings import Risk
from kernels.backtest.state import Market
from kernels.enums import Intrabar, OrderStatus

from ..engine_account import market_of, spec_of
from ..market_settings import Case
from ..markets import markets, random_market

seeds = st.integers(0, 2**32 - 1)


def drawn(symbols: int = 5, least: int = 1) -> st.SearchStrategy[Case]:
    """Seeded markets of least..symbols symbols; with one allowed also small ones, bar by bar."""
    seeded = st.builds(
        random_market,
        seeds,
        symbols=st.integers(least, symbols),
        bars=st.integers(2, 60),
    )
    return seeded | markets(symbols=symbols) if least == 1 else seeded


def with_risk(case: Case, **settings) -> Case:
    """The case with some risk settings of every symbol replaced."""
    changed = {}
    for name, own in case.rules.items():
        fields = {field: getattr(own.risk, field) for field in Risk.__struct_fields__}
        changed[name] = replace(own, risk=Risk(**{**fields, **settings}))
    return replace(case, rules=changed)


def at_market(case: Case) -> Case:
    """The case without the prices that come with its signals: entries go to the market."""
    own = ("stop", "target", "limit", "trigger")
    markets = {
        name: {key: column for key, column in columns.items() if key not in own}
        for name, columns in case.markets.items()
    }
    return replace(case, markets=markets)


def among(case: Case, names) -> Case:
    """The case with these symbols only, in that order."""
    return replace(
        case,
        markets={name: case.markets[name] for name in names},
        rules={name: case.rules[name] for name in names},
        ready={name: case.ready[name] for name in names},
    )


def prepared(case: Case) -> tuple[Market, np.ndarray, np.ndarray]:
    """Market, rules and timeline under a calendar that does not depend on the bars."""
    market, timeline = market_of(case)
    session = sessions(timeline, "252").copy()
    session.flags.writeable = False
    return market._replace(session=session), rules(spec_of(case), case.ready), timeline


def policy_of(case: Case) -> Intrabar:
    """The case's intrabar policy as the loop takes it."""
    return Intrabar[case.intrabar.upper()]


def simulated(case: Case) -> Simulation:
    """The case run under that calendar."""
    market, rule, _ = prepared(case)
    return simulate(market, rule, policy_of(case), case.capital)


def fills_of(done: Simulation) -> np.ndarray:
    """The events that are fills."""
    return done.events[done.events["status"] == OrderStatus.FILLED]


def stake_of(case: Case, done: Simulation) -> float:
    """What 1e-9 is relative to: the largest value that passed through the account."""
    fills = fills_of(done)
    multiplier = np.array([each.multiplier for each in case.rules.values()])[fills["symbol"]]
    return float(np.max(fills["price"] * fills["quantity"] * multiplier, initial=case.capital))


def spliced(before: Market, rows: int, after: Market) -> Market:
    """The first rows of one market, then the rows of another from that row on."""
    columns = {
        name: np.concatenate([getattr(before, name)[:rows], getattr(after, name)[rows:]])
        for name in Market._fields
    }
    for column in columns.values():
        column.flags.writeable = False
    return Market(**columns)
