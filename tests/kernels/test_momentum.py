"""RSI, rate of change and their kin agree with the definitions and TA-Lib, and stay in range."""

import csv

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from kernels.indicators.averages import ema, sma
from kernels.indicators.macd import macd, ppo
from kernels.indicators.momentum import momentum, roc, rsi
from tests.generators import closes, frozen, shared, walk
from tests.oracles.indicators import momentum as oracles
from tests.oracles.indicators.columns import filled

periods = st.integers(1, 40)


@given(closes(gaps=True), periods)
def test_rsi_agrees_with_the_definition(close, period):
    expected = filled(oracles.rsi(close, period))
    assert_allclose(rsi(close, period), expected, rtol=1e-9, atol=1e-9)


@given(closes(gaps=True), periods)
def test_rsi_stays_in_range(close, period):
    values = rsi(close, period)
    assert not ((values < 0.0) | (values > 100.0)).any()


@given(closes(), periods)
def test_rsi_does_not_know_the_price_level(close, period):
    assert_array_equal(rsi(frozen(close * 1_024), period), rsi(close, period))


def test_rsi_of_prices_that_only_rise_fall_or_rest():
    assert_array_equal(rsi(frozen(np.arange(1.0, 9.0)), 3)[3:], 100.0)
    assert_array_equal(rsi(frozen(np.arange(9.0, 1.0, -1.0)), 3)[3:], 0.0)
    assert_array_equal(rsi(frozen(np.full(9, 5.0)), 3)[3:], 0.0)


def test_rsi_of_prices_at_rest_for_very_long_is_that_of_flat_prices():
    close = frozen(np.concatenate([[1.0, 2.0, 1.5], np.full(5_000, 1.5), [1.6, 1.5]]))
    assert rsi(close, 2)[500] == pytest.approx(200.0 / 3.0)
    assert_array_equal(rsi(close, 2)[-3:-1], [0.0, 100.0])
    assert rsi(close, 2)[-1] == pytest.approx(100.0 / 3.0)


