"""Entries by limit and by stop order, prices that come with a signal, and the wait after an exit:
docs/semantics.md, rows 8, 17, 19, 20, 47 and 50."""

import pytest
from pytest import approx

from engine.backtest.costs import Costs

from ..oracles.account_examples import BUY, CLOSE, GONE, SELL, flat, symbol
from ..worked import both

pytestmark = both

WIDE = (100, 105, 95, 100)  # the bar in which most entries below fill
QUIET = (100, 101, 99, 100)
SLIP = Costs(slippage_bps=100)
SHORT = {"allow_short": True}


def entries(played):
    """Day and price of each entry."""
    return [(day, price) for day, purpose, price, _ in played.fills if purpose == "entry"]


def left(played):
    """Purpose and price of each exit."""
    return [(purpose, price) for _, purpose, price, _ in played.fills if purpose != "entry"]


def mirrored(bar):
    """The bar turned over at 100."""
    start, high, low, close = bar
    return (200 - start, 200 - low, 200 - high, 200 - close)


@pytest.mark.parametrize(
    ("own", "bar", "price"),
    [
        ({"limit": 96}, WIDE, 96),
        ({"limit": 95}, WIDE, 95),  # equality fills
        ({"limit": 94.9}, WIDE, None),
        ({"limit": 96}, (94, 99, 93, 98), 94),  # the open is better
        ({"limit": 101}, WIDE, 100),  # the open satisfies it
        ({"trigger": 104}, WIDE, 104),
        ({"trigger": 105}, WIDE, 105),
        ({"trigger": 105.1}, WIDE, None),
        ({"trigger": 104}, (106, 107, 103, 105), 106),  # the open is worse
        ({"trigger": 99}, WIDE, 100),
    ],
)
def test_row_17_an_entry_by_limit_or_trigger_fills_at_its_price_or_at_the_open(
    play, own, bar, price
):
    played = play(symbol([*flat(100), bar], {0: BUY}, **own))
    assert entries(played) == ([] if price is None else [(1, price)])
    assert played.refused == ([(0, "expired")] if price is None else [])
    turned = {name: 200 - value for name, value in own.items()}
    played = play(symbol([*flat(100), mirrored(bar)], {0: SELL}, **turned), **SHORT)
    assert entries(played) == ([] if price is None else [(1, approx(200 - price))])


def test_row_9_a_limit_does_not_slip_and_a_trigger_does(play):
    bars = [*flat(100), WIDE]
    assert entries(play(symbol(bars, {0: BUY}, limit=96), SLIP)) == [(1, 96)]
    assert entries(play(symbol(bars, {0: BUY}, limit=101), SLIP)) == [(1, 100)]
    assert entries(play(symbol(bars, {0: BUY}, trigger=104), SLIP)) == [(1, approx(105.04))]
    assert entries(play(symbol(bars, {0: BUY}, trigger=99), SLIP)) == [(1, approx(101))]


@pytest.mark.parametrize(
    ("signal", "own", "low", "high", "price"),
    [
        (BUY, {"limit": 96.1}, 96, 101, 96),  # down
        (BUY, {"limit": 96.1}, 96.05, 101, None),
        (BUY, {"trigger": 104.1}, 99, 104, 104),  # down
        (SELL, {"limit": 103.9}, 99, 104, 104),  # up
        (SELL, {"limit": 103.9}, 99, 103.95, None),
        (SELL, {"trigger": 95.9}, 96, 101, 96),  # up
    ],
)
def test_row_8_a_limit_rounds_away_from_filling_and_a_trigger_toward_the_market(
    play, signal, own, low, high, price
):
    market = symbol([*flat(100), (100, high, low, 100)], {0: signal}, **own)
    played = play(market, instrument={"tick": 0.25}, **SHORT)
    assert entries(played) == ([] if price is None else [(1, price)])


def test_row_17_an_entry_works_for_entry_bars_and_then_expires(play):
    bars = [*flat(100), QUIET, GONE, QUIET, WIDE]
    market = symbol(bars, {0: BUY}, limit=96)
    assert play(market, entry_bars=2).refused == [(0, "expired")]
    assert entries(play(market, entry_bars=3)) == [(4, 96)]  # a missing bar is none
    assert play(symbol(bars[:4], {0: BUY}, limit=96), entry_bars=3).refused == [(0, "end_of_data")]


