"""At which price an order fills: docs/semantics.md on slippage, ticks, gaps and touching."""

import pytest
from pytest import approx

from .small_markets import BUY, CLOSE, SELL, a, fills, flat, market, rows, run

BOTH = {"stop": "percent", "stop_value": 0.1, "target": "percent", "target_value": 0.1}
WIDE = {"stop": "percent", "stop_value": 0.25, "target": "percent", "target_value": 0.25}
SLIPPED = {"slippage_bps": 1_000}  # a tenth


def only(result):
    """The only trade of a result."""
    (trade,) = rows(result.trades)
    return trade


def levels(result):
    """Prices at which the protective orders work, stop first."""
    return [row.level for row in rows(result.orders) if row.type != "market"]


def test_row_8_a_longs_stop_and_target_round_up_to_the_tick():
    bars = [*flat(100), (100.1, 101, 99, 100), (100, 110.12, 90.26, 100), (100, 112, 80, 100)]
    result = run(market(bars, {0: BUY}), instruments=a(tick=0.25), **BOTH)
    assert levels(result) == [90.25, 110.25]  # of 100.1 * 0.9 = 90.09 and 100.1 * 1.1 = 110.11
    assert (only(result).exit_ts, only(result).exit_price) == (3, 90.25)


def test_row_8_a_shorts_stop_and_target_round_down_to_the_tick():
    bars = [*flat(100), (99.9, 101, 99, 100), (100, 109.74, 89.76, 100), (100, 109, 89.75, 100)]
    market_ = market(bars, {0: SELL})
    result = run(market_, instruments=a(tick=0.25), allow_short=True, **BOTH)
    assert levels(result) == [109.75, 89.75]  # of 99.9 * 1.1 = 109.89 and 99.9 * 0.9 = 89.91
    assert (only(result).exit_ts, only(result).exit_price) == (3, 89.75)


def test_row_8_a_billionth_of_a_tick_is_forgiven():
    bars = [*flat(1, 1), (1, 1, 0.3, 1)]
    stop = 1 * (1 - 0.7)
    assert stop > 0.3  # a rounding up without forgiveness would put the stop at 0.4
    result = run(market(bars, {0: BUY}), instruments=a(tick=0.1), stop="percent", stop_value=0.7)
    assert (levels(result), only(result).exit_price) == ([0.3], 0.3)


@pytest.mark.parametrize(
    ("enter", "prices"),
    [(BUY, [100.25, 100.0]), (SELL, [99.75, 100.25])],  # 100 and 100.03, moved by 0.01 %
)
def test_row_8_a_slipped_price_rounds_against_the_trader(enter, prices):
    bars = flat(100, 100, 100.03)
    signals = {0: enter, 1: CLOSE}
    result = run(
        market(bars, signals),
        costs={"slippage_bps": 1},
        instruments=a(tick=0.25),
        allow_short=True,
        fraction=0.5,
    )
    assert [fill.price for fill in fills(result)] == prices


def test_row_8_a_price_that_did_not_slip_is_left_off_the_tick():
    result = run(market(flat(100, 100.01, 100.03), {0: BUY, 1: CLOSE}), instruments=a(tick=0.25))
    assert [fill.price for fill in fills(result)] == [100.01, 100.03]
    gap = run(market(flat(100, 100, 80.01), {0: BUY}), instruments=a(tick=0.25), **BOTH)
    assert only(gap).exit_price == 80.01


def test_row_9_market_orders_slip_against_the_trader_on_both_sides():
    result = run(market(flat(100, 100, 100), {0: BUY, 1: CLOSE}), costs=SLIPPED)
    assert [fill.price for fill in fills(result)] == approx([110, 90])
    short = run(market(flat(100, 100, 100), {0: SELL, 1: CLOSE}), costs=SLIPPED, allow_short=True)
    assert [fill.price for fill in fills(short)] == approx([90, 110])


@pytest.mark.parametrize(
    ("bar", "price"),
    [
        ((115, 120, 100, 110), 108.9 * 0.9),  # the stop is 110 * 1.1 * 0.9
        ((80, 115, 80, 100), 80 * 0.9),  # a gap through it
    ],
)
def test_row_9_a_stop_slips_after_the_gap_rule_and_may_leave_the_bar(bar, price):
    result = run(market([*flat(100, 110), bar], {0: BUY}), costs=SLIPPED, **BOTH)
    assert [fill.price for fill in fills(result)] == approx([121, price])
    assert only(result).exit_price < bar[2]


def test_row_9_a_target_is_a_limit_order_and_does_not_slip():
    bars = [*flat(100), (100, 130, 100, 125)]
    result = run(market(bars, {0: BUY}), costs=SLIPPED, target="percent", target_value=0.1)
    assert [fill.price for fill in fills(result)] == approx([110, 121])
    gap = run(
        market(flat(100, 100, 125), {0: BUY}), costs=SLIPPED, target="percent", target_value=0.1
    )
    assert fills(gap)[1].price == 125  # through the target: the open, untouched


def test_row_9_slippage_is_reported_as_money_too():
    result = run(market(flat(100, 100, 100), {0: BUY, 1: CLOSE}), costs=SLIPPED, fraction=0.55)
    quantity = 550 / 110
    assert [fill.slippage for fill in fills(result)] == approx([quantity * 10, quantity * 10])
    assert only(result).slippage == result.metrics["slippage"] == approx(100)
    assert only(result).pnl == approx(quantity * (90 - 110))  # inside the prices, not once more


