"""Averages agree with the definitions and TA-Lib; the simple one owes nothing to its past."""

import csv

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from kernels.indicators.averages import ema, sma, wilder
from tests.generators import POISONS, closes, frozen, prefix, shared, walk
from tests.oracles.indicators import averages as oracles
from tests.oracles.indicators.columns import filled

periods = st.integers(1, 40)
magnitudes = st.floats(1e-6, 1e9) | st.floats(-1e9, -1e-6) | st.sampled_from([0.0, 1e-6, 1e9])
mixed = st.lists(magnitudes | st.floats(), max_size=80).map(frozen)


@given(closes(gaps=True), periods)
def test_sma_is_the_exact_mean_to_the_last_bit(close, period):
    assert_array_equal(sma(close, period), filled(oracles.sma(close, period)))


@given(st.lists(magnitudes, max_size=80).map(frozen), periods)
def test_sma_is_exact_across_fifteen_orders_of_magnitude(values, period):
    assert_array_equal(sma(values, period), filled(oracles.sma(values, period)))


@pytest.mark.parametrize("period", [2, 7, 20, 100])
@pytest.mark.parametrize("lowest", [-6, -18])
def test_sma_is_exact_on_wildly_mixed_prices(lowest, period):
    values = frozen(10.0 ** np.random.default_rng(5).uniform(lowest, 9, size=300))
    assert_array_equal(sma(values, period), filled(oracles.sma(values, period)))


def test_sma_rounds_three_parts_once():
    values = frozen([1.0, 2.0**-53, 2.0**-110, 0.0])
    assert sma(values, 4)[3] == (1.0 + 2.0**-52) / 4


@given(mixed, periods, st.data())
def test_a_value_of_sma_does_not_depend_on_where_history_starts(values, period, data):
    start = data.draw(st.integers(0, values.size))
    whole = sma(values, period)[start:]
    whole[: period - 1] = np.nan
    assert_array_equal(sma(frozen(values[start:]), period), whole)


@pytest.mark.parametrize("spike", [0.0, 1e12, 1e200, np.nan, np.inf])
def test_a_spike_leaves_no_trace_in_a_long_sma(spike):
    close = walk(5_000).close.copy()
    close[1_234] = spike
    assert_array_equal(sma(frozen(close), 200)[1_434:], sma(walk(5_000).close, 200)[1_434:])


@pytest.mark.parametrize("poison", [*POISONS, 1e12, 1e200, 5e-324])
@pytest.mark.parametrize("cut", [20, 21, 511, 532, 533, 1_500, 2_999])
def test_sma_of_a_long_column_does_not_look_ahead(cut, poison):
    close = walk(3_000).close
    assert_array_equal(sma(prefix(close, cut, poison), 20)[:cut], sma(close, 20)[:cut])


@given(st.floats(1e-6, 1e9), periods)
def test_a_flat_window_gives_exactly_its_price(price, period):
    flat = frozen([price * 7, price / 3] + [price] * (period + 600))
    assert_array_equal(sma(flat, period)[period + 1 :], price)
    assert_array_equal(ema(frozen(flat[2:]), period)[period - 1 :], price)


@given(closes(gaps=True), periods)
def test_ema_agrees_with_the_definition(close, period):
    assert_allclose(ema(close, period), filled(oracles.ema(close, period)), rtol=1e-11)


def test_ema_of_a_very_long_column_agrees_with_the_definition():
    close = walk(10_000).close
    assert_allclose(ema(close, 7), filled(oracles.ema(close, 7)), rtol=1e-13)


@pytest.mark.parametrize("average", [ema, wilder])
@pytest.mark.parametrize("price", [0.1, 5.0, 1e9 / 3])
def test_smoothings_of_a_price_that_came_to_rest_arrive_at_it(average, price):
    close = frozen([1.0, 2.0, 1.5] + [price] * 10_000)
    assert_array_equal(average(close, 5)[-9_000:], price)


@pytest.mark.parametrize("average", [ema, wilder])
def test_smoothings_forget_a_spike_and_begin_again_after_an_overflow(average):
    close = walk(3_000).close.copy()
    whole = average(frozen(close), 20)
    close[1_000] = 1e12
    assert_allclose(average(frozen(close), 20)[2_500:], whole[2_500:], rtol=1e-13)
    close[1_000:1_002] = [-1.7e308, 1.7e308]
    assert np.isfinite(average(frozen(close), 20)[2_500:]).all()


@given(closes(gaps=True), periods)
def test_wilder_agrees_with_the_definition(close, period):
    expected = filled(oracles.wilder(close, period))
    assert_allclose(wilder(close, period), expected, rtol=1e-11)


@pytest.mark.parametrize("level", [1e-6, 1.0, 100.0, 1e9])
@pytest.mark.parametrize("period", [1, 2, 3, 14, 200, 2_000, 2_001])
def test_averages_equal_ta_lib(level, period):
    close = walk(2_000, level=level).close
    assert_allclose(sma(close, period), talib.SMA(close, period), rtol=1e-9)
    assert_allclose(ema(close, period), talib.EMA(close, period), rtol=1e-9)


@pytest.mark.parametrize(("average", "column"), [(sma, "sma.sma"), (ema, "ema.ema")])
def test_averages_equal_a_published_sheet(average, column):
    with shared("oracles/skender_sma_ema_rsi_atr.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    expected = [float(row[column] or "nan") for row in rows]
    assert_allclose(average(frozen([row["close"] for row in rows]), 20), expected, rtol=1e-12)


@pytest.mark.parametrize("average", [sma, ema, wilder])
def test_short_columns_give_no_values(average):
    assert average(frozen([]), 3).size == 0
    assert_array_equal(average(frozen([1.0, 2.0]), 3), [np.nan, np.nan])
