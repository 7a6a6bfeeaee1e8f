"""On generated markets the account oracle's books balance and it never uses what it cannot know."""

import math
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from kernels.enums import Reason, Side, SignalType

from ..market_settings import Case
from ..markets import PRICES, markets, random_market
from .account import simulate
from .account_records import Outcome

NEVER = {"none", "cut", "position_closed"}  # no reasons of a refusal
seeded = st.builds(
    random_market, st.integers(0, 2**32 - 1), symbols=st.integers(1, 5), bars=st.integers(1, 60)
)
cases = markets() | seeded


def run(case: Case, **given) -> Outcome:
    settings = {"intrabar": case.intrabar, "ready": case.ready, "annual": 252} | given
    return simulate(case.markets, case.capital, case.rules, case.costs, **settings)


def tradable(columns: dict[str, list]) -> dict[int, int]:
    """Rows by ts, missing bars left out."""
    return {
        ts: row for row, ts in enumerate(columns["ts"]) if not math.isnan(columns["close"][row])
    }


def replayed(case: Case, out: Outcome) -> list[float]:
    """Equity from the fills alone: cash after each fill plus positions at the last closes."""
    cash, held, last, marks = case.capital, Counter(), {}, []
    for ts in out.ts:
        for fill in [fill for fill in out.fills if fill.ts == ts]:
            unit = fill.price * case.rules[fill.symbol].multiplier
            cash -= fill.side * fill.quantity * unit + fill.fee
            held[fill.symbol] += fill.side * fill.quantity
        for name, columns in case.markets.items():
            row = tradable(columns).get(ts)
            last[name] = last.get(name, 0.0) if row is None else columns["close"][row]
        worth = [held[name] * case.rules[name].multiplier * last[name] for name in case.markets]
        marks.append(cash + sum(worth))
    return marks


def decided_by(case: Case, out: Outcome) -> list[tuple[SignalType, Side, str]]:
    """Per entry or signal exit: the last signal before it, side and purpose.

    The signal of an exit, or of an entry to the market, is of the tradable bar before. That of a
    limit or trigger is `entry_bars` before at most; between them is no signal.
    """
    found = []
    for fill in out.fills:
        if fill.purpose in ("entry", "signal"):
            columns = case.markets[fill.symbol]
            back = case.rules[fill.symbol].risk.entry_bars if fill.purpose == "entry" else 1
            rows = [row for ts, row in tradable(columns).items() if ts < fill.ts][-back:]
            signals = [columns["signal"][row] for row in rows if columns["signal"][row]]
            found.append((SignalType(signals[-1]), fill.side, fill.purpose))
    return found


def until(case: Case, ts: int) -> Case:
    """The case without what comes after ts."""
    cut = {
        name: {
            key: values[: sum(t <= ts for t in columns["ts"])] for key, values in columns.items()
        }
        for name, columns in case.markets.items()
    }
    return replace(case, markets=cut)


def largest(case: Case, out: Outcome) -> float:
    """A money scale for tolerances: the largest value that passed through the account."""
    flows = [f.quantity * f.price * case.rules[f.symbol].multiplier for f in out.fills]
    return max([case.capital, *flows])


@given(cases)
def test_cash_plus_positions_is_equity_on_every_bar(case):
    out = run(case)
    assert out.equity == approx(replayed(case, out), rel=1e-9, abs=1e-9 * largest(case, out))


@given(cases)
def test_the_trades_pnl_is_the_accounts_gain(case):
    out = run(case)
    total = case.capital + sum(trade.pnl for trade in out.trades)
    assert out.equity[-1] == approx(total, rel=1e-9, abs=1e-9 * largest(case, out))


@given(cases)
def test_every_market_fill_follows_the_signal_of_the_bar_before(case):
    agreeing = {
        (SignalType.BUY, Side.BUY, "entry"),
        (SignalType.BUY, Side.BUY, "signal"),
        (SignalType.SELL, Side.SELL, "entry"),
        (SignalType.SELL, Side.SELL, "signal"),
        (SignalType.CLOSE, Side.BUY, "signal"),
        (SignalType.CLOSE, Side.SELL, "signal"),
    }
    assert set(decided_by(case, run(case))) <= agreeing


@given(cases, st.data())
def test_the_past_stays_when_the_future_is_taken_away(case, data):
    out = run(case)
    last = data.draw(st.integers(0, len(out.ts) - 1))
    before = run(until(case, out.ts[last]))
    assert before.equity == out.equity[: last + 1]
    assert before.fills == [fill for fill in out.fills if fill.ts <= out.ts[last]]


@given(cases)
def test_the_policy_matters_only_where_a_bar_was_ambiguous(case):
    results = [run(case, intrabar=name) for name in ("pessimistic", "optimistic", "ohlc_path")]
    assert results[0].ambiguous or results[0] == results[1] == results[2]


@given(st.integers(0, 2**32 - 1), st.integers(2, 5))
def test_with_fixed_quantities_and_cash_to_spare_symbols_do_not_touch(seed, symbols):
    case = random_market(seed, symbols)
    roomy = {
        name: replace(
            rules,
            risk=type(rules.risk)(
                sizing="quantity", quantity=3.0, allow_short=True, stop="percent", stop_value=0.02
            ),
        )
        for name, rules in case.rules.items()
    }
    case = replace(case, rules=roomy, capital=1e15)
    alone = [
        run(replace(case, markets={name: columns})).trades for name, columns in case.markets.items()
    ]
    together = run(case).trades
    assert [[t for t in together if t.symbol == name] for name in case.markets] == alone


@given(cases)
def test_generated_bars_are_consistent(case):
    bars = [
        bar
        for columns in case.markets.values()
        for bar in zip(*(columns[name] for name in PRICES), strict=True)
        if not math.isnan(bar[3])
    ]
    assert all(0 < low <= min(start, close) for start, _, low, close in bars)
    assert all(max(start, close) <= high for start, high, _, close in bars)
    assert all(
        columns["ts"] == sorted(set(columns["ts"])) != [] for columns in case.markets.values()
    )


def test_the_same_seed_gives_the_same_market():
    assert repr(random_market(7, 3)) == repr(random_market(7, 3)) != repr(random_market(8, 3))


@pytest.fixture(scope="module")
def sample() -> list[Outcome]:
    return [run(random_market(seed, 1 + seed % 5, bars=70), annual=None) for seed in range(400)]


def test_generated_markets_reach_every_reason(sample):
    met = {reason for out in sample for _, _, reason in out.refused}
    assert met == {reason.name.lower() for reason in Reason} - NEVER


def test_generated_markets_reach_every_exit_both_sides_cuts_and_ambiguous_bars(sample):
    trades = [trade for out in sample for trade in out.trades]
    met = {(trade.exit_reason, trade.side) for trade in trades}
    words = {"signal", "stop", "target", "time", "open", "ruined"}
    assert {reason for reason, _ in met} == words
    assert {("stop", Side.SELL), ("target", Side.SELL), ("signal", Side.SELL)} <= met
    assert any(fill.cut for out in sample for fill in out.fills)
    parts = sum(fill.purpose == "target" for out in sample for fill in out.fills)
    assert parts > sum(trade.exit_reason == "target" for trade in trades) + 50
    assert sum(out.ambiguous for out in sample) > 50
    assert any(not out.fills for out in sample)