@pytest.mark.parametrize(
    ("enter", "bar", "touched"),
    [
        (BUY, (100, 110, 75, 100), ("stop", 75)),
        (BUY, (100, 110, 75.01, 100), ("open", None)),
        (BUY, (100, 125, 90, 100), ("target", 125)),
        (BUY, (100, 124.99, 90, 100), ("open", None)),
        (SELL, (100, 125, 90, 100), ("stop", 125)),
        (SELL, (100, 124.99, 90, 100), ("open", None)),
        (SELL, (100, 110, 75, 100), ("target", 75)),
        (SELL, (100, 110, 75.01, 100), ("open", None)),
    ],
)
def test_row_15_touching_is_filling(enter, bar, touched):
    trade = only(run(market([*flat(100, 100), bar], {0: enter}), allow_short=True, **WIDE))
    assert (trade.exit_reason, trade.exit_price) == touched


@pytest.mark.parametrize(
    ("enter", "bar", "filled"),
    [
        (BUY, (70, 130, 60, 100), ("stop", 70)),
        (BUY, (75, 130, 60, 100), ("stop", 75)),
        (BUY, (125, 130, 60, 100), ("target", 125)),
        (BUY, (127, 130, 60, 100), ("target", 127)),
        (SELL, (127, 130, 60, 100), ("stop", 127)),
        (SELL, (125, 130, 60, 100), ("stop", 125)),
        (SELL, (75, 130, 60, 100), ("target", 75)),
        (SELL, (70, 130, 60, 100), ("target", 70)),
    ],
)
@pytest.mark.parametrize("policy", ["pessimistic", "optimistic"])
def test_row_16_what_the_open_satisfies_fills_at_the_open(enter, bar, filled, policy):
    bars = [*flat(100, 100), bar]
    result = run(market(bars, {0: enter}), intrabar=policy, allow_short=True, **WIDE)
    assert (only(result).exit_reason, only(result).exit_price) == filled
    assert result.bracket.ambiguous_bars == 0


def test_row_16_the_open_asks_the_stop_before_the_target():
    rule = BOTH | {"stop_value": 1e-17, "target_value": 1e-17}  # both levels are the entry price
    result = run(market(flat(100, 100, 100), {0: BUY}), intrabar="optimistic", **rule)
    assert (only(result).exit_reason, only(result).exit_price) == ("stop", 100)


@pytest.mark.parametrize(
    ("policy", "enter", "bar", "reason"),
    [
        ("pessimistic", BUY, (100, 115, 80, 100), "stop"),
        ("optimistic", BUY, (100, 115, 80, 100), "target"),
        ("ohlc_path", BUY, (100, 115, 80, 100), "target"),  # 15 up, 20 down: up first
        ("ohlc_path", BUY, (100, 120, 85, 100), "stop"),
        ("ohlc_path", BUY, (100, 120, 80, 100), "stop"),  # a tie
        ("ohlc_path", SELL, (100, 115, 80, 100), "stop"),
        ("ohlc_path", SELL, (100, 120, 85, 100), "target"),
        ("ohlc_path", SELL, (100, 120, 80, 100), "stop"),
    ],
)
def test_row_16_after_the_open_a_policy_chooses_between_stop_and_target(policy, enter, bar, reason):
    bars = [*flat(100, 100), bar]
    result = run(market(bars, {0: enter}), intrabar=policy, allow_short=True, **BOTH)
    assert only(result).exit_reason == reason
    assert result.bracket.ambiguous_bars == 1


@pytest.mark.parametrize(
    ("enter", "bar", "filled"),
    [
        (BUY, (100, 105, 85, 95), ("stop", 90)),
        (BUY, (100, 115, 95, 105), ("target", 110)),
        (SELL, (100, 115, 95, 105), ("stop", 110)),
        (SELL, (100, 105, 85, 95), ("target", 90)),
        (BUY, (100, 115, 85, 105), ("stop", 90)),
    ],
)
def test_row_17_stop_and_target_work_in_the_bar_of_the_entry(enter, bar, filled):
    trade = only(run(market([*flat(100), bar], {0: enter}), allow_short=True, **BOTH))
    assert (trade.entry_ts, trade.exit_ts, trade.bars) == (1, 1, 0)
    assert (trade.exit_reason, trade.exit_price) == (filled[0], approx(filled[1]))


@pytest.mark.parametrize(
    ("enter", "bar", "stop", "prices"),
    [
        (BUY, (100, 105, 99.5, 101), 102 * 0.99, [102, 100 * 0.98]),
        (SELL, (100, 100.5, 95, 100), 98 * 1.01, [98, 100 * 1.02]),
    ],
)
def test_row_17_a_stop_that_slippage_put_beyond_the_open_fills_at_the_open(
    enter, bar, stop, prices
):
    rule = {"stop": "percent", "stop_value": 0.01, "allow_short": True}
    result = run(market([*flat(100), bar], {0: enter}), costs={"slippage_bps": 200}, **rule)
    assert levels(result) == approx([stop])
    assert [fill.price for fill in fills(result)] == approx(prices)