@pytest.mark.parametrize("indicator", [rsi, roc, momentum])
@pytest.mark.parametrize("spoiled", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_not_finite_is_a_missing_bar(indicator, spoiled):
    close = walk(300).close.copy()
    close[100] = np.nan
    expected = indicator(frozen(close), 14)
    close[100] = spoiled
    assert_array_equal(indicator(frozen(close), 14), expected)


def test_momentum_is_a_difference():
    assert_array_equal(momentum(frozen([1.0, 2.0, 4.0, np.nan, 9.0]), 2)[2:], [3.0, np.nan, 5.0])


@given(closes(gaps=True), periods)
def test_roc_agrees_with_the_definition(close, period):
    expected = filled(oracles.roc(close, period))
    assert_allclose(roc(close, period), expected, rtol=1e-12, atol=1e-12)


def test_roc_from_zero_is_zero_as_in_ta_lib():
    assert_array_equal(roc(frozen([0.0, 1.0, 2.0]), 1), talib.ROC(np.array([0.0, 1.0, 2.0]), 1))
    assert_array_equal(roc(frozen([0.0, np.nan]), 1), [np.nan, np.nan])


@pytest.mark.parametrize("level", [1e-6, 1.0, 100.0, 1e9])
@pytest.mark.parametrize("period", [2, 3, 14, 200, 1_999, 2_000])
def test_momentum_equals_ta_lib(level, period):
    close = walk(2_000, level=level).close
    assert_allclose(rsi(close, period), talib.RSI(close, period), rtol=1e-9)
    assert_allclose(roc(close, period), talib.ROC(close, period), rtol=1e-9)


@given(closes(min_size=1), st.integers(2, 40))
def test_momentum_equals_ta_lib_on_flats_and_ties(close, period):
    assert_allclose(rsi(close, period), talib.RSI(close, period), rtol=1e-9, atol=1e-9)
    assert_array_equal(roc(close, period), talib.ROC(close, period))


def test_rsi_equals_a_published_sheet():
    with shared("oracles/skender_sma_ema_rsi_atr.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    expected = [float(row["rsi.rsi"] or "nan") for row in rows]
    assert_allclose(rsi(frozen([row["close"] for row in rows]), 14), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("fast", "slow", "signal"), [(12, 26, 9), (2, 3, 1), (5, 35, 5), (3, 10, 16), (50, 200, 700)]
)
@pytest.mark.parametrize("size", [7, 19_999])
def test_macd_equals_ta_lib(fast, slow, signal, size):
    close = walk(size).close
    assert_allclose(
        macd(close, fast, slow, signal), talib.MACD(close, fast, slow, signal), atol=1e-10
    )


@given(closes(gaps=True), st.integers(1, 20), st.integers(1, 20), st.integers(1, 20))
def test_macd_agrees_with_the_definition(close, fast, more, signal):
    scale = np.nanmax(np.abs(close), initial=0.0)
    expected = [filled(each) for each in oracles.macd(close, fast, fast + more, signal)]
    assert_allclose(macd(close, fast, fast + more, signal), expected, atol=1e-12 * scale)


def test_macd_equals_a_published_sheet():
    with shared("oracles/lean_indicators/spy_with_macd.txt").open(newline="") as file:
        rows = list(csv.DictReader(file))[:-1]
    found = macd(frozen([row["Close"] for row in rows]), 12, 26, 9)
    names = ("MACD", "Signal", "Histogram")
    expected = [[float(row[name] or "nan") for name in names] for row in rows]
    stands = ~np.isnan(expected).any(axis=1)
    assert stands.sum() == 182
    assert_allclose(np.transpose(found)[stands], np.array(expected)[stands], atol=1e-5)


def test_macd_of_prices_at_rest_is_zero_and_its_histogram_the_difference():
    assert_array_equal(macd(frozen(np.full(90, 0.1)), 12, 26, 9), [[np.nan] * 33 + [0.0] * 57] * 3)
    rest = frozen(np.concatenate([walk(50).close, np.full(20_000, 100.0)]))
    assert_array_equal(np.array(macd(rest, 3, 7, 9))[:, -9_000:], 0.0)
    line, mean, histogram = macd(walk(300).close, 12, 26, 9)
    assert_array_equal(histogram, line - mean)


def test_macd_begins_again_after_an_overflow():
    close = walk(3_000).close.copy()
    close[1_000:1_002] = [-1.7e308, 1.7e308]
    values = np.array(macd(frozen(close), 5, 20, 9))
    assert_array_equal(np.flatnonzero(np.isnan(values[2, 100:])), np.arange(901, 928))


@pytest.mark.parametrize(("average", "of"), [(0, sma), (1, ema)])
def test_ppo_is_the_distance_of_its_averages_and_equals_ta_lib(average, of):
    close = walk(3_000).close
    expected = 100.0 * (of(close, 12) / of(close, 26) - 1.0)
    assert_allclose(ppo(close, 12, 26, average), expected, atol=1e-12)
    assert_allclose(ppo(close, 12, 26, average), talib.PPO(close, 12, 26, average), atol=1e-10)


@given(closes(gaps=True), st.integers(1, 20), st.integers(1, 20), st.integers(0, 1))
def test_ppo_agrees_with_the_definition(close, fast, more, average):
    expected = filled(oracles.ppo(close, fast, fast + more, average))
    assert_allclose(ppo(close, fast, fast + more, average), expected, atol=1e-11)


def test_ppo_on_a_slow_average_of_zero_is_zero_as_in_ta_lib():
    close = frozen([1.0, -2.0, 1.0, 4.0])
    assert_array_equal(ppo(close, 2, 3, 0), talib.PPO(close, 2, 3, 0))


@pytest.mark.parametrize("indicator", [rsi, roc, momentum])
def test_short_columns_give_no_values(indicator):
    assert indicator(frozen([]), 3).size == 0
    assert_array_equal(indicator(frozen([1.0, 2.0, 3.0]), 3), [np.nan] * 3)
