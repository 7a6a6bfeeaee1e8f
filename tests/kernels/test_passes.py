"""Passes that skip what cannot matter give what a look at every row gives, bit for bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from kernels.data.intervals import first_off_grid, majority_difference
from kernels.data.sessions import DAY, dates, weekday_sessions, weekend_dates
from kernels.metrics.drawdown import max_drawdown

MINUTE = 60_000_000_000
seeds = st.integers(0, 2**32 - 1)


def frozen(array):
    array.flags.writeable = False
    return array


def rising(seed, interval):
    """Up to 2,000 ts before and after 1970, most of them an interval apart."""
    random = np.random.default_rng(seed)
    steps = random.choice([1, 2, 70, 900], random.integers(1, 2_000), p=[0.97, 0.01, 0.01, 0.01])
    return frozen(np.cumsum(steps * interval) + random.integers(-3_000, 3_000) * interval)


def deepest(marks, capital):
    """The definition, mark by mark."""
    peak, depth = capital, 0.0
    for mark in marks.tolist():
        peak = max(peak, mark)
        depth = max(depth, (peak - mark) / peak)
    return depth


@given(seeds, st.sampled_from([1e-12, 1e-5, 1e-3, 0.05]), st.sampled_from([-1e-3, 0.0, 1e-3]))
def test_the_drawdown_is_that_of_every_mark(seed, swing, drift):
    noise = np.random.default_rng(seed).normal(drift * swing, swing, 2_000)
    marks = frozen(100.0 * np.exp(np.cumsum(noise)))
    assert max_drawdown(marks, 100.0) == deepest(marks, 100.0)
    assert max_drawdown(frozen(np.sort(marks)), 100.0) == deepest(np.sort(marks), 100.0)


@given(seeds)
def test_a_mark_below_zero_is_deepest_below_the_peak_before_it(seed):
    random = np.random.default_rng(seed)
    marks = 100.0 * np.exp(np.cumsum(random.normal(0.0, 0.05, 1_000)))
    marks[random.integers(0, 1_000, 3)] = -random.uniform(1.0, 200.0, 3)
    assert max_drawdown(frozen(marks), 100.0) == deepest(marks, 100.0)


@pytest.mark.parametrize("interval", [MINUTE, 60 * MINUTE, DAY])
@given(seed=seeds)
def test_sessions_are_the_dates_of_every_ts(interval, seed):
    ts = rising(seed, interval)
    days = ts // DAY
    weekdays = (days + 3) % 7
    week = (days + 3) // 7 * 5
    assert_array_equal(dates(ts), days)
    assert_array_equal(
        weekday_sessions(ts), week + np.where(weekdays == 6, 5, np.minimum(weekdays, 4))
    )
    each = np.unique(days, return_index=True)[1]
    counts = (each.size, (weekdays[each] == 5).sum(), (weekdays[each] == 6).sum())
    assert weekend_dates(ts) == counts


@given(seeds, st.integers(0, 3))
def test_the_first_ts_off_the_grid_is_found(seed, moved):
    ts = rising(seed, MINUTE).copy()
    ts[np.random.default_rng(seed).integers(0, ts.size, moved)] += 1
    off = np.flatnonzero(ts % MINUTE)
    expected = off[0] if off.size else -1
    assert first_off_grid(frozen(ts), MINUTE, 0) == expected


@given(seeds)
def test_a_majority_of_differences_is_counted(seed):
    ts = rising(seed, MINUTE)
    difference, count = majority_difference(frozen(np.append(ts, ts[-1] + MINUTE)))
    assert difference == MINUTE
    assert count == np.count_nonzero(np.diff(ts) == MINUTE) + 1
