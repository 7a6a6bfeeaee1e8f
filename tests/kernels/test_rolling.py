"""Rolling extremes, variance and ranks agree with their definitions window by window."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from kernels.rolling.extremes import highest, lowest
from kernels.rolling.ranks import count_below
from kernels.rolling.variance import score, variance
from tests.generators import closes, frozen, prefix, walk
from tests.oracles.indicators import columns as oracles
from tests.oracles.indicators.levels import zscore

periods = st.integers(1, 40)


@given(closes(gaps=True), periods)
def test_extremes_agree_with_the_definition(close, period):
    assert_array_equal(highest(close, period), oracles.filled(oracles.highest(close, period)))
    assert_array_equal(lowest(close, period), oracles.filled(oracles.lowest(close, period)))


@given(closes(gaps=True), periods)
def test_variance_agrees_with_exact_arithmetic(close, period):
    expected = oracles.filled(oracles.variance(close, period))
    assert_allclose(variance(close, period), expected, rtol=1e-11)


@given(st.lists(st.floats(-1e9, 1e9), max_size=80).map(frozen), periods)
def test_variance_is_never_negative(values, period):
    assert not (variance(values, period) < 0.0).any()


def test_variance_of_numbers_whose_squares_vanish_is_zero_and_not_below():
    spread = variance(frozen([0.0] + [1.55e-162] * 4), 5)[4]
    assert spread == 0.0
    assert not np.signbit(spread)


@pytest.mark.parametrize("period", [2, 5, 12, 13, 20, 500])
def test_variance_keeps_its_digits_at_a_high_price_with_little_noise(period):
    noise = np.random.default_rng(3).normal(scale=1e-3, size=700)
    values = frozen(1e9 + noise)
    expected = oracles.filled(oracles.variance(values, period))
    assert_allclose(variance(values, period), expected, rtol=1e-11)
    scores = oracles.filled(zscore(values, period))
    assert_allclose(score(values, period), scores, rtol=1e-9, atol=1e-11)


def test_variance_of_size_without_bound_is_missing():
    values = frozen([1e200, -1e200, 1e200, 1.0, 1.0])
    assert_array_equal(np.isnan(variance(values, 2)), [True, True, True, True, False])


@pytest.mark.parametrize("statistic", [variance, score])
@pytest.mark.parametrize("period", [5, 40])
@pytest.mark.parametrize("cut", [511, 517, 1_030])
def test_long_columns_keep_their_past(statistic, period, cut):
    values = walk(1_200).close
    past = statistic(prefix(values, cut, np.inf), period)
    assert_array_equal(past[:cut], statistic(values, period)[:cut])


@pytest.mark.parametrize("period", [1, 2, 99, 1_000, 1_001, 1_300])
def test_counts_are_those_of_comparing_one_by_one(period):
    random = np.random.default_rng(9)
    values = random.integers(0, 40, 4_000).astype(np.float64)
    values[[20, 2_000]] = np.nan, np.inf
    windows = np.lib.stride_tricks.sliding_window_view(values, period + 1)
    below = (windows[:, :-1] < windows[:, -1:]).sum(axis=1)
    expected = np.full(values.size, np.nan)
    expected[period:] = np.where(np.isfinite(windows).all(axis=1), below, np.nan)
    assert_array_equal(count_below(frozen(values), period), expected)


def test_variance_forgets_a_spike():
    values = np.random.default_rng(4).normal(100.0, size=500)
    values[250] = 1e12
    expected = oracles.filled(oracles.variance(frozen(values), 20))
    assert_allclose(variance(frozen(values), 20), expected, rtol=1e-11)


@pytest.mark.parametrize("statistic", [highest, lowest, variance])
def test_short_columns_give_no_values(statistic):
    assert statistic(frozen([]), 3).size == 0
    assert_array_equal(statistic(frozen([1.0, 2.0]), 3), [np.nan, np.nan])
