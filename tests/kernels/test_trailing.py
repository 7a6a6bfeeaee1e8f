"""Supertrend and the parabolic stop follow their rules, TA-Lib, and begin again after a gap."""

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from kernels.indicators.trailing import parabolic_sar, supertrend
from tests.generators import bars, frozen, walk
from tests.oracles.indicators import trend as oracles
from tests.oracles.indicators.columns import filled

periods = st.integers(1, 25)
multiples = st.sampled_from([0.0, 0.5, 1.0, 3.0])
SHARES = [(0.02, 0.2), (0.2, 0.02), (0.0, 0.2), (0.02, 0.0), (0.5, 1.0), (1.0, 1.0), (0.1, 3.0)]


@pytest.mark.parametrize(("acceleration", "maximum"), SHARES)
@pytest.mark.parametrize("level", [1e-6, 1.0, 100.0, 1e9])
def test_the_parabolic_stop_equals_ta_lib(level, acceleration, maximum):
    market = walk(3_000, level=level)
    found = parabolic_sar(market.high, market.low, acceleration, maximum)
    assert_allclose(found, talib.SAR(market.high, market.low, acceleration, maximum), rtol=1e-12)


@given(bars(min_size=1), st.sampled_from(SHARES))
def test_the_parabolic_stop_equals_ta_lib_on_flats_and_ties(market, shares):
    found = parabolic_sar(market.high, market.low, *shares)
    assert_allclose(found, talib.SAR(market.high, market.low, *shares), rtol=1e-12)


@given(bars(gaps=True), st.sampled_from(SHARES))
def test_the_parabolic_stop_follows_wilders_rules(market, shares):
    expected = filled(oracles.parabolic_sar(market.high, market.low, *shares))
    assert_allclose(parabolic_sar(market.high, market.low, *shares), expected, rtol=1e-9)


@given(bars(gaps=True), st.sampled_from(SHARES))
def test_the_parabolic_stop_lies_outside_the_bar(market, shares):
    stop = parabolic_sar(market.high, market.low, *shares)
    inside = (stop > market.low) & (stop < market.high)
    assert not inside[1:].any()


def test_a_rise_of_one_a_bar_by_hand():
    low = frozen([10.0, 11.0, 12.0, 13.0, 9.0])
    high = frozen([11.0, 12.0, 13.0, 14.0, 13.0])
    second = 10.0 + 0.02 * (12.0 - 10.0)
    third = second + 0.04 * (13.0 - second)
    assert_allclose(
        parabolic_sar(high, low, 0.02, 0.2), [np.nan, 10.0, second, third, 14.0], rtol=1e-15
    )


@pytest.mark.parametrize("missing", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("column", [0, 1, 2])
def test_trailing_lines_begin_again_after_a_missing_bar(missing, column):
    market = walk(400)
    columns = [np.array(each) for each in (market.high, market.low, market.close)]
    columns[column][200] = missing
    after = [frozen(each[201:]) for each in columns]
    columns = [frozen(each) for each in columns]
    line, direction = supertrend(*columns, 10, 3.0)
    assert np.isnan(line[200:211]).all()
    assert_array_equal([line[201:], direction[201:]], supertrend(*after, 10, 3.0))
    if column < 2:
        stop = parabolic_sar(*columns[:2], 0.02, 0.2)
        assert np.isnan(stop[200:202]).all()
        assert_array_equal(stop[201:], parabolic_sar(*after[:2], 0.02, 0.2))


@given(bars(gaps=True), periods, multiples)
def test_supertrend_is_what_its_definition_says(market, period, multiple):
    columns = (market.high, market.low, market.close)
    expected = list(map(filled, oracles.supertrend(*columns, period, multiple)))
    found = np.array(supertrend(*columns, period, multiple))
    near = np.abs(market.close - expected[0]) <= 1e-9 * np.abs(market.close)
    first = int(np.argmax(near)) if near.any() else market.close.size
    assert_allclose(found[:, :first], np.array(expected)[:, :first], rtol=1e-9)


@given(bars(gaps=True), periods)
def test_supertrend_holds_the_close_on_its_side_and_only_moves_with_it(market, period):
    line, direction = supertrend(market.high, market.low, market.close, period, 3.0)
    assert_array_equal(np.isnan(line), np.isnan(direction))
    assert set(direction[~np.isnan(direction)]) <= {1.0, -1.0}
    begun = ~np.isnan(line) & ~np.isnan(np.concatenate([[np.nan], line[:-1]]))[: line.size]
    assert not (direction * (market.close - line) < 0.0)[begun].any()
    held = direction[1:] == direction[:-1]
    assert not (direction[1:] * np.diff(line) < 0.0)[held].any()


def test_supertrend_by_hand():
    close = frozen([10.0, 11.0, 12.0, 13.0, 12.5, 9.0, 8.0])
    line, direction = supertrend(close, close, close, 1, 1.0)
    assert_array_equal(line, [np.nan, 10.0, 11.0, 12.0, 12.0, 12.5, 9.0])
    assert_array_equal(direction, [np.nan, 1.0, 1.0, 1.0, 1.0, -1.0, -1.0])


def test_short_columns_give_no_values():
    for size in range(2):
        short = frozen(np.arange(1.0, 1.0 + size))
        assert np.isnan(supertrend(short, short, short, 3, 3.0)).all()
        assert np.isnan(parabolic_sar(short, short, 0.02, 0.2)).all()
