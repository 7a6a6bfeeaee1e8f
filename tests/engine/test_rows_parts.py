"""Several targets, each for a part of the position: docs/semantics.md, rows 8, 16, 24 and 62."""

import math

import pytest
from pytest import approx

from engine.backtest.costs import Costs

from ..oracles.account_examples import BUY, CLOSE, SELL, flat, symbol
from ..worked import both

pytestmark = both

HALVES = {"target": "percent,percent", "target_value": (0.1, 0.2), "target_part": (0.5, 0.5)}
STOPPED = {**HALVES, "stop": "percent", "stop_value": 0.1}
SHORT = {"allow_short": True}


def exits(played):
    """Day, purpose, price and quantity of each exit."""
    return [(*fill[:2], approx(fill[2]), approx(fill[3])) for fill in played.fills[1:]]


def mirrored(bars):
    """The bars turned over at 100."""
    return [(200 - start, 200 - low, 200 - high, 200 - close) for start, high, low, close in bars]


RISE = [*flat(100, 100), (105, 111, 104, 108), (115, 121, 114, 118)]


def test_row_62_each_target_closes_its_part(play):
    played = play(symbol(RISE, {0: BUY}), **STOPPED)
    assert exits(played) == [(2, "target", 110, 5), (3, "target", 120, 5)]
    short = play(symbol(mirrored(RISE), {0: SELL}), **STOPPED, **SHORT)
    assert exits(short) == [(2, "target", 90, 5), (3, "target", 80, 5)]


def test_row_24_a_trade_goes_from_flat_to_flat_at_the_mean_of_its_exits(play):
    thirds = {**HALVES, "target_part": (0.2, 0.8)}
    played = play(symbol(RISE, {0: BUY}), **thirds)
    ((day, reason, price, pnl),) = played.exits
    assert (day, reason) == (3, "target")
    assert price == approx(0.2 * 110 + 0.8 * 120)
    assert pnl == approx(2 * 10 + 8 * 20)


def test_rows_23_and_24_every_part_pays_its_fee(play):
    played = play(symbol(RISE, {0: BUY}), Costs(percent=0.25), **HALVES)  # 8 units, 4 and 4
    assert exits(played) == [(2, "target", 110, 4), (3, "target", 120, 4)]
    fees = 0.25 * (800 + 440 + 480)
    assert played.exits[0][3] == approx(4 * 10 + 4 * 20 - fees)


def test_row_24_the_reason_is_that_of_the_last_part(play):
    bars = [*RISE[:3], (105, 106, 85, 90)]
    played = play(symbol(bars, {0: BUY}), **STOPPED)
    assert exits(played) == [(2, "target", 110, 5), (3, "stop", 90, 5)]
    assert played.exits == [(3, "stop", approx(100), approx(0))]
    closed = play(symbol([*RISE[:3], *flat(104)], {0: BUY, 2: CLOSE}), **STOPPED)
    assert exits(closed) == [(2, "target", 110, 5), (3, "signal", 104, 5)]
    assert closed.exits == [(3, "signal", approx(107), approx(70))]


def test_row_24_an_open_trade_counts_what_its_parts_made(play):
    played = play(symbol(RISE[:3], {0: BUY}), **HALVES)
    assert played.exits == [(None, "open", None, approx(5 * 10 + 5 * 8))]
    assert played.sizes == approx([10])


def test_row_62_parts_below_one_leave_a_rest_to_the_stop(play):
    parts = {**STOPPED, "target_part": (0.3, 0.3)}
    bars = [*flat(100, 100), (105, 121, 104, 118), (95, 96, 85, 90)]
    assert exits(play(symbol(bars, {0: BUY}), **parts)) == [
        (2, "target", 110, 3),
        (2, "target", 120, 3),
        (3, "stop", 90, 4),
    ]


def test_row_62_the_nearest_fills_first_whatever_the_order_given(play):
    bars = [*flat(100, 100), (105, 121, 104, 118)]
    turned = {**HALVES, "target_value": (0.2, 0.1), "target_part": (0.25, 0.75)}
    assert exits(play(symbol(bars, {0: BUY}), **turned)) == [
        (2, "target", 110, 7.5),
        (2, "target", 120, 2.5),
    ]


