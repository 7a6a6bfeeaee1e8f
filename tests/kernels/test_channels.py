"""Bands and channels agree with the definitions and TA-Lib, and keep their order."""

import csv

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from kernels.indicators.averages import ema, sma
from kernels.indicators.channels import bollinger, donchian, keltner
from kernels.indicators.volatility import atr
from tests.generators import bars, closes, frozen, shared, walk
from tests.oracles.indicators import channels as oracles
from tests.oracles.indicators.columns import filled

periods = st.integers(1, 25)


@given(closes(gaps=True), periods, st.sampled_from([0.0, 1.0, 2.5]))
def test_bollinger_agrees_with_the_definition(close, period, deviations):
    found = bollinger(close, period, deviations)
    expected = list(map(filled, oracles.bollinger(close, period, deviations)))
    assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


@given(closes(gaps=True), periods)
def test_the_middle_of_bollinger_is_the_average_to_the_bit(close, period):
    assert_array_equal(bollinger(close, period, 2.0)[1], sma(close, period))


@given(closes(gaps=True), periods)
def test_bollinger_bands_lie_in_order(close, period):
    upper, middle, lower, _, width = bollinger(close, period, 2.0)
    assert not ((upper < middle) | (middle < lower) | (width < 0.0)).any()


def test_a_flat_price_is_its_own_band_and_has_no_place_in_it():
    upper, middle, lower, percent_b, width = bollinger(frozen(np.full(50, 0.1)), 20, 2.0)
    assert_array_equal([upper[19:], middle[19:], lower[19:]], 0.1)
    assert_array_equal(width[19:], 0.0)
    assert np.isnan(percent_b).all()


def test_a_band_round_zero_has_no_relative_width():
    upper, middle, lower, percent_b, width = bollinger(frozen([-1.0, 1.0]), 2, 2.0)
    assert [upper[1], middle[1], lower[1], percent_b[1]] == [2.0, 0.0, -2.0, 0.75]
    assert np.isnan(width[1])


@given(bars(gaps=True), periods, periods)
def test_keltner_is_an_average_with_ranges_round_it(market, period, atr_period):
    prices = (market.high, market.low, market.close)
    upper, middle, lower = keltner(*prices, period, atr_period, 1.5)
    reach = 1.5 * atr(*prices, atr_period)
    assert_array_equal(middle, ema(market.close, period))
    assert_array_equal([upper, lower], [middle + reach, middle - reach])


@given(bars(gaps=True), periods)
def test_donchian_agrees_with_the_definition(market, period):
    found = donchian(market.high, market.low, period)
    expected = oracles.donchian(market.high, market.low, period)
    assert_array_equal(found, list(map(filled, expected)))


@pytest.mark.parametrize("level", [1e-6, 1.0, 100.0, 1e9])
@pytest.mark.parametrize("period", [2, 3, 14, 200, 1_999, 2_000])
def test_channels_equal_ta_lib(level, period):
    market = walk(2_000, level=level)
    bands = talib.BBANDS(market.close, period, 1.5, 1.5)
    assert_allclose(bollinger(market.close, period, 1.5)[:3], bands, rtol=1e-9)
    upper, middle, lower = donchian(market.high, market.low, period)
    assert_array_equal(upper, talib.MAX(market.high, period))
    assert_array_equal(lower, talib.MIN(market.low, period))
    assert_array_equal(middle, (upper + lower) / 2)


def test_bollinger_equals_a_published_sheet():
    with shared("oracles/stockcharts/cs-bbands.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    names = ("HighBand", "MiddleBand", "LowBand", "PercentageBand", "WidthBand")
    expected = [[float(row[name] or "nan") for row in rows] for name in names]
    upper, middle, lower, percent_b, width = bollinger(frozen([r["Close"] for r in rows]), 20, 2.0)
    found = [upper, middle, lower, percent_b, 100 * width]
    assert_allclose(found, expected, atol=2e-6)


def test_short_columns_give_no_values():
    short = frozen([1.0, 2.0])
    assert np.isnan(bollinger(short, 3, 2.0)).all()
    assert np.isnan(donchian(short, short, 3)).all()
