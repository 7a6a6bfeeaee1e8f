"""Oscillators equal TA-Lib's and a published sheet, stay in range, and read their windows only."""

import csv

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from kernels.indicators.deviations import SHORT, _direct_into, cci, distances_into
from kernels.indicators.oscillators import stoch_rsi, stochastic, williams_r
from kernels.indicators.pressure import mfi, ultimate
from tests.generators import bars, frozen, prefix, shared, walk
from tests.oracles.indicators import oscillators as oracles
from tests.oracles.indicators.columns import filled

periods = st.integers(1, 25)
LONG = [63, 64, 65, 255, 256, 257, 511, 512, 513, 1_000, 1_500]
MARKET = walk(2_500)
PRICES = (MARKET.high, MARKET.low, MARKET.close)
CALLS = {
    "stochastic": lambda columns, period: stochastic(*columns[:3], period, 20, 3),
    "stoch_rsi": lambda columns, period: stoch_rsi(columns[2], 14, period, 12),
    "williams_r": lambda columns, period: williams_r(*columns[:3], period),
    "cci": lambda columns, period: cci(*columns[:3], period),
    "mfi": lambda columns, period: mfi(*columns, period),
    "ultimate": lambda columns, period: ultimate(*columns[:3], 5, period, 2 * period),
}


