"""ADX, Aroon and Ichimoku agree with their definitions and TA-Lib, and stay in range."""

import csv

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from kernels.indicators.aroon import aroon
from kernels.indicators.trend import adx, ichimoku
from tests.generators import bars, frozen, prefix, shared, walk
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
    assert np.isnan(aroon(short, short, 3)).all()
    assert np.isnan(ichimoku(short, short, 4, 5, 6)).all()


@pytest.mark.parametrize("period", [2, 3, 14, 15, 16, 63, 64, 65, 255, 256, 999, 1_999])
def test_aroon_equals_ta_lib(period):
    market = walk(2_000)
    down, up = talib.AROON(market.high, market.low, period)
    assert_allclose(aroon(market.high, market.low, period), [up, down], rtol=1e-12)


@pytest.mark.parametrize("period", [1, 2, 14, 64, 100, 999])
@pytest.mark.parametrize("step", [-1.0, 0.0, 1.0])
def test_aroon_of_a_market_that_moves_one_way(period, step):
    values = frozen(step * np.arange(2_000.0))
    up, down = aroon(values, values, period)
    assert_array_equal(up[period:], 100.0 if step >= 0.0 else 0.0)
    assert_array_equal(down[period:], 100.0 if step <= 0.0 else 0.0)


@given(bars(gaps=True), st.integers(1, 80))
def test_aroon_is_what_its_definition_says(market, period):
    expected = list(map(filled, oracles.aroon(market.high, market.low, period)))
    assert_allclose(aroon(market.high, market.low, period), expected, rtol=1e-12)


@pytest.mark.parametrize("period", [3, 14, 70, 700])
@pytest.mark.parametrize("cut", [1, 513, 1_801])
def test_past_windows_stay_when_new_bars_arrive(period, cut):
    market = walk(2_000)
    for call in (aroon, lambda high, low, n: ichimoku(high, low, n, 2 * n, 3 * n)):
        whole = np.array(call(market.high, market.low, period))[:, :cut]
        short = frozen(market.high[:cut]), frozen(market.low[:cut])
        assert_array_equal(call(*short, period), whole)
        for poison in (np.nan, np.inf, -np.inf):
            past = prefix(market.high, cut, poison), prefix(market.low, cut, poison)
            assert_array_equal(np.array(call(*past, period))[:, :cut], whole)


@pytest.mark.parametrize("missing", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("period", [1, 14, 70])
def test_a_missing_bar_spoils_the_windows_that_hold_it(missing, period):
    market = walk(1_000)
    high = np.array(market.high)
    high[500] = missing
    whole, found = (aroon(frozen(each), market.low, period) for each in (market.high, high))
    assert np.isnan(found[0][500 : 501 + period]).all()
    found[0][500 : 501 + period] = whole[0][500 : 501 + period]
    assert_array_equal(found, whole)


@pytest.mark.parametrize("periods", [(9, 26, 52), (2, 3, 4), (20, 100, 600)])
def test_ichimoku_lines_are_middles_of_ta_libs_extremes(periods):
    market = walk(2_000)
    fast, medium, slow = (
        (talib.MAX(market.high, each) + talib.MIN(market.low, each)) / 2 for each in periods
    )
    expected = [fast, medium, (fast + medium) / 2, slow]
    assert_allclose(ichimoku(market.high, market.low, *periods), expected, rtol=1e-15)
