"""The families give published numbers and exact drawdowns; a sweep gets equal bits from less."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels.metrics import activity, distribution, drawdown, overfitting, ratios, returns, trades
from kernels.metrics.names import SWEEP_SET
from kernels.metrics.summary import Account, Closed, Course, summary, sweep_set

marks = st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=80)

# Series and results of empyrical's own tests (test_stats.py), without the leading NaN.
MIXED = np.array([1.0, 10.0, -4.0, 2.0, 3.0, 2.0, 1.0, -10.0]) / 100
NEGATIVE = np.array([0.0, -6.0, -7.0, -1.0, -9.0, -2.0, -6.0, -8.0, -5.0]) / 100


def sharpe(series, annual):
    mean, deviation = returns.spread(returns.active(series), series.size)
    return ratios.sharpe(ratios.session_sharpe(mean, deviation, 0.0), annual)


def sortino(series, annual):
    moving = returns.active(series)
    mean, _ = returns.spread(moving, series.size)
    return ratios.sortino(moving, series.size, mean, 0.0, annual)


@pytest.mark.parametrize(
    ("series", "published"), [(MIXED, 1.7238613961706866), (NEGATIVE, -24.406808633910085)]
)
def test_sharpe_gives_the_numbers_of_empyrical(series, published):
    assert sharpe(series, 252.0) == pytest.approx(published, rel=1e-12)


@pytest.mark.parametrize(
    ("series", "published"), [(MIXED, 2.605531251673693), (NEGATIVE, -13.532743075043401)]
)
def test_sortino_gives_the_numbers_of_empyrical(series, published):
    assert sortino(series, 252.0) == pytest.approx(published, rel=1e-12)


def test_volatility_gives_the_number_of_empyrical():
    _, deviation = returns.spread(MIXED, MIXED.size)
    assert returns.volatility(deviation, 252.0) == pytest.approx(0.9136465399704637, rel=1e-12)


def test_probabilistic_sharpe_gives_the_published_example():
    """Bailey and Lopez de Prado 2012, 24 months at 0.458: 0.982 if normal, 0.913 as it was."""
    normal = overfitting.sharpe_variance(0.458, 0.0, 3.0)
    actual = overfitting.sharpe_variance(0.458, -2.448, 10.164)
    assert overfitting.probabilistic_sharpe(0.458, 0.0, 24, normal) == pytest.approx(
        0.982, abs=5e-4
    )
    assert overfitting.probabilistic_sharpe(0.458, 0.0, 24, actual) == pytest.approx(
        0.913, abs=5e-4
    )


@pytest.mark.parametrize(("periods", "years"), [(252, 2.73), (52, 2.83), (12, 3.24)])
def test_minimum_track_record_gives_the_published_example(periods, years):
    """Bailey and Lopez de Prado 2012: to believe in 1 a year when 2 was seen, normal returns."""
    session = 2.0 / math.sqrt(periods)
    variance = overfitting.sharpe_variance(session, 0.0, 3.0)
    found = overfitting.minimum_track_record(session, 1.0 / math.sqrt(periods), variance)
    assert found / periods == pytest.approx(years, abs=5e-3)


def test_at_the_minimum_track_record_the_probability_is_95_percent():
    variance = overfitting.sharpe_variance(0.1, -0.5, 5.0)
    sessions = overfitting.minimum_track_record(0.1, 0.0, variance)
    assert overfitting.probabilistic_sharpe(0.1, 0.0, sessions, variance) == pytest.approx(0.95)
    assert math.isnan(overfitting.minimum_track_record(-0.1, 0.0, variance))
    assert math.isnan(overfitting.minimum_track_record(0.0, 0.0, variance))


@given(marks, st.floats(1e-3, 1e6))
def test_max_drawdown_is_the_largest_of_all_pairs(series, capital):
    path = [capital, *series]
    pairs = [(path[i], path[j]) for i in range(len(path)) for j in range(i, len(path))]
    expected = max((peak - mark) / peak for peak, mark in pairs)
    assert drawdown.max_drawdown(np.array(series), capital) == pytest.approx(expected, abs=1e-15)


@given(marks, st.data())
def test_lowest_values_are_those_of_a_sort(series, data):
    count = data.draw(st.integers(1, len(series)))
    assert distribution.lowest(np.array(series), count).tolist() == sorted(series)[:count]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), st.integers(1, 5_000))
def test_mean_equity_is_the_mean_of_a_long_series(series, size):
    equity = np.resize(np.array(series), size)
    expected = math.fsum(equity) / size
    assert activity.mean_equity(equity) == pytest.approx(expected, rel=1e-12, abs=1e-8)


@given(st.floats(1.0, 1e9), st.integers(0, 4))
def test_idle_tiles_sum_exactly(mark, tiles):
    equity = np.full(activity.TILE * tiles + 1, mark)
    expected = (sum([mark * activity.TILE] * tiles, 0.0) + mark) / equity.size
    assert activity.mean_equity(equity) == expected


def test_a_growth_beyond_a_float_is_undefined():
    assert math.isnan(returns.cagr(1e9, 1.0, 1.0 / 365.25))


def test_session_marks_are_the_last_of_each_session():
    equity = np.arange(1.0, 8.0)
    session = np.array([0, 0, 3, 4, 4, 4, 9], dtype=np.int32)
    assert returns.session_marks(equity, session).tolist() == [2.0, 3.0, 6.0, 7.0]
    assert returns.session_marks(equity[:0], session[:0]).size == 0


def test_a_run_without_a_bar_is_undefined_and_does_not_fail():
    none = np.empty(0)
    account = Account(
        none, none.astype(np.int32), 100.0, 0, 0, 252.0, 0.0, 0, 0.0, 0.0, 0.0, 0.0, False
    )
    found = summary(account, Closed(none, none, none, none, none), none)
    assert np.isnan(found[[1, 2, 3, 4, 5, 7, 8]]).all()


@given(st.lists(st.sampled_from([0.0, 0.0, 0.01, -0.02, 0.005]), min_size=1, max_size=60))
def test_a_sweep_gets_the_same_bits_without_the_idle_sessions(moves):
    every = np.array(moves)
    equity = 1e5 * np.cumprod(1.0 + every)
    session = np.arange(every.size, dtype=np.int32)
    ns = every.size * 86_400 * 10**9
    account = Account(equity, session, 1e5, 0, ns, 252.0, 0.03, 3, 1.0, 2e5, 7.0, 1.0, False)
    pnl = np.array([3.0, -1.0, 2.5])
    steps = np.diff(equity, prepend=1e5)
    moving = (equity / np.concatenate([[1e5], equity[:-1]]) - 1.0)[steps != 0.0]
    course = Course(
        moving,
        every.size,
        every.size,
        equity[-1],
        drawdown.max_drawdown(equity, 1e5),
        activity.mean_equity(equity),
    )
    row = np.empty(SWEEP_SET)
    sweep_set(row, course, account, pnl, pnl, trades.tally(pnl))
    whole = summary(account, Closed(pnl, pnl, pnl, pnl, pnl), np.empty(0))
    assert row.tobytes() == whole[:SWEEP_SET].tobytes()