@pytest.mark.parametrize(
    ("lot", "parts", "sizes"),
    [
        (3.0, (0.5, 0.5), [3, 6]),  # of 9: 4.5 is one lot, the last takes the rest
        (10.0, (0.5, 0.5), [10]),  # half of one lot is none
        (1.0, (0.25, 0.25), [2, 2]),  # of 10: 2.5 twice, and 6 stay
        (6.0, (0.5, 0.4), []),  # of 6: none
    ],
)
def test_row_8_a_part_is_floored_to_the_lot(play, lot, parts, sizes):
    bars = [*flat(100, 100), (105, 121, 104, 118)]
    played = play(symbol(bars, {0: BUY}), **{**HALVES, "target_part": parts}, lot=lot)
    assert [quantity for *_, quantity in exits(played)] == sizes


def test_row_62_a_sliver_goes_with_the_last_part(play):
    rule = {"target": "percent", "target_value": 0.1, "target_part": 1 - 1e-10}
    played = play(symbol(RISE[:3], {0: BUY}), **rule)
    assert played.fills[1][3] == played.fills[0][3]
    assert played.exits[0][1] == "target"
    thirds = {"target": ["percent"] * 3, "target_value": [0.1, 0.105, 0.2]}
    played = play(symbol(RISE, {0: BUY}), **thirds, target_part=[1 / 3] * 3)
    assert [fill[:2] for fill in played.fills[1:]] == [(2, "target"), (2, "target"), (3, "target")]
    assert sum(fill[3] for fill in played.fills[1:]) == approx(played.fills[0][3], rel=1e-15)


def test_row_62_what_rounding_leaves_goes_with_the_last_part(play):
    """The parts of 1,000 / 100.125 taken away from the last to the first leave 2e-16."""
    rule = {"target": ["percent"] * 3, "target_value": [0.3, 0.2, 0.1]}
    bars = [*flat(100.125, 100.125), (101, 140, 100, 130)]
    played = play(symbol(bars, {0: BUY}), **rule, target_part=[0.1, 0.2, 0.7])
    assert [fill[1] for fill in played.fills] == ["entry", "target", "target", "target"]
    assert [(day, reason) for day, reason, _, _ in played.exits] == [(2, "target")]


def test_row_16_targets_that_the_open_satisfies_fill_there(play):
    bars = [*flat(100, 100), (115, 121, 85, 100)]
    played = play(symbol(bars, {0: BUY}), intrabar="optimistic", **STOPPED)
    assert exits(played) == [(2, "target", 115, 5), (2, "target", 120, 5)]
    assert played.ambiguous == 1  # of the second and the stop
    both_at_once = play(symbol([*flat(100, 100), (125, 126, 85, 100)], {0: BUY}), **STOPPED)
    assert exits(both_at_once) == [(2, "target", 125, 5), (2, "target", 125, 5)]
    assert both_at_once.ambiguous == 0
    worst = play(symbol(bars, {0: BUY}), **STOPPED)
    assert exits(worst) == [(2, "target", 115, 5), (2, "stop", 90, 5)]


def test_row_47_cash_of_a_part_that_fills_at_the_open_buys_in_the_same_step(play):
    markets = {
        "A": symbol([*flat(100, 100), (115, 116, 114, 115)], {0: BUY}),
        "B": symbol(flat(100, 100, 100), {1: BUY}),
    }
    played = play(markets, fraction=1.0, **HALVES)
    assert played.fills[1][:3] == (2, "target", 115)
    assert played.fills[2] == (2, "entry", 100, approx((1_150 - 5 * 115) / 100))


