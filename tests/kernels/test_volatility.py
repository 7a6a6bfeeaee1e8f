"""Ranges agree with the definitions and TA-Lib."""

import csv

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from kernels.indicators.volatility import atr, true_range
from tests.generators import bars, frozen, shared, walk
from tests.oracles.indicators import volatility as oracles
from tests.oracles.indicators.columns import filled

periods = st.integers(1, 25)


@given(bars(gaps=True), periods)
def test_ranges_agree_with_the_definitions(market, period):
    prices = (market.high, market.low, market.close)
    ranges = filled(oracles.true_range(*prices))
    assert_array_equal(true_range(*prices), ranges)
    assert_allclose(atr(*prices, period), filled(oracles.atr(*prices, period)), rtol=1e-11)


@pytest.mark.parametrize("level", [1e-6, 1.0, 100.0, 1e9])
@pytest.mark.parametrize("period", [2, 3, 14, 200, 1_999, 2_000])
def test_volatility_equals_ta_lib(level, period):
    market = walk(2_000, level=level)
    prices = (market.high, market.low, market.close)
    assert_allclose(true_range(*prices), talib.TRANGE(*prices), rtol=1e-9)
    assert_allclose(atr(*prices, period), talib.ATR(*prices, period), rtol=1e-9)


@given(bars(min_size=1), st.integers(2, 25))
def test_ranges_equal_ta_lib_on_flats_and_ties(market, period):
    prices = (market.high, market.low, market.close)
    assert_array_equal(true_range(*prices), talib.TRANGE(*prices))
    assert_allclose(atr(*prices, period), talib.ATR(*prices, period), rtol=1e-9)


def test_atr_of_one_bar_is_the_true_range_as_in_ta_lib():
    market = walk(50)
    prices = (market.high, market.low, market.close)
    assert_array_equal(atr(*prices, 1), talib.ATR(*prices, 1))


def test_atr_equals_a_published_sheet():
    with shared("oracles/skender_sma_ema_rsi_atr.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    high, low, close = (frozen([row[name] for row in rows]) for name in ("high", "low", "close"))
    expected = [float(row["atr.atr"] or "nan") for row in rows]
    assert_allclose(atr(high, low, close, 14), expected, rtol=1e-12)


def test_short_columns_give_no_values():
    empty, short = frozen([]), frozen([1.0, 2.0])
    assert true_range(empty, empty, empty).size == 0
    assert atr(empty, empty, empty, 3).size == 0
    assert np.isnan(atr(short, short, short, 3)).all()
