"""ADX agrees with Wilder's sums and TA-Lib, and stays in range."""

import csv

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from kernels.indicators.trend import adx
from tests.generators import bars, frozen, shared, walk
from tests.oracles.indicators import trend as oracles
from tests.oracles.indicators.columns import filled

periods = st.integers(2, 25)


@given(bars(gaps=True), periods)
def test_adx_agrees_with_wilders_sums(market, period):
    found = adx(market.high, market.low, market.close, period)
    expected = oracles.adx(market.high, market.low, market.close, period)
    assert_allclose(found, list(map(filled, expected)), rtol=1e-9, atol=1e-9)


@given(bars(gaps=True), periods)
def test_adx_and_its_indicators_stay_in_range(market, period):
    values = np.array(adx(market.high, market.low, market.close, period))
    assert not ((values < 0.0) | (values > 100.0 + 1e-9)).any()


@given(bars(), periods)
def test_plus_and_minus_change_places_when_prices_are_turned_over(market, period):
    index, plus, minus = adx(market.high, market.low, market.close, period)
    turned = [frozen(-market.low), frozen(-market.high), frozen(-market.close)]
    assert_array_equal(adx(*turned, period), [index, minus, plus])


@pytest.mark.parametrize("level", [1e-6, 1.0, 100.0, 1e9])
@pytest.mark.parametrize("period", [2, 3, 14, 200, 1_000, 1_001])
def test_adx_equals_ta_lib(level, period):
    market = walk(2_000, level=level)
    prices = (market.high, market.low, market.close)
    index, plus, minus = adx(*prices, period)
    assert_allclose(index, talib.ADX(*prices, period), rtol=1e-9)
    assert_allclose(plus, talib.PLUS_DI(*prices, period), rtol=1e-9)
    assert_allclose(minus, talib.MINUS_DI(*prices, period), rtol=1e-9)


@given(bars(min_size=1), periods)
def test_adx_equals_ta_lib_on_flats_and_ties(market, period):
    prices = (market.high, market.low, market.close)
    index, plus, minus = adx(*prices, period)
    assert_allclose(index, talib.ADX(*prices, period), rtol=1e-9, atol=1e-9)
    assert_allclose(plus, talib.PLUS_DI(*prices, period), rtol=1e-9, atol=1e-9)
    assert_allclose(minus, talib.MINUS_DI(*prices, period), rtol=1e-9, atol=1e-9)


def test_flat_prices_have_no_direction_as_in_ta_lib():
    flat = frozen(np.full(40, 5.0))
    index, plus, minus = adx(flat, flat, flat, 5)
    assert_array_equal(index, talib.ADX(flat, flat, flat, 5))
    assert_array_equal(plus, talib.PLUS_DI(flat, flat, flat, 5))
    assert_array_equal(minus, talib.MINUS_DI(flat, flat, flat, 5))


def test_after_a_very_long_rest_there_is_no_direction_and_adx_stays():
    market = walk(100)
    prices = [frozen(np.concatenate([each, np.full(20_000, 90.0)])) for each in market[2:5]]
    index, plus, minus = adx(*prices, 5)
    assert index[-1] == index[-5_000] == pytest.approx(index[500])
    assert [plus[-1], minus[-1]] == [0.0, 0.0]


def test_adx_ends_where_a_published_sheet_ends():
    with shared("oracles/lean_indicators/spy_with_adx.txt").open(newline="") as file:
        rows = list(csv.DictReader(file))
    high, low, close = (frozen([row[name] for row in rows]) for name in ("High", "Low", "Close"))
    expected = [[float(row[name]) for row in rows[300:]] for name in ("ADX 14", "+DI14", "-DI14")]
    assert_allclose([each[300:] for each in adx(high, low, close, 14)], expected, atol=2e-3)


def test_short_columns_give_no_values():
    assert [each.size for each in adx(frozen([]), frozen([]), frozen([]), 3)] == [0, 0, 0]
    short = frozen([1.0, 2.0, 3.0])
    assert np.isnan(adx(short, short, short, 3)).all()