def test_row_55_an_entry_is_stale_when_no_bar_came_for_longer_than_max_age(play):
    market = symbol([*flat(100), GONE, GONE, WIDE], {0: BUY}, limit=96)
    assert play(market, entry_bars=5, max_age=2).refused == [(0, "stale")]
    assert entries(play(market, entry_bars=5, max_age=3)) == [(3, 96)]
    waits = symbol([*flat(100), QUIET, QUIET, WIDE], {0: BUY}, limit=96)
    assert entries(play(waits, entry_bars=5, max_age=1)) == [(3, 96)]  # each bar is a sign of life


def test_row_20_a_newer_signal_replaces_an_entry_that_waits(play):
    bars = [*flat(100), QUIET, QUIET, WIDE]
    played = play(symbol(bars, {0: BUY, 1: BUY}, limit={0: 90, 1: 96}), entry_bars=3)
    assert (entries(played), played.refused) == ([(3, 96)], [(0, "replaced")])
    turned = play(symbol(bars, {0: BUY, 1: SELL}, limit={0: 90}), entry_bars=3, **SHORT)
    assert (entries(turned), turned.refused) == ([(2, 100)], [(0, "replaced")])


@pytest.mark.parametrize(
    ("signal", "reason"), [(CLOSE, "already_flat"), (SELL, "short_not_allowed")]
)
def test_row_20_a_signal_to_leave_takes_back_an_entry_that_waits(play, signal, reason):
    bars = [*flat(100), QUIET, QUIET, WIDE]
    played = play(symbol(bars, {0: BUY, 1: signal, 2: signal}, limit=96), entry_bars=5)
    assert played.fills == []
    assert played.refused == [(0, "replaced"), (2, reason)]


def test_row_21_a_reversal_leaves_at_the_market_and_enters_by_its_limit(play):
    bars = [*flat(100, 100), WIDE]
    played = play(symbol(bars, {0: BUY, 1: SELL}, limit={1: 104}), **SHORT)
    assert [(day, purpose, price) for day, purpose, price, _ in played.fills] == [
        (1, "entry", 100),
        (2, "signal", 100),
        (2, "entry", 104),
    ]


@pytest.mark.parametrize(
    ("own", "reason"),
    [
        ({"limit": 96, "trigger": 104}, "limit_and_trigger"),
        ({"limit": 0.0}, "wrong_side"),
        ({"limit": 0.2}, "wrong_side"),  # on a tick of 0.25 that is 0
        ({"trigger": -1.0}, "wrong_side"),
        ({"stop": 100}, "wrong_side"),
        ({"target": 100}, "wrong_side"),
        ({"stop": 97, "limit": 96}, "wrong_side"),
        ({"stop": 101, "trigger": 104}, None),
        ({"target": 103, "trigger": 104}, "wrong_side"),
        ({"target": 99, "limit": 96}, None),
        ({"stop": 99.9}, "wrong_side"),  # on a tick of 0.25 that is 100
    ],
)
def test_prices_that_cannot_be_are_refused(play, own, reason):
    market = symbol([*flat(100), QUIET], {0: BUY}, **own)
    expected = reason or "expired"
    assert play(market, instrument={"tick": 0.25}).refused == [(0, expected)]


def test_a_shorts_stop_lies_above_and_its_target_below(play):
    bars = [*flat(100), WIDE, (100, 112, 99, 110)]
    assert play(symbol(bars, {0: SELL}, stop=99), **SHORT).refused == [(0, "wrong_side")]
    assert play(symbol(bars, {0: SELL}, target=101), **SHORT).refused == [(0, "wrong_side")]
    assert left(play(symbol(bars, {0: SELL}, stop=110, target=80), **SHORT)) == [("stop", 110)]


def test_row_47_an_entry_inside_the_bar_comes_after_those_at_the_open(play):
    markets = {
        "A": symbol([*flat(100), WIDE], {0: BUY}, limit=96),
        "B": symbol(flat(100, 100), {0: BUY}),
    }
    played = play(markets, fraction=0.75)
    assert played.fills == [
        (1, "entry", 100, approx(7.5)),
        (1, "entry", 96, approx(250 / 96)),  # what is left of buying power
    ]


