"""Chandelier, break-even and time stops, several at once: docs/semantics.md, rows 13, 14, 62."""

import math

import pytest
from pytest import approx

from engine.backtest.costs import Costs

from ..oracles.account_examples import BUY, CLOSE, GONE, SELL, flat, symbol
from ..worked import both

pytestmark = both


def exits(played):
    """Day, purpose and price of each exit."""
    return [(day, purpose, price) for day, purpose, price, _ in played.fills if purpose != "entry"]


def mirrored(bars):
    """The bars turned over at 100."""
    return [(200 - start, 200 - low, 200 - high, 200 - close) for start, high, low, close in bars]


CLIMB = [
    *flat(100),
    (100, 110, 97, 105),  # entry at 100, first stop 100 - 2 * 2 = 96; then 110 - 2 * 3 = 104
    (105, 106, 104.5, 105),  # without an ATR 104 stays
    (105, 120, 104.5, 110),  # 120 - 2 * 10 = 100, and 104 stays
    (110, 110, 106, 108),  # 120 - 2 * 6 = 108
    (109, 112, 107, 110),
]
CHANDELIER = {"stop": "chandelier", "stop_value": 2.0}


@pytest.mark.parametrize("side", [BUY, SELL])
def test_row_13_a_chandelier_hangs_from_the_highest_high_and_never_falls(play, side):
    def placed(bars, atr):
        turned = bars if side == BUY else mirrored(bars)
        played = play(symbol(turned, {0: side}, atr=atr), allow_short=True, **CHANDELIER)
        found = exits(played)
        if side == SELL:
            found = [(day, purpose, 200 - price) for day, purpose, price in found]
        return found

    atr = [2.0, 3.0, math.nan, 10.0, 6.0, 1.0]
    assert placed(CLIMB, atr) == [(5, "stop", 108)]
    falls = [*CLIMB[:4], (110, 110, 104, 108)]
    assert placed(falls, atr[:5]) == [(4, "stop", 104)]
    assert placed([*flat(100), (100, 110, 96, 105)], [2.0, 0.1]) == [(1, "stop", 96)]


def test_row_13_a_chandelier_counts_the_whole_entry_bar_and_no_bar_before(play):
    bars = [(100, 150, 50, 100), (100, 130, 97, 120), (120, 121, 111, 115), (115, 116, 110, 112)]
    market = symbol(bars, {0: BUY}, atr=[2.0, 10.0, 10.0, 10.0])
    assert exits(play(market, **CHANDELIER)) == [(3, "stop", 110)]  # 130 - 20


def test_row_11_a_chandelier_needs_the_atr_of_the_signal_bar(play):
    market = symbol(flat(100, 100), {0: BUY}, atr=[math.nan, 1.0])
    assert play(market, **CHANDELIER).refused == [(0, "no_atr")]
    own = symbol(flat(100, 100), {0: BUY}, atr=[math.nan, 1.0], stop=90)
    assert play(own, **CHANDELIER).refused == []  # the signal's own stop needs none


EVEN = {"stop": "percent,break_even", "stop_value": (0.125, 1.0)}
RISE = [
    *flat(100),
    (100, 115, 95, 112.4),  # the close has not made 1 R of 12.5, the high does not count
    (112, 113, 99, 112.5),  # here it has: the stop goes to 100
    (108, 109, 100, 105),
]


def test_row_62_break_even_goes_to_the_entry_price_at_a_close_of_its_multiple(play):
    assert exits(play(symbol(RISE, {0: BUY}), **EVEN)) == [(3, "stop", 100)]
    short = play(symbol(mirrored(RISE), {0: SELL}), allow_short=True, **EVEN)
    assert exits(short) == [(3, "stop", 100)]
    later = {**EVEN, "stop_value": (0.125, 1.1)}
    assert exits(play(symbol(RISE, {0: BUY}), **later)) == []