@pytest.mark.parametrize("period", LONG)
@pytest.mark.parametrize("level", [1e-6, 100.0, 1e9])
def test_long_windows_equal_ta_lib(period, level):
    market = walk(2_500, level=level)
    prices = (market.high, market.low, market.close)
    slow = talib.STOCH(*prices, period, 20, 0, 3, 0)
    assert_allclose(stochastic(*prices, period, 20, 3), slow, rtol=1e-9, atol=1e-9)
    assert_allclose(williams_r(*prices, period), talib.WILLR(*prices, period), rtol=1e-12)
    assert_allclose(cci(*prices, period), talib.CCI(*prices, period), rtol=1e-9, atol=1e-8)
    flow = talib.MFI(*prices, market.volume, period)
    assert_allclose(mfi(*prices, market.volume, period), flow, rtol=1e-9)
    thirds = (period // 3, 2 * (period // 3), period)
    assert_allclose(ultimate(*prices, *thirds), talib.ULTOSC(*prices, *thirds), rtol=1e-9)


@pytest.mark.parametrize("period", [2, 5, 14, 100])
def test_without_smoothing_it_is_the_fast_stochastic(period):
    fast = talib.STOCHF(*PRICES, period, 3, 0)
    assert_allclose(stochastic(*PRICES, period, 1, 3), fast, rtol=1e-9, atol=1e-9)


@given(bars(gaps=True), periods)
def test_williams_r_is_the_unsmoothed_stochastic_less_100(market, period):
    prices = (market.high, market.low, market.close)
    k, d = stochastic(*prices, period, 1, 1)
    assert_array_equal(k, d)
    ranged = williams_r(*prices, period)
    flat = (k == 0.0) & (ranged == 0.0)
    assert_allclose(ranged[~flat], k[~flat] - 100.0, atol=1e-9)


@given(bars(gaps=True), periods, st.integers(1, 12), st.integers(1, 12))
def test_the_stochastic_is_what_its_definition_says(market, k_period, k_smoothing, d_period):
    columns = (market.high, market.low, market.close)
    expected = oracles.stochastic(*columns, k_period, k_smoothing, d_period)
    found = stochastic(*columns, k_period, k_smoothing, d_period)
    assert_allclose(found, list(map(filled, expected)), rtol=1e-9, atol=1e-9)


@given(bars(gaps=True), periods, st.integers(1, 6))
def test_oscillators_stay_in_range(market, period, d_period):
    prices = (market.high, market.low, market.close)
    shares = np.array(
        [
            *stochastic(*prices, period, 3, d_period),
            *stoch_rsi(market.close, period, 5, d_period),
            williams_r(*prices, period) + 100.0,
            mfi(*prices, market.volume, period),
            ultimate(*prices, period, period + 1, 2 * period + 2),
        ]
    )
    assert not ((shares < -1e-9) | (shares > 100.0 + 1e-9)).any()


def test_the_stochastic_equals_a_published_sheet():
    with shared("oracles/lean_indicators/spy_with_stoch12k3.txt").open(newline="") as file:
        rows = list(csv.DictReader(file))
    prices = [frozen([row[name] for row in rows]) for name in ("High", "Low", "Close")]
    k, d = stochastic(*prices, 12, 3, 5)
    expected = [[float(row[name] or "nan") for row in rows] for name in list(rows[0])[-2:]]
    ready = 12 + 3 + 5 - 3
    assert_allclose([k[ready:], d[ready:]], np.array(expected)[:, ready:], atol=5e-4)


@pytest.mark.parametrize("period", [14, 70, 300])
@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("cut", [1, 513, 1_801])
def test_past_values_of_long_windows_stay_when_new_bars_arrive(name, period, cut):
    columns = (*PRICES, MARKET.volume)
    whole = np.atleast_2d(CALLS[name](columns, period))[:, :cut]
    short = [frozen(each[:cut]) for each in columns]
    assert_array_equal(np.atleast_2d(CALLS[name](short, period)), whole)
    for poison in (np.nan, np.inf, 1e299):
        past = CALLS[name]([prefix(each, cut, poison) for each in columns], period)
        assert_array_equal(np.atleast_2d(past)[:, :cut], whole)


@pytest.mark.parametrize("missing", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("period", [14, 70, 300])
@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("column", range(4))
def test_a_missing_value_spoils_the_windows_that_hold_it(name, period, missing, column):
    columns = [np.array(each) for each in (*PRICES, MARKET.volume)]
    columns[column][700] = missing
    whole = np.atleast_2d(CALLS[name]((*PRICES, MARKET.volume), period))
    found = np.atleast_2d(CALLS[name]([frozen(each) for each in columns], period))
    reads = {"stoch_rsi": {2}, "mfi": {0, 1, 2, 3}}.get(name, {0, 1, 2})
    assert np.isnan(found[:, 700]).all() == (column in reads)
    assert_array_equal(found[:, :700], whole[:, :700])
    assert not np.isnan(found[:, 1_500:]).any()
    assert_allclose(found[:, 1_500:], whole[:, 1_500:], rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("period", [SHORT + 1, 300, 512, 1_000])
@pytest.mark.parametrize("level", [1e-6, 100.0, 1e9])
def test_distances_by_order_of_size_are_the_sums_of_distances(period, level):
    prices = np.array(walk(2_500, level=level).close)
    prices[900:1_200] = prices[900]
    prices[1_300] *= 1_000.0
    means = np.convolve(prices, np.ones(period) / period)[: prices.size]
    by_order = np.empty(prices.size)
    distances_into(prices, means, period, by_order)
    direct = np.empty(prices.size + 1 - period)
    _direct_into(prices, means[period - 1 :].copy(), period, direct)
    assert_allclose(by_order[period - 1 :], direct, rtol=1e-9)


@given(bars(gaps=True, min_size=300, max_size=330), st.integers(SHORT + 1, 300))
def test_the_long_cci_is_what_its_definition_says(market, period):
    prices = (market.high, market.low, market.close)
    expected = filled(oracles.cci(*prices, period))
    assert_allclose(cci(*prices, period), expected, rtol=1e-9, atol=1e-7)


@pytest.mark.parametrize("period", [14, 300])
def test_a_price_that_does_not_move_has_no_place_and_no_flow(period):
    flat = frozen(np.full(700, 0.1))
    for name, call in CALLS.items():
        values = np.atleast_2d(call((flat, flat, flat, flat), period))[:, 650:]
        assert_array_equal(values, 0.0, err_msg=name)


def test_small_flows_and_small_ranges_count():
    rising = frozen(np.arange(1.0, 40.0) * 1e-30)
    assert_array_equal(mfi(rising, rising, rising, rising, 14)[14:], 100.0)
    assert_allclose(ultimate(rising, rising, rising, 7, 14, 28)[28:], 100.0)


def test_the_stochastic_of_the_rsi_begins_again_after_a_missing_bar():
    close = np.array(MARKET.close)
    close[700] = np.nan
    again = stoch_rsi(frozen(close), 14, 5, 3)
    alone = stoch_rsi(frozen(close[701:]), 14, 5, 3)
    assert_allclose([each[701:] for each in again], alone, rtol=1e-11, atol=1e-9)


def test_short_columns_give_no_values():
    for size in range(4):
        short = frozen(np.arange(1.0, 1.0 + size))
        for call in CALLS.values():
            found = np.atleast_2d(call((short, short, short, short), 14))
            assert found.shape[1] == size
            assert np.isnan(found).all()