@pytest.mark.parametrize(
    ("policy", "bar", "expected"),
    [
        ("pessimistic", (100, 111, 85, 100), [("stop", 90, 10)]),
        ("optimistic", (100, 111, 85, 100), [("target", 110, 5), ("stop", 90, 5)]),
        ("optimistic", (100, 121, 85, 100), [("target", 110, 5), ("target", 120, 5)]),
        ("ohlc_path", (100, 111, 85, 100), [("target", 110, 5), ("stop", 90, 5)]),
        ("ohlc_path", (100, 115, 85, 100), [("stop", 90, 10)]),  # a tie
        ("ohlc_path", (100, 121, 85, 100), [("stop", 90, 10)]),
    ],
)
def test_row_62_stop_and_parts_in_one_bar_follow_the_policy(play, policy, bar, expected):
    bars = [*flat(100, 100), bar]
    played = play(symbol(bars, {0: BUY}), intrabar=policy, **STOPPED)
    assert exits(played) == [(2, *each) for each in expected]
    assert played.ambiguous == 1
    short = play(symbol(mirrored(bars), {0: SELL}), intrabar=policy, **STOPPED, **SHORT)
    assert exits(short) == [(2, word, 200 - price, size) for word, price, size in expected]
    assert short.ambiguous == 1


def test_row_62_an_atr_target_takes_the_atr_of_the_signal_bar(play):
    bars = [*flat(100), (100, 107, 99, 100)]
    rule = {"target": "atr", "target_value": 2.0}
    assert exits(play(symbol(bars, {0: BUY}, atr=[3.5, 1.0]), **rule)) == [(1, "target", 107, 10)]
    assert exits(play(symbol(bars, {0: BUY}, atr=[3.6, 1.0]), **rule)) == []
    assert play(symbol(bars, {0: BUY}, atr=[math.nan, 1.0]), **rule).refused == [(0, "no_atr")]
    own = symbol(bars, {0: BUY}, atr=[math.nan, 1.0], target=106)
    assert exits(play(own, **rule)) == [(1, "target", 106, 10)]


def test_row_62_r_counts_the_tightest_of_several_stops(play):
    rule = {"stop": "percent,atr", "stop_value": (0.1, 2.0), "target": "r", "target_value": 1.5}
    bars = [*flat(100), (100, 106, 97, 100)]
    assert exits(play(symbol(bars, {0: BUY}, atr=2.0), **rule)) == [(1, "target", 106, 10)]


LATE = {
    "stop": "trailing_percent",
    "stop_value": 0.1,
    "target": "percent",
    "target_value": 0.1,
    "target_part": 0.5,
    "trail_after_target": True,
}
RUN = [
    *flat(100),
    (100, 108, 80, 107),  # no stop yet; 107 is remembered
    (105, 112, 85, 104),  # half at 110; at its close the stop is 107 * 0.9 = 96.3
    (100, 101, 96, 97),
]


def test_row_62_trailing_starts_at_the_close_of_the_bar_of_the_first_target(play):
    played = play(symbol(RUN, {0: BUY}), **LATE)
    assert exits(played) == [(2, "target", 110, 5), (3, "stop", 96.3, 5)]
    assert played.risks == approx([math.nan], nan_ok=True)
    short = play(symbol(mirrored(RUN), {0: SELL}), **LATE, **SHORT)
    assert exits(short) == [(2, "target", 90, 5), (3, "stop", 93 * 1.1, 5)]


def test_row_62_a_fixed_stop_works_before_the_trailing_one_starts(play):
    rule = {**LATE, "stop": "percent,chandelier", "stop_value": (0.18, 2.0)}
    market = symbol(RUN, {0: BUY}, atr=[math.nan, 5.0, 5.0, 5.0])
    assert exits(play(market, **rule)) == [(1, "stop", 82, 10)]
    # from 79 on, after the target 112 - 2 * 8 = 96
    rule = {**rule, "stop_value": (0.21, 2.0)}
    market = symbol(RUN, {0: BUY}, atr=[math.nan, 1.0, 8.0, 8.0])
    assert exits(play(market, **rule)) == [(2, "target", 110, 5), (3, "stop", 96, 5)]
    assert play(market, **rule).risks == approx([210])


def test_row_62_time_closes_what_the_targets_left(play):
    rule = {**HALVES, "stop": "time", "stop_value": 2}
    assert exits(play(symbol(RISE, {0: BUY}), **rule)) == [
        (2, "target", 110, 5),
        (3, "time", 115, 5),
    ]
