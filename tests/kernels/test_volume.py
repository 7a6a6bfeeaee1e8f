"""Volume indicators agree with the definitions, TA-Lib and cases by hand."""

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from kernels.indicators.volume import ad, cmf, obv
from kernels.indicators.vwap import vwap
from tests.generators import bars, frozen, walk
from tests.oracles.indicators import volume as oracles
from tests.oracles.indicators.columns import filled

NONE = np.nan


def sessions(*ordinals):
    array = np.array(ordinals, dtype=np.int32)
    array.flags.writeable = False
    return array


def bars_of(market):
    return market.high, market.low, market.close, market.volume


def test_obv_adds_on_a_rise_and_subtracts_on_a_fall():
    close = frozen([10.0, 11.0, 11.0, 9.0, NONE, 10.0, 10.0])
    volume = frozen([5.0, 7.0, 100.0, 3.0, 50.0, 4.0, 8.0])
    assert_array_equal(obv(close, volume), [5.0, 12.0, 12.0, 9.0, NONE, 13.0, 13.0])


def test_obv_begins_at_the_first_bar_that_is_there():
    close = frozen([NONE, 10.0, 9.0])
    assert_array_equal(obv(close, frozen([9.0, 5.0, 2.0])), [NONE, 5.0, 3.0])
    assert_array_equal(obv(close, frozen([9.0, NONE, 2.0])), [NONE, NONE, 2.0])


def test_cumulative_volume_equals_ta_lib_bit_for_bit():
    market = walk(5_000)
    assert_array_equal(obv(market.close, market.volume), talib.OBV(market.close, market.volume))
    assert_allclose(ad(*bars_of(market)), talib.AD(*bars_of(market)), rtol=1e-12, atol=1e-6)


def test_ad_weighs_volume_by_the_place_of_the_close():
    high = frozen([12.0, 12.0, 12.0, 12.0, NONE, 5.0])
    low = frozen([8.0, 8.0, 8.0, 8.0, 8.0, 5.0])
    close = frozen([12.0, 8.0, 10.0, 11.0, 9.0, 5.0])
    volume = frozen([10.0, 4.0, 99.0, 8.0, 7.0, 1e9])
    assert_array_equal(ad(high, low, close, volume), [10.0, 6.0, 6.0, 10.0, NONE, 10.0])


def test_money_flow_is_a_share_of_the_volume():
    high, low = frozen(np.full(4, 12.0)), frozen(np.full(4, 8.0))
    close, volume = frozen([12.0, 8.0, 12.0, 12.0]), frozen([3.0, 1.0, 0.0, 0.0])
    assert_array_equal(cmf(high, low, close, volume, 2), [NONE, 0.5, -1.0, NONE])


@given(bars(gaps=True), st.integers(1, 25))
def test_money_flow_agrees_with_the_definition(market, period):
    found = cmf(*bars_of(market), period)
    expected = filled(oracles.cmf(*(each.tolist() for each in bars_of(market)), period))
    assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_vwap_begins_anew_with_each_session():
    price = frozen([10.0, 20.0, 30.0, 50.0])
    volume = frozen([1.0, 3.0, 2.0, 2.0])
    found = vwap(price, price, price, volume, sessions(4, 4, 9, 9), 0)
    assert_array_equal(found, [10.0, 17.5, 30.0, 40.0])


def test_vwap_waits_for_volume_and_carries_on_after_a_missing_bar():
    price = frozen([10.0, 20.0, NONE, 40.0])
    volume = frozen([0.0, 3.0, 0.0, 1.0])
    found = vwap(price, price, price, volume, sessions(0, 0, 0, 0), 0)
    assert_array_equal(found, [NONE, 20.0, NONE, 25.0])


@given(bars(gaps=True), st.integers(0, 25))
def test_vwap_agrees_with_exact_arithmetic(market, period):
    columns = (*bars_of(market), market.session)
    expected = filled(oracles.vwap(*(each.tolist() for each in columns), period))
    assert_allclose(vwap(*columns, period), expected, rtol=1e-12)


@pytest.mark.parametrize("period", [0, 1, 30])
def test_a_flat_price_is_its_own_vwap_to_the_bit(period):
    market = walk(500)
    still = frozen(np.full(500, 0.1 + 0.2))
    found = vwap(still, still, still, frozen(market.volume + 1.0), market.session, period)
    assert_array_equal(found[max(period - 1, 0) :], still[max(period - 1, 0) :])


@pytest.mark.parametrize("period", [1, 3, 20])
def test_short_columns_give_no_values(period):
    short, empty = frozen([1.0, 2.0]), frozen([])
    assert obv(empty, empty).size == ad(empty, empty, empty, empty).size == 0
    assert np.isnan(cmf(short, short, short, short, 3)).all()
    assert vwap(empty, empty, empty, empty, sessions(), period).size == 0
    assert np.isnan(vwap(short, short, short, short, sessions(0, 0), 3)).all()
