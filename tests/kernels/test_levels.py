"""Levels of sessions and statistics of windows agree with exact arithmetic and cases by hand."""

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from kernels.indicators.levels import opening_range, pivot_points, previous_day
from kernels.indicators.regression import linreg_r2, linreg_slope
from kernels.indicators.windows import percent_rank, rolling_max, rolling_min, zscore
from kernels.rolling.ranks import count_below
from kernels.rolling.variance import variance
from tests.generators import closes, frozen, prefix, walk
from tests.oracles.indicators import columns as exact
from tests.oracles.indicators import levels as oracles
from tests.oracles.indicators.columns import filled

NONE = np.nan
LITTLE_NOISE = frozen(1e9 + np.random.default_rng(3).normal(scale=1e-3, size=300))
periods = st.integers(2, 40)


def sessions(*ordinals):
    array = np.array(ordinals, dtype=np.int32)
    array.flags.writeable = False
    return array


def test_the_previous_day_is_the_last_one_with_a_bar():
    session = sessions(1, 1, 3, 4, 4, 6)
    high = frozen([12.0, 15.0, NONE, 20.0, 19.0, 30.0])
    low = frozen([9.0, 11.0, 10.0, 17.0, 18.0, 29.0])
    close = frozen([10.0, 14.0, 10.0, 18.0, 18.5, 29.5])
    found = previous_day(high, low, close, session)
    assert_array_equal(found[0], [NONE, NONE, NONE, 15.0, 15.0, 20.0])
    assert_array_equal(found[1], [NONE, NONE, NONE, 9.0, 9.0, 17.0])
    assert_array_equal(found[2], [NONE, NONE, NONE, 14.0, 14.0, 18.5])


def test_pivots_of_a_day_by_hand():
    high, low, close = frozen([110.0, 100.0]), frozen([90.0, 100.0]), frozen([106.0, 100.0])
    found = pivot_points(high, low, close, sessions(0, 1))
    assert_array_equal([each[1] for each in found], [102, 114, 94, 122, 82, 134, 74])
    assert np.isnan([each[0] for each in found]).all()


def test_an_opening_range_stands_from_its_last_bar_to_the_end_of_the_session():
    session = sessions(0, 0, 0, 0, 0, 1, 1, 1, 2, 2)
    high = frozen([5.0, NONE, 7.0, 9.0, NONE, 4.0, 3.0, 8.0, NONE, NONE])
    low = frozen([4.0, NONE, 6.0, 1.0, NONE, 2.0, 3.0, 1.0, NONE, NONE])
    top, bottom = opening_range(high, low, session, 3)
    assert_array_equal(top, [NONE, NONE, 7.0, 7.0, NONE, NONE, NONE, 8.0, NONE, NONE])
    assert_array_equal(bottom, [NONE, NONE, 4.0, 4.0, NONE, NONE, NONE, 1.0, NONE, NONE])


def test_an_opening_without_a_price_has_no_range():
    high, low = frozen([NONE, NONE, 3.0]), frozen([NONE, NONE, 2.0])
    assert np.isnan(opening_range(high, low, sessions(0, 0, 0), 2)).all()


def test_extremes_equal_ta_lib():
    close = walk(3_000).close
    assert_array_equal(rolling_max(close, 30), talib.MAX(close, 30))
    assert_array_equal(rolling_min(close, 30), talib.MIN(close, 30))


def test_a_percent_rank_compares_with_earlier_values_only():
    close = frozen([1.0, 2.0, 3.0, 4.0, 5.0, 1.0, 1.0, NONE, 2.0])
    found = percent_rank(close, 4)
    assert_array_equal(found, [NONE, NONE, NONE, NONE, 100.0, 0.0, 0.0, NONE, NONE])


@given(closes(gaps=True), st.integers(1, 40))
def test_a_percent_rank_agrees_with_the_definition(close, period):
    expected = filled(oracles.percent_rank(close, period))
    assert_allclose(percent_rank(close, period), expected, rtol=1e-14)


@pytest.mark.parametrize("period", [1, 2, 99, 1_000, 1_001, 1_300])
def test_counts_are_those_of_comparing_one_by_one(period):
    values = np.random.default_rng(9).integers(0, 40, 4_000).astype(np.float64)
    values[[20, 2_000]] = np.nan, np.inf
    windows = np.lib.stride_tricks.sliding_window_view(values, period + 1)
    below = (windows[:, :-1] < windows[:, -1:]).sum(axis=1)
    expected = np.full(values.size, np.nan)
    expected[period:] = np.where(np.isfinite(windows).all(axis=1), below, np.nan)
    assert_array_equal(count_below(frozen(values), period), expected)


