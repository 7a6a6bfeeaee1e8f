"""Where a stop stands and how it moves: docs/semantics.md, rows 10 to 13."""

import pytest
from pytest import approx

from .small_markets import BUY, GONE, SELL, fills, flat, market, refused, rows, run

QUIET = (100, 102, 98, 100)  # a true range of 4, and so an ATR of 4 over any period


def levels(result):
    """Every level at which a protective order was put to work, in time order."""
    return [row.level for row in rows(result.order_log) if row.level and row.status == "working"]


def left(result):
    """Day, reason and price of the exit of the first trade."""
    trade = rows(result.trades)[0]
    return trade.exit_ts, trade.exit_reason, trade.exit_price


@pytest.mark.parametrize(
    ("stop", "value", "long", "short"),
    [
        ("percent", 0.1, 110 - 11, 90 + 9),
        ("trailing_percent", 0.1, 110 - 11, 90 + 9),
        ("atr", 2.0, 110 - 8, 90 + 8),
        ("trailing_atr", 2.0, 110 - 8, 90 + 8),
    ],
)
def test_row_10_every_stop_is_measured_from_the_slipped_entry(stop, value, long, short):
    rule = {"stop": stop, "stop_value": value, "atr_period": 1}
    costs = {"slippage_bps": 1_000}  # a tenth: a long enters at 110, a short at 90
    assert levels(run(market([QUIET] * 3, {1: BUY}), costs=costs, **rule)) == approx([long])
    result = run(market([QUIET] * 3, {1: SELL}), costs=costs, allow_short=True, **rule)
    assert levels(result) == approx([short])


def test_row_10_targets_are_measured_from_it_too():
    costs = {"slippage_bps": 1_000}
    percent = run(market([QUIET] * 3, {1: BUY}), costs=costs, target="percent", target_value=0.1)
    assert levels(percent) == approx([121])
    rule = {"stop": "percent", "stop_value": 0.5, "target": "r", "target_value": 2.0}
    assert levels(run(market([QUIET] * 3, {1: BUY}), costs=costs, **rule)) == approx([55, 220])


def test_row_11_an_atr_stop_takes_the_atr_of_the_signal_bar():
    # true ranges: none, 4, 6, 12; with period 2 the ATR is (4 + 6) / 2 = 5, then (5 + 12) / 2 = 8.5
    bars = [QUIET, QUIET, (100, 103, 97, 100), (100, 106, 94, 100), (100, 109, 91, 100)]
    rule = {"stop": "atr", "stop_value": 1.5, "atr_period": 2}
    assert levels(run(market(bars, {2: BUY}), **rule)) == [100 - 1.5 * 5]
    assert levels(run(market(bars, {3: BUY}), **rule)) == [100 - 1.5 * 8.5]


def test_row_11_the_period_is_14_unless_given():
    bars = [QUIET] * 17
    result = run(market(bars, {13: BUY, 14: BUY}), stop="atr", stop_value=2.0)
    assert refused(result) == [(13, "A", "no_atr")]  # 14 true ranges are known at bar 14
    assert [fill.ts for fill in fills(result)] == [15]
    assert levels(result) == approx([92])


def test_row_11_a_target_in_r_counts_the_distance_of_the_stop():
    bars = [QUIET, QUIET, (100, 111.9, 95, 100), (100, 112, 95, 100)]
    rule = {"stop": "atr", "stop_value": 1.5, "atr_period": 1, "target": "r", "target_value": 2.0}
    result = run(market(bars, {1: BUY}), **rule)
    assert levels(result) == [94, 112]  # 6 below, twice 6 above
    assert left(result) == (3, "target", 112)
    assert rows(result.trades)[0].r == approx(2.0)


def test_row_11_a_reversal_without_an_atr_does_its_closing_half():
    bars = [QUIET, QUIET, QUIET, GONE, QUIET, QUIET]  # a gap makes the ATR start again
    rule = {"stop": "atr", "stop_value": 5.0, "atr_period": 1, "allow_short": True}
    result = run(market(bars, {1: BUY, 4: SELL}), **rule)
    assert left(result) == (5, "signal", 100)
    assert refused(result) == [(4, "A", "no_atr")]


