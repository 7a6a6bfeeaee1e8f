"""range_bound trades extremes back to the middle, in ranges only, with stop and target."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from engine.errors import ParameterError
from engine.indicators.columns import columns
from engine.strategies import strategy
from engine.strategies.evaluation import outputs
from engine.strategies.range_bound import RangeBound, reversion
from kernels.enums import SignalType
from tests.generators import frozen, walk

BUY, SELL, HOLD, CLOSE = SignalType.BUY, SignalType.SELL, SignalType.HOLD, SignalType.CLOSE
NAN = float("nan")
BAND = 10.0  # from the middle at 100 to either band


class Row(NamedTuple):
    """A bar: its close, RSI, ADX and ATR; the bands stand at 90, 100 and 110."""

    close: float
    rsi: float = 50.0
    adx: float = 20.0
    atr: float = 2.0


def traded(rows, stop_atr=1.5):
    """Signal, stop and target of the rows, by the compiled function."""
    size = len(rows)
    out, stop, target = np.zeros(size, np.int8), np.full(size, NAN), np.full(size, NAN)
    bands = [frozen(np.full(size, level)) for level in (100 + BAND, 100.0, 100 - BAND)]
    close, rsi, adx, atr = (frozen([row[at] for row in rows]) for at in range(4))
    reversion(close, *bands, rsi, adx, atr, 35.0, 65.0, 25.0, 35.0, stop_atr, out, stop, target)
    return out.tolist(), stop.tolist(), target.tolist()


def told(rows, stop_atr=1.5):
    """The same in words: states of a bar, and what is new about them."""
    signal, stop, target = [HOLD] * len(rows), [NAN] * len(rows), [NAN] * len(rows)

    def states(row):
        found = set()
        if row.adx <= 25 and row.close < 90 and row.rsi <= 35:
            found.add("cheap")
        if row.adx <= 25 and row.close > 110 and row.rsi >= 65:
            found.add("dear")
        if row.adx > 35:
            found.add("broken")
        if row.close >= 100:
            found.add("not below")
        if row.close <= 100:
            found.add("not above")
        return found

    for i in range(1, len(rows)):
        new = states(rows[i]) - states(rows[i - 1])
        buy_stop = min(rows[i].close, 90.0) - stop_atr * rows[i].atr
        sell_stop = max(rows[i].close, 110.0) + stop_atr * rows[i].atr
        if "cheap" in new and buy_stop > 0:
            signal[i], stop[i], target[i] = BUY, buy_stop, 100.0
        elif "dear" in new and sell_stop > 0:
            signal[i], stop[i], target[i] = SELL, sell_stop, 100.0
        elif new - {"cheap", "dear"}:
            signal[i] = CLOSE
    return signal, stop, target


any_row = st.builds(
    Row,
    close=st.sampled_from([80.0, 89.0, 90.0, 99.0, 100.0, 101.0, 111.0, 130.0, NAN]),
    rsi=st.sampled_from([20.0, 35.0, 36.0, 50.0, 65.0, 80.0, NAN]),
    adx=st.sampled_from([10.0, 25.0, 26.0, 35.0, 40.0, NAN]),
    atr=st.sampled_from([1.0, 2.0, 100.0, NAN]),
)


@given(st.lists(any_row, max_size=40))
def test_it_follows_its_definition(rows):
    for found, expected in zip(traded(rows), told(rows), strict=True):
        assert_array_equal(found, expected)


def test_it_buys_an_oversold_close_below_the_band_with_stop_and_target():
    signal, stop, target = traded([Row(95), Row(88, 30), Row(87, 25)])
    assert signal == [HOLD, BUY, HOLD]
    assert stop[1] == 88 - 1.5 * 2
    assert target[1] == 100


def test_a_value_at_its_bound_is_extreme_and_in_a_range():
    assert traded([Row(95), Row(89.9, 35, 25)])[0] == [HOLD, BUY]
    assert traded([Row(105), Row(110.1, 65, 25)])[0] == [HOLD, SELL]


def test_it_sells_an_overbought_close_above_the_band():
    signal, stop, target = traded([Row(105), Row(111, 70)])
    assert signal == [HOLD, SELL]
    assert stop[1] == 111 + 1.5 * 2
    assert target[1] == 100


@pytest.mark.parametrize(
    "row",
    [
        Row(90, 30),
        Row(88, 36),
        Row(88, 30, 26),
        Row(88, NAN),
        Row(88, 30, NAN),
        Row(88, 30, 20, NAN),
    ],
    ids=["at the band", "not oversold", "in a trend", "no rsi", "no adx", "no atr"],
)
def test_it_does_not_buy(row):
    assert traded([Row(95), row])[0] == [HOLD, HOLD]


def test_it_does_not_buy_where_no_stop_above_zero_is_possible():
    assert traded([Row(95), Row(88, 30, 20, 60)])[0] == [HOLD, HOLD]


def test_it_closes_where_the_close_reaches_the_middle_from_either_side():
    closes = [95, 99, 100, 101, 105, 100, 99, 101]
    expected = [HOLD, HOLD, CLOSE, HOLD, HOLD, CLOSE, HOLD, CLOSE]
    assert traded([Row(close) for close in closes])[0] == expected


def test_it_closes_once_where_the_range_breaks():
    strengths = [20, 30, 35, 36, 40, 30]
    assert traded([Row(95, 50, adx) for adx in strengths])[0] == [HOLD] * 3 + [CLOSE] + [HOLD] * 2


def test_a_missing_bar_says_nothing_and_the_next_one_catches_up():
    assert traded([Row(95), Row(NAN, NAN, NAN, NAN), Row(88, 30)])[0] == [HOLD, HOLD, BUY]
    assert traded([Row(95), Row(NAN, NAN, NAN, NAN), Row(101)])[0] == [HOLD, HOLD, CLOSE]


def test_on_a_market_stops_lie_outside_and_targets_inside():
    market = walk(5_000)
    chosen = RangeBound()
    read = columns(chosen.features(), market)
    found = outputs(chosen, read)
    signal, close = found["signal"], market.close
    buys, sells = signal == BUY, signal == SELL
    assert min(buys.sum(), sells.sum()) > 20
    assert (found["stop"][buys] < np.minimum(close, read["lower"])[buys]).all()
    assert (found["stop"][sells] > np.maximum(close, read["upper"])[sells]).all()
    assert_array_equal(found["target"][buys | sells], read["middle"][buys | sells])
    assert np.isnan(found["stop"][~(buys | sells)]).all()
    assert np.isnan(found["target"][~(buys | sells)]).all()


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"oversold": 65}, "range_bound oversold=65.0: must be below overbought=65.0"),
        ({"adx_limit": 40}, "range_bound adx_limit=40.0: must not be above adx_break=35.0"),
        ({"period": 1}, "range_bound period=1: must be an integer from 2 to 1000"),
        ({"stop_atr": 0}, "range_bound stop_atr=0: must be a number from 0.1 to 20"),
    ],
)
def test_parameters_that_cannot_be_are_named(params, message):
    with pytest.raises(ParameterError) as caught:
        strategy("range_bound", params)
    assert str(caught.value) == message