def test_row_62_break_even_counts_from_the_slipped_entry_and_the_tightest_first_stop(play):
    rule = {"stop": "percent,atr,break_even", "stop_value": (0.5, 2.0, 2.0), "fraction": 0.5}
    bars = [*flat(100), (100, 109, 98, 109), (109, 110, 100, 105)]
    # entry at 101, R is 4, and 109 = 101 + 2 * 4
    played = play(symbol(bars, {0: BUY}, atr=2.0), Costs(slippage_bps=100), **rule)
    assert exits(played) == [(2, "stop", approx(101 * 0.99))]
    assert played.risks == approx([500 / 101 * 4])


def test_row_62_break_even_counts_from_the_signals_stop(play):
    rule = {"stop": "break_even", "stop_value": 1.0}
    bars = [*flat(100), (100, 105, 96, 105), (105, 106, 100, 102)]
    assert exits(play(symbol(bars, {0: BUY}, stop=95), **rule)) == [(2, "stop", 100)]
    assert exits(play(symbol(bars, {0: BUY}, stop=94), **rule)) == []


@pytest.mark.parametrize(("value", "day"), [(1, 2), (2, 3), (3, 5)])
def test_row_14_a_time_stop_leaves_at_the_open_of_its_bar(play, value, day):
    bars = [*flat(100, 101, 102, 103), GONE, *flat(105, 106)]  # a missing bar does not count
    played = play(symbol(bars, {0: BUY}), stop="time", stop_value=value)
    assert exits(played) == [(day, "time", 100 + day)]


def test_row_14_it_goes_to_the_market_and_pays_for_it(play):
    costs = Costs(slippage_bps=100)
    played = play(symbol(flat(100, 100, 100), {0: BUY}), costs, stop="time", stop_value=1)
    assert exits(played) == [(2, "time", 99)]
    assert played.risks == approx([math.nan], nan_ok=True)


def test_rows_14_and_20_a_signals_exit_in_the_same_bar_replaces_it(play):
    played = play(symbol(flat(100, 100, 100), {0: BUY, 1: CLOSE}), stop="time", stop_value=1)
    assert exits(played) == [(2, "signal", 100)]
    again = play(symbol(flat(100, 100, 100), {0: BUY, 1: BUY}), stop="time", stop_value=1)
    assert (exits(again), again.refused) == ([(2, "time", 100)], [(1, "already_long")])


def test_rows_14_and_18_it_leaves_before_a_stop_that_the_open_satisfies(play):
    bars = [*flat(100, 100), (80, 85, 75, 80)]
    rule = {"stop": "percent,time", "stop_value": (0.1, 1)}
    assert exits(play(symbol(bars, {0: BUY}), **rule)) == [(2, "time", 80)]


SEVERAL = {"stop": "percent,atr,trailing_percent", "stop_value": (0.1, 2.0, 0.08)}


@pytest.mark.parametrize(("atr", "first"), [(2.0, 96), (4.5, 92), (3.5, 93)])
def test_row_62_the_tightest_of_several_is_the_first_stop_and_makes_r(play, atr, first):
    bars = [*flat(100), (100, 101, first, 100)]
    played = play(symbol(bars, {0: BUY}, atr=atr), **SEVERAL)
    assert exits(played) == [(1, "stop", approx(first))]
    assert played.risks == approx([10 * (100 - first)])
    short = play(symbol(mirrored(bars), {0: SELL}, atr=atr), allow_short=True, **SEVERAL)
    assert exits(short) == [(1, "stop", approx(200 - first))]


def test_row_62_any_moving_stop_tightens_the_one_order(play):
    bars = [
        *flat(100),
        (100, 110, 99, 110),  # the trailing 8 %: 101.2; chandelier 110 - 3 * 4 = 98
        (110, 125, 105, 111),  # 102.12; 125 - 3 * 4 = 113
        (114, 115, 113, 114),
    ]
    rule = {"stop": "trailing_percent,chandelier", "stop_value": (0.08, 3.0)}
    assert exits(play(symbol(bars, {0: BUY}, atr=4.0), **rule)) == [(3, "stop", 113)]
    alone = {"stop": "trailing_percent", "stop_value": 0.08}
    assert exits(play(symbol([*bars[:3], (114, 115, 102, 110)], {0: BUY}), **alone)) == [
        (3, "stop", approx(111 * 0.92))
    ]