def test_row_47_cash_that_comes_free_inside_the_bar_buys_nothing_in_it(play):
    markets = {
        "A": symbol([*flat(100, 100), (100, 101, 85, 95)], {0: BUY}),
        "B": symbol([*flat(100, 100), WIDE], {1: BUY}, limit=96),
    }
    played = play(markets, fraction=1.0, stop="percent", stop_value=0.1)
    assert [purpose for _, purpose, _, _ in played.fills] == ["entry", "stop"]
    assert played.refused == [(1, "no_cash")]


def test_row_49_an_entry_inside_the_bar_beyond_max_positions_is_refused(play):
    markets = {
        "A": symbol([*flat(100), WIDE], {0: BUY}, limit=96),
        "B": symbol(flat(100, 100), {0: BUY}),
    }
    assert play(markets, max_positions=1).refused == [(0, "max_positions")]


# the entry: limit 96 or trigger 104; the stop is at 90, the target at 110
INSIDE = [
    ("limit", (100, 105, 95, 100), [], [], [], 0),
    ("limit", (100, 105, 89, 100), ["stop"], ["stop"], ["stop"], 0),  # below 96 on its way to 89
    ("limit", (100, 111, 95, 100), [], ["target"], ["target"], 1),  # low first: 5 against 11
    ("limit", (100, 111, 89, 100), ["stop"], ["target"], ["stop"], 1),  # a tie: low first
    ("limit", (100, 111, 80, 105), ["stop"], ["target"], ["stop"], 1),  # high first
    ("limit", (105, 111, 91, 100), [], ["target"], [], 1),  # high first: 110 was before the entry
    ("limit", (105, 111, 91, 110), [], ["target"], ["target"], 1),  # but the close is after it
    ("trigger", (100, 105, 95, 100), [], [], [], 0),
    ("trigger", (100, 105, 89, 100), ["stop"], [], ["stop"], 1),  # high first
    ("trigger", (95, 105, 89, 100), ["stop"], [], [], 1),  # low first: 89 was before the entry
    ("trigger", (95, 105, 89, 90), ["stop"], ["stop"], ["stop"], 0),  # the close is after it
    ("trigger", (100, 111, 95, 105), [], ["target"], ["target"], 1),
    ("trigger", (100, 111, 80, 100), ["stop"], ["target"], ["target"], 1),
    ("trigger", (95, 111, 89, 100), ["stop"], ["target"], ["target"], 1),
]
LEVELS = {"limit": 96, "trigger": 104, "stop": 90, "target": 110}


@pytest.mark.parametrize("policy", ["pessimistic", "optimistic", "ohlc_path"])
@pytest.mark.parametrize(("kind", "bar", "worst", "best", "path", "doubtful"), INSIDE)
def test_row_17_the_rest_of_the_bar_after_an_entry_inside_it(
    play, kind, bar, worst, best, path, doubtful, policy
):
    reasons = {"pessimistic": worst, "optimistic": best, "ohlc_path": path}[policy]
    own = {name: LEVELS[name] for name in (kind, "stop", "target")}
    played = play(symbol([*flat(100), bar], {0: BUY}, **own), intrabar=policy)
    assert entries(played) == [(1, LEVELS[kind])]
    assert left(played) == [(reason, LEVELS[reason]) for reason in reasons]
    assert played.ambiguous == doubtful
    turned = {name: 200 - level for name, level in own.items()}
    market = symbol([*flat(100), mirrored(bar)], {0: SELL}, **turned)
    short = play(market, intrabar=policy, **SHORT)
    assert left(short) == [(reason, 200 - LEVELS[reason]) for reason in reasons]
    assert short.ambiguous == doubtful


@pytest.mark.parametrize(
    ("kind", "bar", "policy", "expected"),
    [
        ("trigger", (100, 111, 80, 100), "optimistic", ["target"]),  # 80 may have been before
        ("trigger", (100, 111, 80, 90), "optimistic", ["target", "stop"]),
        ("trigger", (100, 111, 80, 100), "ohlc_path", ["target", "stop"]),  # high first
        ("trigger", (95, 111, 89, 100), "ohlc_path", ["target"]),  # low first
        ("trigger", (95, 111, 89, 90), "ohlc_path", ["target", "stop"]),
        ("limit", (100, 111, 89, 100), "optimistic", ["target", "stop"]),
        ("limit", (100, 111, 89, 100), "pessimistic", ["stop"]),
    ],
)
def test_row_62_after_a_part_the_stop_closes_the_rest_where_the_policy_lets_it(
    play, kind, bar, policy, expected
):
    price = LEVELS[kind]
    rule = {"target": "percent", "target_value": 110 / price - 1, "target_part": 0.5}
    market = symbol([*flat(100), bar], {0: BUY}, **{kind: price, "stop": 90})
    played = play(market, intrabar=policy, lot=2.0, **rule)
    assert left(played) == [(each, approx(LEVELS[each])) for each in expected]
    assert played.ambiguous == 1


