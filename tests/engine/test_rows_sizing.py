"""How much is bought: docs/semantics.md, rows 7, 8, 22, 41, 48 to 51 and 61."""

import pytest
from pytest import approx

import engine as ob

from .small_markets import (
    BUY,
    CLOSE,
    SELL,
    a,
    fills,
    flat,
    market,
    refused,
    rows,
    run,
    values,
)

FEES = [
    ({}, 100, 0),
    ({"percent": 0.25}, 80, 200),  # 1,000 / (10 * 1.25)
    ({"per_share": 2.5}, 80, 200),  # 1,000 / (10 + 2.5)
    ({"percent": 0.25, "per_share": 7.5}, 50, 500),  # 1,000 / (10 * 1.25 + 7.5)
    ({"minimum": 40}, 96, 40),  # (1,000 - 40) / 10
    ({"percent": 0.01, "minimum": 40}, 96, 40),  # 1 % of 960 is less than the minimum
    ({"percent": 0.25, "minimum": 100}, 80, 200),  # 25 % of 800 is more
    ({"per_share": 6, "maximum_percent": 0.25}, 80, 200),  # 480 capped at a quarter of 800
    ({"minimum": 500, "maximum_percent": 0.25}, 80, 200),  # the cap comes last
    ({"per_share": 2.5, "maximum_percent": 0.5}, 80, 200),  # a cap out of reach
    ({"model": "ibkr_fixed"}, 99.9, 1),  # 0.50 by the share, so the minimum of 1
    ({"slippage_bps": 2_500}, 80, 0),  # a quarter dearer: 12.50
    ({"percent": 0.6, "slippage_bps": 2_500}, 50, 375),  # 12.50 * 1.6 = 20
]


@pytest.mark.parametrize(("costs", "quantity", "fee"), FEES)
def test_row_7_value_and_entry_fee_together_take_the_fraction(costs, quantity, fee):
    (entry,) = fills(run(market(flat(10, 10), {0: BUY}), costs=costs))
    assert (entry.quantity, entry.fee) == approx((quantity, fee))
    assert entry.quantity * entry.price + entry.fee == approx(1_000)


@pytest.mark.parametrize(("costs", "quantity", "fee"), FEES)
def test_row_7_the_fraction_is_of_the_equity(costs, quantity, fee):
    (entry,) = fills(run(market(flat(10, 10), {0: BUY}), costs=costs, capital=4_000, fraction=0.25))
    assert (entry.quantity, entry.fee) == approx((quantity, fee))


def test_row_7_the_price_is_that_of_the_fill_not_of_the_signal():
    result = run(market(flat(10, 20), {0: BUY}))
    assert fills(result)[0].quantity == approx(50)


def test_row_7_shorts_are_sized_alike():
    costs = {"percent": 0.25, "slippage_bps": 2_000}  # 10 less a fifth is 8, and 8 * 1.25 = 10
    (entry,) = fills(run(market(flat(10, 10), {0: SELL}), costs=costs, allow_short=True))
    assert (entry.quantity, entry.price, entry.fee) == approx((100, 8, 200))


def test_row_8_a_quantity_is_floored_to_the_lot_last_of_all():
    cost = {"percent": 0.25}  # 80 fractional units
    for_risk = run(market(flat(10, 10), {0: BUY}), costs=cost, lot=7.0)
    assert fills(for_risk)[0].quantity == 77
    by_instrument = run(market(flat(10, 10), {0: BUY}), costs=cost, instruments=a(lot=9.0))
    assert fills(by_instrument)[0].quantity == 72
    scaled = run(market(flat(10, 10), {0: BUY}, strength=0.5), costs=cost, lot=7.0)
    assert fills(scaled)[0].quantity == 35  # of 40, not half of 77


def test_row_8_a_cut_quantity_is_floored_too():
    markets = {name: market(flat(10, 10), {0: BUY}) for name in "AB"}
    result = run(markets, fraction=0.7, lot=7.0)
    assert [(fill.quantity, fill.reason) for fill in fills(result)] == [(70, "none"), (28, "cut")]


def test_row_8_a_billionth_of_a_lot_is_forgiven():
    assert 0.3 / 0.1 < 3  # three lots of 0.1 all the same
    (entry,) = fills(run(market(flat(1_000, 1_000), {0: BUY}), fraction=0.3, lot=0.1))
    assert entry.quantity == 0.3


