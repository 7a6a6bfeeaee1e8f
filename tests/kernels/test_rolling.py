"""Rolling sums, extremes and variance agree with their definitions window by window."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from kernels.rolling.extremes import highest, lowest
from kernels.rolling.sums import total, weighted_mean
from kernels.rolling.variance import variance
from tests.generators import closes, frozen
from tests.oracles.indicators import columns as oracles

periods = st.integers(1, 40)


def exact_weighted_mean(window):
    weighted = sum((k * Fraction(value) for k, value in enumerate(window, 1)), Fraction(0))
    return float(weighted / sum(range(1, len(window) + 1)))


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


@given(closes(gaps=True), periods)
def test_sums_agree_with_exact_arithmetic(close, period):
    sums = oracles.filled(oracles.windows(close, period, math.fsum))
    assert_allclose(total(close, period), sums, rtol=1e-14)
    means = oracles.filled(oracles.windows(close, period, exact_weighted_mean))
    assert_allclose(weighted_mean(close, period), means, rtol=1e-14)


@pytest.mark.parametrize("period", [2, 20, 500])
def test_a_weighted_mean_keeps_its_digits_at_a_high_price_with_little_noise(period):
    values = frozen(1e9 + np.random.default_rng(3).normal(scale=1e-3, size=700))
    expected = oracles.filled(oracles.windows(values, period, exact_weighted_mean))
    assert_allclose(weighted_mean(values, period), expected, rtol=2e-16)


@given(st.floats(1e-6, 1e9), periods)
def test_a_weighted_mean_of_a_flat_window_is_exactly_its_price(price, period):
    flat = frozen([price * 7, price / 3] + [price] * (3 * period))
    assert_array_equal(weighted_mean(flat, period)[period + 1 :], price)


@pytest.mark.parametrize("statistic", [total, weighted_mean])
@pytest.mark.parametrize("spike", [1e12, np.nan, np.inf, -np.inf, 1.7e308])
def test_sums_forget_a_spike(statistic, spike):
    values = np.random.default_rng(4).normal(100.0, size=500)
    whole = statistic(frozen(values), 20)
    values[250] = spike
    spiked = statistic(frozen(values), 20)
    assert_array_equal(spiked[:250], whole[:250])
    assert_allclose(spiked[270:], whole[270:], rtol=1e-14)
    assert np.isnan(spiked[250:270]).all() or np.isfinite(spike)


@pytest.mark.parametrize("statistic", [total, weighted_mean, highest, lowest, variance])
def test_short_columns_give_no_values(statistic):
    assert statistic(frozen([]), 3).size == 0
    assert_array_equal(statistic(frozen([1.0, 2.0]), 3), [np.nan, np.nan])
