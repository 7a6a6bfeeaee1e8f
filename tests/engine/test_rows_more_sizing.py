"""Volatility, Kelly and drawdown in the size of an entry: docs/semantics.md, rows 50 and 61."""

import math

import pytest
from pytest import approx

from engine.backtest.costs import Costs

from ..oracles.account_examples import BUY, CLOSE, SELL, flat, symbol
from ..worked import both

pytestmark = both

NEAR_A_HUNDRED = [*flat(100), (100, 101, 99, 100)]


def sizes(played):
    """Quantity of each entry."""
    return [quantity for _, purpose, _, quantity in played.fills if purpose == "entry"]


@pytest.mark.parametrize(
    ("volatility", "target", "quantity"), [(0.3, 0.15, 5), (0.6, 0.15, 2.5), (0.3, 0.06, 2)]
)
def test_row_61_volatility_buys_the_share_that_has_the_targets_deviation(
    play, volatility, target, quantity
):
    market = symbol(NEAR_A_HUNDRED, {0: BUY}, volatility=volatility)
    played = play(market, sizing="volatility", target_volatility=target)
    assert sizes(played) == approx([quantity])


def test_row_61_the_deviation_is_that_of_the_signal_bar(play):
    market = symbol(flat(100, 100), {0: BUY}, volatility=[0.3, 0.6])
    assert sizes(play(market, sizing="volatility")) == approx([5])


def test_rows_7_and_50_a_share_by_volatility_holds_its_fee_and_is_cut_like_any(play):
    market = symbol(flat(100, 100), {0: BUY}, volatility=0.3, strength=0.5)
    played = play(market, Costs(percent=0.25), sizing="volatility")
    assert sizes(played) == approx([250 / 125])
    calm = symbol(flat(100, 100), {0: BUY}, volatility=0.05)  # thrice the equity
    assert sizes(play(calm, sizing="volatility")) == approx([10])


@pytest.mark.parametrize("volatility", [math.nan, 0.0])
def test_row_61_without_a_deviation_there_is_no_entry(play, volatility):
    market = symbol(flat(100, 100), {0: BUY}, volatility=volatility)
    assert play(market, sizing="volatility").refused == [(0, "no_volatility")]
    assert sizes(play(market)) == approx([10])


def rounds(results):
    """Bars and signals of single units bought at 100 and sold at the given prices, then once more.

    The buys are signalled at even rows; the last, at row 2 * len(results), sees all the results.
    """
    bars, signals = flat(100), {}
    for number, price in enumerate(results):
        bars += flat(100, price)
        signals |= {2 * number: BUY, 2 * number + 1: CLOSE}
    return symbol([*bars, *flat(100)], {**signals, 2 * len(results): BUY})


# one unit of 100 while it is too early
KELLY = {"sizing": "kelly", "fraction": 0.1, "lot": 1.0, "capital": 1_100.0}


def test_row_61_kelly_bets_its_share_of_the_equity_up_to_the_cap(play):
    market = rounds([110, 110, 110, 95, 95] * 4)  # 12 wins of 10, 8 losses of 5: 0.6 - 0.4 / 2
    played = play(market, **KELLY, kelly_cap=1.0)
    assert sizes(played) == [1] * 20 + [4]  # 0.4 of 1,180
    assert sizes(play(market, **KELLY))[-1] == 2  # a quarter of it
    one_fewer = rounds([110, 110, 95, 95] + [110, 110, 110, 95, 95] * 3)
    assert sizes(play(one_fewer, **KELLY, kelly_cap=1.0)) == [1] * 20  # 19 are too few


@pytest.mark.parametrize(("wins", "is_capped"), [(49, False), (50, True)])
def test_row_61_kelly_looks_at_the_last_fifty_trades(play, wins, is_capped):
    rule = {"sizing": "kelly", "fraction": 0.1, "kelly_cap": 1.0}
    played = play(rounds([95] * 5 + [110] * wins), **rule)
    equity = 1_000 + sum(pnl for _, reason, _, pnl in played.exits if reason != "open")
    # fifty wins are no losses, and so the cap; with one loss among them the share is below 1
    assert (sizes(played)[-1] == approx(equity / 100)) == is_capped


@pytest.mark.parametrize(
    ("results", "refused"),
    [
        ([95] * 20, True),
        ([100] * 20, True),  # no win
        ([110, 110, 100, 95] * 5, False),  # 0.5 - 0.5 / 2
        ([105, 95] * 10, True),  # exactly nothing: 0.5 - 0.5 / 1
        ([110] * 20, False),
    ],
)
def test_row_61_without_an_edge_kelly_does_not_enter(play, results, refused):
    played = play(rounds(results), **KELLY)
    assert played.refused == ([(40, "no_edge")] if refused else [])