def test_row_8_less_than_one_lot_is_too_small():
    assert refused(run(market(flat(10, 10), {0: BUY}), lot=101.0)) == [(0, "A", "too_small")]
    assert fills(run(market(flat(10, 10), {0: BUY}), lot=100.0))[0].quantity == 100


def test_row_22_the_money_from_a_short_sale_buys_nothing():
    markets = {
        "A": market(flat(100, 100, 100), {0: SELL}),
        "B": market(flat(100, 100, 100), {1: BUY}),
    }
    short, long = fills(run(markets, fraction=0.75, allow_short=True))
    assert short.quantity == approx(7.5)  # cash is 1,750, of which 250 may be spent
    assert (long.quantity, long.reason) == (approx(2.5), "cut")


def test_row_41_cash_after_an_all_in_entry_is_not_snapped_to_zero():
    percent, price = 0.001, 3.7
    result = run(market(flat(price, price), {0: BUY}), costs={"percent": percent})
    quantity = 1_000 / (price * (1 + percent))
    cash = 1_000 - quantity * price - percent * (quantity * price)
    assert 0 < abs(cash) < 1e-12
    assert values(result)[1] == cash + quantity * price


def test_row_48_at_the_fill_the_equity_is_counted_at_the_opens_after_the_exits():
    bars = {"A": [*flat(100, 100), (120, 160, 120, 150)], "B": flat(10, 10, 10)}
    markets = {"A": market(bars["A"], {0: BUY}), "B": market(bars["B"], {1: BUY})}
    first, second = fills(run(markets, fraction=0.25))
    assert first.quantity == approx(2.5)
    assert second.quantity == approx(0.25 * (750 + 2.5 * 120) / 10)
    left = {**markets, "A": market(bars["A"], {0: BUY, 1: CLOSE})}
    *_, entry = fills(run(left, fraction=0.25, costs={"percent": 0.25}))
    bought = 250 / 125  # 1,000 - 200 - 50, and 240 less a fee of 60 came back
    assert entry.quantity == approx(0.25 * (750 + bought * 120 * 0.75) / 12.5)


def test_row_48_a_symbol_without_a_bar_counts_at_its_last_close():
    markets = {
        "A": market([*flat(100), (100, 130, 100, 130)], {0: BUY}),
        "B": market(flat(10, 10, 10), {1: BUY}),
    }
    assert fills(run(markets, fraction=0.25))[1].quantity == approx(0.25 * (750 + 2.5 * 130) / 10)


def test_row_48_one_figure_sizes_all_entries_of_a_step():
    markets = {name: market(flat(10, 10), {0: BUY}) for name in "AB"}
    costs = {"percent": 0.25}  # the first leaves 900 of equity, the second still counts 1,000
    assert [fill.quantity for fill in fills(run(markets, costs=costs, fraction=0.4))] == approx(
        [32, 32]
    )


def test_row_48_size_at_signal_counts_at_the_signals_close_and_only_shrinks():
    rule = {"size_at": "signal"}
    cheaper = run(market(flat(100, 80), {0: BUY}), **rule)
    assert [(fill.quantity, fill.reason) for fill in fills(cheaper)] == [(10, "none")]
    dearer = run(market(flat(100, 125), {0: BUY}), **rule)
    assert [(fill.quantity, fill.reason) for fill in fills(dearer)] == [(8, "cut")]


def test_row_50_what_buying_power_cannot_buy_is_cut_fee_included():
    markets = {name: market(flat(10, 10), {0: BUY}) for name in "ABC"}
    result = run(markets, fraction=0.75, costs={"percent": 0.25})
    full, cut = fills(result)
    assert (full.quantity, full.reason) == (approx(60), "none")  # 750 with its fee
    assert (cut.quantity, cut.fee, cut.reason) == (approx(20), approx(50), "cut")  # 250 with it
    assert refused(result) == [(0, "C", "no_cash")]


