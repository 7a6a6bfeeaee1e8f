"""Rolling extremes and variance agree with their definitions window by window."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from kernels.rolling.extremes import highest, lowest
from kernels.rolling.variance import variance
from tests.generators import closes, frozen
from tests.oracles.indicators import columns as oracles

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


@pytest.mark.parametrize("period", [2, 20, 500])
def test_variance_keeps_its_digits_at_a_high_price_with_little_noise(period):
    noise = np.random.default_rng(3).normal(scale=1e-3, size=700)
    values = frozen(1e9 + noise)
    expected = oracles.filled(oracles.variance(values, period))
    assert_allclose(variance(values, period), expected, rtol=1e-11)


def test_variance_forgets_a_spike():
    values = np.random.default_rng(4).normal(100.0, size=500)
    values[250] = 1e12
    expected = oracles.filled(oracles.variance(frozen(values), 20))
    assert_allclose(variance(frozen(values), 20), expected, rtol=1e-11)


@pytest.mark.parametrize("statistic", [highest, lowest, variance])
def test_short_columns_give_no_values(statistic):
    assert statistic(frozen([]), 3).size == 0
    assert_array_equal(statistic(frozen([1.0, 2.0]), 3), [np.nan, np.nan])
