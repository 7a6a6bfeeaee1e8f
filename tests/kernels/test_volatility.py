"""Ranges and estimators of volatility agree with the definitions, TA-Lib and cases by hand."""

import csv

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from kernels.indicators.estimators import (
    garman_klass,
    parkinson,
    realized_volatility,
    stdev,
    yang_zhang,
)
from kernels.indicators.volatility import atr, choppiness, natr, true_range
from tests.generators import bars, frozen, prefix, shared, walk
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


@pytest.mark.parametrize("cut", [2, 60, 512, 514, 515, 1_030, 1_200])
def test_a_long_atr_keeps_its_past(cut):
    market = walk(1_200)
    prices = [np.where(np.arange(1_200) == 700, np.nan, market[k]) for k in (2, 3, 4)]
    whole = atr(*map(frozen, prices), 14)
    past = atr(*(prefix(each, cut, np.inf) for each in prices), 14)
    assert_array_equal(past[:cut], whole[:cut])


def test_ranges_that_stay_the_same_have_exactly_that_mean():
    close = frozen(np.full(2_000, 0.3))
    ranges = true_range(frozen(close + 0.1), frozen(close - 0.2), close)
    assert_array_equal(atr(frozen(close + 0.1), frozen(close - 0.2), close, 7)[7:], ranges[7:])


def test_a_price_without_bounds_is_a_missing_bar():
    market = walk(60)
    high = market.high.copy()
    high[30] = np.inf
    prices = (frozen(high), market.low, market.close)
    assert np.flatnonzero(np.isnan(true_range(*prices))).tolist() == [0, 30]
    assert np.flatnonzero(np.isnan(atr(*prices, 5))).tolist() == [*range(5), *range(30, 35)]


def test_natr_is_the_share_of_the_range_in_the_close():
    prices = tuple(map(frozen, ([11.0, 12.0, 13.0], [9.0, 10.0, 11.0], [10.0, 0.0, 12.5])))
    assert_array_equal(natr(*prices, 1), [np.nan, np.nan, 104.0])


@given(bars(gaps=True), st.integers(2, 25), st.sampled_from([0.0, 1.0, 2.5]))
def test_deviations_agree_with_exact_arithmetic(market, period, deviations):
    expected = filled(oracles.stdev(market.close, period, deviations))
    assert_allclose(stdev(market.close, period, deviations), expected, rtol=1e-11)


@pytest.mark.parametrize("period", [2, 5, 30])
def test_a_deviation_keeps_its_digits_at_a_high_price_with_little_noise(period):
    values = frozen(1e9 + np.random.default_rng(3).normal(scale=1e-3, size=300))
    expected = filled(oracles.stdev(values, period, 1.0))
    assert_allclose(stdev(values, period, 1.0), expected, rtol=1e-11)


def test_a_price_that_doubles_and_halves_has_a_known_volatility():
    close = frozen([1.0, 2.0, 1.0, 2.0, 1.0])
    found = realized_volatility(close, 4, 252)
    assert_allclose(found[4], np.log(2.0) * np.sqrt(252 * 4 / 3), rtol=1e-15)
    assert np.isnan(found[:4]).all()


def test_steady_growth_has_no_volatility_from_closes():
    close = frozen(2.0 ** np.arange(30))
    assert_array_equal(realized_volatility(close, 20, 252)[20:], 0.0)


def test_bars_of_one_shape_have_known_volatilities():
    n = 8
    base = 100.0 * 2.0 ** np.arange(n)
    open_, high, low, close = map(frozen, (base, base * 4.0, base / 2.0, base * 2.0))
    log2 = np.log(2.0)
    found = parkinson(high, low, 5, 252)[n - 1]
    assert_allclose(found, 3.0 * log2 * np.sqrt(252 / (4.0 * log2)), rtol=1e-14)
    found = garman_klass(open_, high, low, close, 5, 252)[n - 1]
    squares = 0.5 * (3.0 * log2) ** 2 - (2.0 * log2 - 1.0) * log2**2
    assert_allclose(found, np.sqrt(252 * squares), rtol=1e-14)
    drifting = (log2 * 2.0 * log2) + (-2.0 * log2) * (-log2)
    k = 0.34 / (1.34 + 6 / 4)
    found = yang_zhang(open_, high, low, close, 5, 252)[n - 1]
    assert_allclose(found, np.sqrt(252 * (1.0 - k) * drifting), rtol=1e-14)


def test_estimators_find_the_volatility_that_prices_were_made_with():
    steps = np.random.default_rng(5).normal(scale=0.2 / np.sqrt(252 * 400), size=(3_000, 400))
    paths = np.exp(np.cumsum(steps).reshape(steps.shape))
    last = paths[:, -1]
    open_ = np.concatenate([[1.0], last[:-1]])
    high = np.maximum(paths.max(axis=1), open_)
    low = np.minimum(paths.min(axis=1), open_)
    prices = tuple(map(frozen, (open_, high, low, last)))
    period = last.size - 1
    found = [
        realized_volatility(prices[3], period, 252)[-1],
        parkinson(*prices[1:3], period, 252)[-1],
        garman_klass(*prices, period, 252)[-1],
        yang_zhang(*prices, period, 252)[-1],
    ]
    assert_allclose(found, 0.2, rtol=0.06)  # bars of 400 steps miss a little of the range


@pytest.mark.parametrize("price", [0.0, -1.0])
def test_no_volatility_from_a_price_that_has_no_logarithm(price):
    market = walk(30)
    prices = [np.where(np.arange(30) == 15, price, market[k]) for k in (1, 2, 3, 4)]
    open_, high, low, close = map(frozen, prices)
    gaps = [
        realized_volatility(close, 5, 252),
        parkinson(high, low, 5, 252),
        garman_klass(open_, high, low, close, 5, 252),
        yang_zhang(open_, high, low, close, 5, 252),
    ]
    found = [np.flatnonzero(np.isnan(each)).tolist() for each in gaps]
    assert found[0] == [*range(5), *range(15, 21)]
    assert found[1] == found[2] == [*range(4), *range(15, 20)]
    assert found[3] == [*range(5), *range(15, 21)]


def test_bars_side_by_side_are_choppy_and_bars_in_a_row_are_not():
    side = np.zeros(30)
    row = 2.0 * np.arange(30)
    sideways, straight = (
        choppiness(*(frozen(10.0 + base + by) for by in (1.0, -1.0, 0.0)), 10)
        for base in (side, row)
    )
    assert_allclose(sideways[10:], 100.0, rtol=1e-14)
    assert_allclose(straight[10:], 100.0 * np.log10(30.0 / 20.0), rtol=1e-14)


def test_a_window_without_range_is_not_choppy_nor_anything():
    still = frozen(np.full(40, 7.0))
    assert np.isnan(choppiness(still, still, still, 14)).all()


def test_short_columns_give_no_values():
    empty, short = frozen([]), frozen([1.0, 2.0])
    assert true_range(empty, empty, empty).size == 0
    assert atr(empty, empty, empty, 3).size == 0
    assert np.isnan(atr(short, short, short, 3)).all()