def test_row_50_a_fixed_quantity_is_all_or_nothing():
    result = run(market(flat(100, 100), {0: BUY}), sizing="quantity", quantity=10.5)
    assert (fills(result), refused(result)) == ([], [(0, "A", "no_cash")])
    with_fee = run(
        market(flat(100, 100), {0: BUY}), costs={"minimum": 1}, sizing="quantity", quantity=10
    )
    assert (fills(with_fee), refused(with_fee)) == ([], [(0, "A", "no_cash")])


@pytest.mark.parametrize(
    ("excess", "reasons"),
    [(0.9e-9, []), (1.1e-9, [(0, "A", "no_cash")])],  # of the equity
)
def test_row_50_a_shortfall_below_a_billionth_of_equity_is_no_shortfall(excess, reasons):
    quantity = 10 * (1 + excess)
    result = run(market(flat(100, 100), {0: BUY}), sizing="quantity", quantity=quantity)
    assert refused(result) == reasons
    assert [(fill.quantity, fill.reason) for fill in fills(result)] == (
        [] if reasons else [(quantity, "none")]
    )


def test_row_51_leverage_multiplies_buying_power():
    result = run(market(flat(100, 100, 90), {0: BUY}), fraction=3.0, max_leverage=2.0)
    assert [(fill.quantity, fill.reason) for fill in fills(result)] == [(20, "cut")]
    assert values(result) == [1_000, 1_000, 800]
    assert any(line.startswith("no_margin_calls: ") for line in result.warnings)
    plain = run(market(flat(100, 100, 90), {0: BUY}))
    assert not any(line.startswith("no_margin_calls: ") for line in plain.warnings)


def test_row_51_power_is_equity_times_leverage_less_gross_exposure_at_the_opens():
    markets = {
        "A": market([*flat(100, 100), (120, 120, 100, 100)], {0: SELL}),
        "B": market(flat(10, 10, 10), {1: BUY}),
        "C": market(flat(10, 10, 10), {1: BUY}),
    }
    risk = {"fraction": 1.0, "max_leverage": 2.0, "allow_short": True}
    result = run(markets, costs={"minimum": 20}, **risk)
    short, long = fills(result)
    assert short.quantity == approx(9.8)
    equity = 1_000 - 20 - 9.8 * 20  # at the open of 120
    power = 2 * equity - 9.8 * 120
    assert power < equity  # so that it binds
    assert (long.symbol, long.quantity, long.reason) == ("B", approx((power - 20) / 10), "cut")
    assert refused(result) == [(1, "C", "no_cash")]  # B's value and its fee took it all


def test_row_61_sizing_by_risk_loses_its_share_at_the_stop():
    bars = [*flat(100, 100), (100, 100, 80, 90)]
    rule = {"sizing": "risk", "stop": "percent", "stop_value": 0.1}
    result = run(market(bars, {0: BUY}), risk_per_trade=0.02, **rule)
    (trade,) = rows(result.trades)
    assert (trade.quantity, trade.pnl, trade.r) == approx((2, -20, -1))  # 1,000 * 0.02 / 10
    usual = run(market(bars, {0: BUY}), **rule)
    assert rows(usual.trades)[0].pnl == approx(-10)  # 1 %
    half = run(market(bars, {0: BUY}, strength=0.5), **rule)
    assert rows(half.trades)[0].pnl == approx(-5)


def test_row_61_the_distance_is_from_the_slipped_price_in_money():
    rule = {"sizing": "risk", "risk_per_trade": 0.044, "stop": "percent", "stop_value": 0.1}
    result = run(
        market(flat(100, 100), {0: BUY}),
        costs={"slippage_bps": 1_000},
        instruments=a(multiplier=2.0),
        **rule,
    )
    assert fills(result)[0].quantity == approx(1_000 * 0.044 / (110 * 0.1 * 2))


def test_row_61_a_quantity_by_risk_is_cut_like_any_other():
    rule = {"sizing": "risk", "risk_per_trade": 0.5, "stop": "percent", "stop_value": 0.1}
    (entry,) = fills(run(market(flat(100, 100), {0: BUY}), **rule))
    assert (entry.quantity, entry.reason) == (10, "cut")  # not 1,000 * 0.5 / 10 = 50


def test_row_61_without_a_stop_there_is_no_risk_to_measure():
    with pytest.raises(ob.ParameterError, match="needs a stop"):
        run(market(flat(100, 100), {0: BUY}), sizing="risk")
