"""Rolling extremes equal TA-Lib's whatever the window, in one pass, and forget what left it."""

from time import perf_counter

import numpy as np
import pytest
import talib
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from kernels.rolling.extremes import SHORT, TILE, highest, lowest
from tests.generators import closes, frozen, prefix, walk
from tests.oracles.indicators import columns as oracles

LENGTHS = [2, 3, 4, 5, 15, 16, 17, 20, 63, SHORT, SHORT + 1, 100, TILE - 1, TILE, TILE + 1, 3_000]
SHAPES = {
    "walk": walk(4_000).close,
    "rising": frozen(np.arange(4_000.0)),
    "falling": frozen(-np.arange(4_000.0)),
    "flat": frozen(np.full(4_000, 0.1)),
}


@pytest.mark.parametrize("period", LENGTHS)
@pytest.mark.parametrize("shape", SHAPES)
def test_extremes_equal_ta_lib(shape, period):
    values = SHAPES[shape]
    assert_array_equal(highest(values, period), talib.MAX(values, period))
    assert_array_equal(lowest(values, period), talib.MIN(values, period))


@pytest.mark.parametrize("period", LENGTHS)
def test_a_missing_bar_spoils_the_windows_that_hold_it_and_no_other(period):
    values = np.array(SHAPES["walk"])
    values[[0, 700, 2_100, 2_101]] = [np.nan, np.inf, np.nan, -np.inf]
    expected = np.array(talib.MAX(SHAPES["walk"], period))
    held = np.convolve(~np.isfinite(values), np.ones(period))[: values.size] > 0
    expected[held] = np.nan
    assert_array_equal(highest(frozen(values), period), expected)


@given(closes(gaps=True, min_size=66), st.integers(65, 90))
def test_windows_longer_than_strips_agree_with_the_definition(close, period):
    assert_array_equal(highest(close, period), oracles.filled(oracles.highest(close, period)))
    assert_array_equal(lowest(close, period), oracles.filled(oracles.lowest(close, period)))


@pytest.mark.parametrize("period", LENGTHS)
@pytest.mark.parametrize("cut", [1, 600, 2_345])
def test_past_values_stay_when_new_bars_arrive(period, cut):
    values = SHAPES["walk"]
    for poison in (np.nan, np.inf):
        past = highest(prefix(values, cut, poison), period)[:cut]
        assert past.tobytes() == highest(values, period)[:cut].tobytes()
    short = frozen(values[:cut])
    assert highest(short, period).tobytes() == highest(values, period)[:cut].tobytes()


@pytest.mark.parametrize("period", [2, 5, 20, 70])
def test_a_zero_has_no_sign(period):
    values = frozen(np.tile([0.0, -0.0, -0.0], 100))
    assert not np.signbit(highest(values, period)[period:]).any()
    assert not np.signbit(lowest(values, period)[period:]).any()


@pytest.mark.parametrize("period", [1_000, 100_000])
@pytest.mark.parametrize("step", [1.0, -1.0])
def test_a_market_that_only_moves_one_way_takes_one_pass(period, step):
    values = frozen(step * np.arange(300_000.0))
    highest(values[:10], 3)
    begun = perf_counter()
    found = highest(values, period), lowest(values, period)
    assert perf_counter() - begun < 1.0  # a scan of every window takes 300 million steps and more
    assert_array_equal(np.subtract(*found)[period - 1 :], period - 1.0)