@given(closes(gaps=True), periods)
def test_scores_and_lines_agree_with_exact_arithmetic(close, period):
    scale = np.nanmax(close, initial=0.0)
    found = zscore(close, period)
    assert_allclose(found, filled(oracles.zscore(close, period)), rtol=1e-9, atol=1e-11)
    found = linreg_slope(close, period)
    expected = filled(oracles.linreg_slope(close, period))
    assert_allclose(found, expected, rtol=1e-9, atol=1e-13 * scale)
    found = linreg_r2(close, period)
    assert_allclose(found, filled(oracles.linreg_r2(close, period)), rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("period", [2, 3, 12, 13, 18, 19, 100])
def test_scores_and_lines_keep_their_digits_at_a_high_price_with_little_noise(period):
    expected = filled(exact.variance(LITTLE_NOISE, period))
    assert_allclose(variance(LITTLE_NOISE, period), expected, rtol=1e-11)
    found = zscore(LITTLE_NOISE, period)
    assert_allclose(found, filled(oracles.zscore(LITTLE_NOISE, period)), rtol=1e-9, atol=1e-11)
    found = linreg_slope(LITTLE_NOISE, period)
    expected = filled(oracles.linreg_slope(LITTLE_NOISE, period))
    assert_allclose(found, expected, rtol=1e-9, atol=1e-15)
    found = linreg_r2(LITTLE_NOISE, period)
    assert_allclose(found, filled(oracles.linreg_r2(LITTLE_NOISE, period)), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("period", [2, 14, 60])
def test_a_straight_line_has_its_slope_and_nothing_beside_it(period):
    line = frozen(7.0 - 0.25 * np.arange(500))
    assert_allclose(linreg_slope(line, period)[period - 1 :], -0.25, rtol=1e-13)
    assert_allclose(linreg_r2(line, period)[period - 1 :], 1.0, rtol=1e-13)


@pytest.mark.parametrize("period", [2, 14, 60])
def test_a_flat_window_has_no_slope_no_score_and_no_share(period):
    flat = frozen(np.full(200, 0.1))
    assert_array_equal(linreg_slope(flat, period)[period - 1 :], 0.0)
    assert np.isnan(linreg_r2(flat, period)).all()
    assert np.isnan(zscore(flat, period)).all()


@pytest.mark.parametrize("period", [3, 14, 60])
def test_a_spike_is_forgotten_and_an_infinity_spoils_its_windows_only(period):
    values = np.random.default_rng(4).normal(100.0, size=400)
    values[100], values[250] = 1e12, np.inf
    found = linreg_slope(frozen(values), period)
    assert_allclose(
        found[110 + period : 250], talib.LINEARREG_SLOPE(values[110:250], period)[period:]
    )
    gaps = np.flatnonzero(np.isnan(found)).tolist()
    assert gaps == [*range(period - 1), *range(250, 250 + period)]


def test_a_variance_beyond_all_numbers_is_missing():
    values = frozen([1e200, -1e200, 1e200, 1.0, 1.0])
    assert_array_equal(variance(values, 2), [NONE, NONE, NONE, NONE, 0.0])


@pytest.mark.parametrize("statistic", [variance, zscore, linreg_slope, linreg_r2])
@pytest.mark.parametrize("period", [5, 14, 60])
@pytest.mark.parametrize("cut", [511, 525, 1_030])
def test_long_columns_keep_their_past(statistic, period, cut):
    close = walk(1_200).close
    past = statistic(prefix(close, cut, np.inf), period)
    assert_array_equal(past[:cut], statistic(close, period)[:cut])


def test_short_columns_give_no_values():
    short, empty = frozen([1.0, 2.0]), frozen([])
    statistics = (rolling_max, percent_rank, zscore, linreg_slope, linreg_r2)
    assert [statistic(empty, 3).size for statistic in statistics] == [0] * 5
    assert np.isnan([statistic(short, 3) for statistic in statistics]).all()
    assert [each.size for each in pivot_points(empty, empty, empty, sessions())] == [0] * 7
    assert [each.size for each in opening_range(empty, empty, sessions(), 3)] == [0, 0]
