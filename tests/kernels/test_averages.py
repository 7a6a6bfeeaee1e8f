"""Averages agree with the definitions and TA-Lib; the simple one owes nothing to its past."""

import csv

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from kernels.indicators.averages import ema, sma, wilder
from kernels.indicators.smoothings import dema, kama, tema
from kernels.indicators.weighted import hma, vwma, wma
from tests.generators import POISONS, bars, closes, frozen, prefix, shared, walk
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


@pytest.mark.parametrize("average", [wilder, wma, dema, tema, kama])
@given(close=closes(gaps=True), period=periods)
def test_averages_agree_with_the_definition(average, close, period):
    expected = filled(getattr(oracles, average.__name__)(close, period))
    assert_allclose(average(close, period), expected, rtol=1e-11)


@given(closes(gaps=True), st.integers(2, 40))
def test_hma_agrees_with_the_definition(close, period):
    scale = np.nanmax(np.abs(close), initial=0.0)
    assert_allclose(hma(close, period), filled(oracles.hma(close, period)), atol=1e-12 * scale)


@given(bars(gaps=True), periods)
def test_vwma_agrees_with_the_definition(market, period):
    expected = filled(oracles.vwma(market.close, market.volume, period))
    assert_allclose(vwma(market.close, market.volume, period), expected, rtol=1e-11)


def test_hma_cuts_half_its_period_and_the_root_to_whole_bars():
    close = walk(100).close
    ahead = frozen(2.0 * wma(close, 7) - wma(close, 15))
    assert_allclose(hma(close, 15), wma(ahead, 3), rtol=1e-13)


@pytest.mark.parametrize("period", [2, 16, 700])
def test_hma_of_a_very_long_column_is_the_same_in_its_parts(period):
    close = walk(12_000).close
    whole = hma(close, period)
    ahead = frozen(2.0 * wma(close, period // 2) - wma(close, period))
    assert_allclose(whole, wma(ahead, int(period**0.5)), rtol=1e-13)
    assert_array_equal(hma(prefix(close, 9_000), period)[:9_000], whole[:9_000])


def test_vwma_has_no_value_where_nothing_was_traded():
    close, volume = frozen([1.0, 2.0, 3.0, 4.0, 5.0]), frozen([1.0, 3.0, 0.0, 0.0, 2.0])
    assert_array_equal(vwma(close, volume, 2), [np.nan, 1.75, 2.0, np.nan, 5.0])


def test_kama_moves_fastest_where_the_price_goes_one_way_and_slowest_where_it_comes_back():
    fastest, slowest = (2.0 / 3.0) ** 2, (2.0 / 31.0) ** 2
    assert kama(frozen([1.0, 2.0, 3.0]), 2)[2] == pytest.approx(2.0 + fastest)
    assert kama(frozen([3.0, 4.0, 3.0]), 2)[2] == pytest.approx(4.0 - slowest)


def test_kama_measures_changes_in_the_window_only():
    close = walk(20_000).close.copy()
    since = kama(frozen(close[11:]), 10)
    close[10] = 1e18
    assert_allclose(kama(frozen(close), 10)[15_011:], since[15_000:], rtol=1e-12)


@pytest.mark.parametrize("average", [ema, wilder, wma, dema, tema, kama, hma])
@given(price=st.floats(1e-6, 1e9), period=st.integers(2, 40))
def test_a_price_at_rest_is_exactly_its_average(average, price, period):
    values = average(frozen([price] * (4 * period + 600)), period)
    assert_array_equal(values[~np.isnan(values)], price)
    assert values[-1] == price


@pytest.mark.parametrize("average", [dema, tema])
def test_chained_averages_begin_again_after_an_overflow(average):
    close = walk(3_000).close.copy()
    whole = average(frozen(close), 20)
    close[1_000:1_002] = [-1.7e308, 1.7e308]
    assert_allclose(average(frozen(close), 20)[2_500:], whole[2_500:], rtol=1e-13)


@pytest.mark.parametrize("average", [ema, wma, dema, tema, kama])
def test_a_very_long_column_equals_ta_lib(average):
    close = walk(20_000).close
    theirs = getattr(talib, average.__name__.upper())
    assert_allclose(average(close, 5), theirs(close, 5), rtol=1e-12)


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


@pytest.mark.parametrize("average", [sma, ema, wilder, wma, dema, tema, kama, hma])
def test_short_columns_give_no_values(average):
    assert average(frozen([]), 3).size == 0
    assert_array_equal(average(frozen([1.0, 2.0]), 3), [np.nan, np.nan])