def test_row_61_without_a_loss_kelly_is_the_cap(play):
    played = play(rounds([110] * 20), **KELLY, kelly_cap=0.5)
    assert sizes(played)[-1] == 6  # half of 1,300


def test_row_61_kelly_counts_each_symbols_own_trades(play):
    markets = {"A": rounds([110] * 20), "B": symbol(flat(*[100] * 42), {40: BUY})}
    played = play(markets, **KELLY, kelly_cap=0.5)
    assert sizes(played)[-2:] == [6, 1]


FALL = flat(100, 100, 90, 90)  # out at 90 on day 2: the equity is 900


@pytest.mark.parametrize(
    ("scale", "quantity"), [(0.2, 5), (0.4, 7.5), (1.0, 9), (0.1, None), (0.05, None)]
)
def test_row_61_drawdown_scales_the_size_down_to_none(play, scale, quantity):
    played = play(symbol(FALL, {0: BUY, 1: CLOSE, 2: BUY}), drawdown_scale=scale)
    if quantity is None:
        assert played.refused == [(2, "drawdown")]
    else:
        assert sizes(played) == approx([10, quantity])  # of 10


def test_row_61_the_drawdown_is_that_of_the_marks_from_the_highest(play):
    # up to 1,250 and back to 1,000: a drawdown of a fifth
    bars = flat(100, 100, 125, 100, 100)
    played = play(symbol(bars, {0: BUY, 2: CLOSE, 3: BUY}), drawdown_scale=0.4)
    assert sizes(played) == approx([10, 5])


def test_row_61_the_drawdown_counts_at_the_signal_and_any_sizing_is_scaled(play):
    market = symbol([*FALL[:3], (180, 180, 180, 180)], {0: BUY, 1: CLOSE, 2: BUY})
    assert sizes(play(market, drawdown_scale=0.2)) == approx([10, 2.5])  # 0.5 of 900 at 180
    fixed = {"sizing": "quantity", "quantity": 4.0, "drawdown_scale": 0.08}
    assert sizes(play(symbol(FALL, {0: BUY, 1: CLOSE, 2: BUY}), **fixed)) == approx([4, 2])
    by_risk = {"sizing": "risk", "stop": "percent", "stop_value": 0.125, "risk_per_trade": 0.125}
    played = play(symbol(FALL, {0: BUY, 1: CLOSE, 2: BUY}), drawdown_scale=0.2, **by_risk)
    assert sizes(played) == approx([10, 0.5 * 900 * 0.125 / 11.25])


def test_row_61_risk_is_measured_to_the_signals_stop(play):
    market = symbol(flat(100, 100), {0: BUY}, stop=95)
    assert sizes(play(market, sizing="risk")) == approx([2])  # 1 % of 1,000 over 5
    wide = play(market, sizing="risk", stop="percent", stop_value=0.1)
    assert sizes(wide) == approx([2])
    short = symbol(flat(100, 100), {0: SELL}, stop=105)
    assert sizes(play(short, sizing="risk", allow_short=True)) == approx([2])


def test_row_61_risk_is_measured_from_the_fill_and_beyond_the_stop_there_is_none(play):
    market = symbol(flat(100, 97), {0: BUY}, stop=95)
    assert sizes(play(market, sizing="risk")) == approx([5])  # 10 over 2
    beyond = symbol(flat(100, 94), {0: BUY}, stop=95)
    assert play(beyond, sizing="risk").refused == [(0, "too_small")]
    inside = symbol(NEAR_A_HUNDRED, {0: BUY}, stop=95, limit=99.0)
    assert sizes(play(inside, sizing="risk")) == approx([2.5])


@pytest.mark.parametrize(
    "risk", [{"sizing": "risk"}, {"target": "r", "target_value": 2.0}], ids=["risk", "r"]
)
def test_row_61_a_signal_without_a_stop_to_measure_by_is_refused(play, risk):
    market = symbol(flat(100, 100, 100), {0: BUY, 1: BUY}, stop={1: 95})
    played = play(market, **risk)
    assert played.refused == [(0, "no_stop")]
    assert len(sizes(played)) == 1
    own = play(market, stop="percent", stop_value=0.1, **risk)
    assert own.refused == [(1, "already_long")]


def test_size_at_signal_counts_with_the_price_of_a_limit(play):
    market = symbol([*flat(100), (100, 101, 79, 100)], {0: BUY}, limit=80.0)
    assert sizes(play(market, size_at="signal")) == approx([12.5])