def test_row_17_a_stop_that_slippage_puts_past_the_trigger_fills_there_at_once(play):
    market = symbol([*flat(100), WIDE], {0: BUY}, trigger=104)
    played = play(market, SLIP, stop="percent", stop_value=0.005, fraction=0.5)
    assert entries(played) == [(1, approx(105.04))]  # its stop, 104.51, is above 104
    assert left(played) == [("stop", approx(104 * 0.99))]


OWN = {"stop": "percent", "stop_value": 0.1, "target": "percent,percent"}
OWN |= {"target_value": (0.05, 0.2), "target_part": (0.5, 0.5)}


def test_row_62_a_signals_stop_and_target_take_the_place_of_the_settings(play):
    bars = [*flat(100), QUIET, (100, 107, 96, 100), (100, 108, 94, 100)]
    played = play(symbol(bars, {0: BUY}, stop=95), **OWN)
    assert left(played) == [("target", 105), ("stop", 95)]
    assert played.risks == approx([50])
    played = play(symbol(bars, {0: BUY}, target=108), intrabar="optimistic", **OWN)
    assert played.fills[1:] == [(3, "target", 108, approx(10))]


def test_row_8_a_signals_stop_rounds_toward_the_market_and_its_target_away(play):
    bars = [*flat(100), QUIET, (100, 108.25, 95.25, 100)]
    market = symbol(bars, {0: BUY}, stop=95.1, target=108.1)
    assert left(play(market, instrument={"tick": 0.25})) == [("stop", 95.25)]
    above = symbol([*bars[:2], (100, 108.25, 95.3, 100)], {0: BUY}, stop=95.1, target=108.1)
    assert left(play(above, instrument={"tick": 0.25})) == [("target", 108.25)]


def test_row_16_an_entry_that_gaps_beyond_its_own_stop_is_stopped_at_the_same_open(play):
    bars = [*flat(100), (94, 99, 93, 98)]
    played = play(symbol(bars, {0: BUY}, stop=95))
    assert played.fills == [
        (1, "entry", 94, approx(1_000 / 94)),
        (1, "stop", 94, approx(1_000 / 94)),
    ]


def test_row_12_a_trailing_stop_tightens_from_the_signals_stop(play):
    bars = [*flat(100), (100, 111, 91, 110), (110, 111, 99, 105)]
    rule = {"stop": "trailing_percent", "stop_value": 0.1}
    played = play(symbol(bars, {0: BUY}, stop=90.5), **rule)
    assert left(played) == [("stop", approx(99))]
    tight = play(symbol(bars, {0: BUY}, stop=91), **rule)
    assert tight.fills[1][:3] == (1, "stop", 91)


@pytest.mark.parametrize(("signal", "refused"), [(2, True), (3, True), (4, False)])
def test_row_19_cooldown_counts_own_bars_after_the_bar_of_an_exit(play, signal, refused):
    bars = flat(100, 100, 100, 100, 100, 100)
    played = play(symbol(bars, {0: BUY, 1: CLOSE, signal: BUY}), cooldown=2)  # out on day 2
    assert played.refused == ([(signal, "cooldown")] if refused else [])
    assert entries(played) == [(1, 100)] + [(5, 100)] * (not refused)


def test_row_19_missing_bars_do_not_cool_and_the_first_entry_need_not(play):
    bars = [*flat(100, 100, 100), GONE, *flat(100, 100)]
    played = play(symbol(bars, {0: BUY, 1: CLOSE, 4: BUY}), cooldown=3)
    assert played.refused == [(4, "cooldown")]


def test_row_19_of_a_reversal_the_exit_stands_and_the_entry_cools(play):
    played = play(symbol(flat(100, 100, 100), {0: BUY, 1: SELL}), cooldown=1, **SHORT)
    assert [purpose for _, purpose, _, _ in played.fills] == ["entry", "signal"]
    assert played.refused == [(1, "cooldown")]