def test_row_12_a_trailing_percent_follows_the_best_completed_close():
    bars = [
        *flat(100),
        (100, 120, 95, 110),  # stop 90 all day; its close makes it 99
        (110, 130, 100, 120),  # then 108
        (120, 125, 110, 112),  # a lower close: 108 still
        (112, 113, 102, 112),
    ]
    result = run(market(bars, {0: BUY}), stop="trailing_percent", stop_value=0.1)
    assert left(result) == (4, "stop", approx(108))


def test_row_12_a_bar_does_not_tighten_its_own_stop():
    bars = [*flat(100), (100, 200, 91, 200), (200, 200, 181, 190), (190, 190, 180, 185)]
    result = run(market(bars, {0: BUY}), stop="trailing_percent", stop_value=0.1)
    assert left(result) == (3, "stop", approx(180))  # 91 is far below 0.9 * 200, but not below 90


def test_row_12_the_entry_price_counts_as_a_close():
    bars = [*flat(100), (100, 100, 91, 92), (92, 95, 90, 92)]
    result = run(market(bars, {0: BUY}), stop="trailing_percent", stop_value=0.1)
    assert left(result) == (2, "stop", approx(90))  # not 0.9 * 92


def test_row_12_a_shorts_trailing_percent_is_the_mirror_image():
    bars = [
        *flat(100),
        (100, 109, 80, 90),  # stop 110 all day; its close makes it 99
        (90, 98, 85, 95),  # a higher close: 99 still
        (95, 99.01, 90, 95),
    ]
    rule = {"stop": "trailing_percent", "stop_value": 0.1, "allow_short": True}
    assert left(run(market(bars, {0: SELL}), **rule)) == (3, "stop", approx(99))


RISING = [
    QUIET,
    QUIET,  # ATR 4, the signal
    (100, 105, 99, 104),  # entry at 100, stop 92; ATR 6: 104 - 12 = 92
    (104, 110, 104, 110),  # ATR 6: 110 - 12 = 98
    (110, 118, 100, 112),  # ATR 18: 112 - 36 = 76, and 98 stays
    (112, 113, 98, 112),
]
TRAILING = {"stop": "trailing_atr", "stop_value": 2.0, "atr_period": 1}


def test_row_13_a_trailing_atr_rises_with_the_close_and_never_falls():
    assert left(run(market(RISING, {1: BUY}), **TRAILING)) == (5, "stop", 98)
    higher = [*RISING[:5], (112, 113, 98.01, 112)]
    assert left(run(market(higher, {1: BUY}), **TRAILING)) == (None, "open", None)


def test_row_13_its_first_level_is_the_signal_bars_atr_below_the_fill():
    bars = [QUIET, QUIET, (100, 105, 92, 104)]  # 100 - 2 * 4; the entry bar's own ATR is 13
    assert left(run(market(bars, {1: BUY}), **TRAILING)) == (2, "stop", 92)


def test_row_13_a_bar_without_an_atr_leaves_the_stop_where_it_is():
    after_a_gap = (130, 131, 129, 130)  # a true range needs the close before: 98 stays
    bars = [*RISING[:4], GONE, after_a_gap, (130, 130, 98, 100)]
    assert left(run(market(bars, {1: BUY}), **TRAILING)) == (6, "stop", 98)
    known = [*RISING[:4], after_a_gap, after_a_gap, (130, 130, 98, 100)]
    # the second of them has an ATR of 2: 130 - 4 = 126
    assert left(run(market(known, {1: BUY}), **TRAILING)) == (6, "stop", 126)


def test_row_13_a_shorts_trailing_atr_is_the_mirror_image():
    bars = [
        QUIET,
        QUIET,  # ATR 4, the signal
        (100, 101, 95, 96),  # entry at 100, stop 108; ATR 6: 96 + 12 = 108
        (96, 96, 90, 90),  # ATR 6: 90 + 12 = 102
        (90, 100, 82, 88),  # ATR 18: 88 + 36 = 124, and 102 stays
        (88, 102, 87, 88),
    ]
    result = run(market(bars, {1: SELL}), allow_short=True, **TRAILING)
    assert left(result) == (5, "stop", 102)
