"""Fees, sizes, lots, ticks and sessions of the account oracle, by hand."""

import pytest
from pytest import approx

from engine.backtest.costs import Costs

from .account_examples import day
from .account_prices import affordable, fee, on_tick, whole_lots
from .account_sessions import session, trades_at_weekends


@pytest.mark.parametrize(
    ("costs", "quantity", "charged"),
    [
        (Costs(), 10.0, 0.0),
        (Costs(percent=0.001), 10.0, 1.0),
        (Costs(percent=0.001, per_share=0.5), 10.0, 6.0),
        (Costs(per_share=0.005, minimum=1.0), 10.0, 1.0),
        (Costs(per_share=0.005, minimum=20.0, maximum_percent=0.01), 10.0, 10.0),
        (Costs(percent=0.02, maximum_percent=0.01), 10.0, 10.0),
        (Costs(minimum=5.0), 0.0, 0.0),
    ],
)
def test_the_fee_is_at_least_the_minimum_and_then_at_most_the_cap(costs, quantity, charged):
    assert fee(quantity, 100.0, costs) == approx(charged)


@pytest.mark.parametrize(
    ("costs", "quantity"),
    [
        (Costs(), 10.0),
        (Costs(percent=0.25), 8.0),
        (Costs(percent=0.15, per_share=10.0), 8.0),
        (Costs(per_share=0.005, minimum=100.0), 9.0),
        (Costs(per_share=900.0), 1.0),
        (Costs(per_share=900.0, maximum_percent=0.25), 8.0),
        (Costs(minimum=2_000.0), 0.0),
    ],
)
def test_row_7_the_largest_quantity_whose_value_and_fee_fit(costs, quantity):
    assert affordable(1_000.0, 100.0, costs) == approx(quantity)


def test_row_8_lots_floor_and_ticks_round_as_told_with_float_dust_forgiven():
    assert whole_lots(299.9, 100.0) == 200.0
    assert whole_lots(0.3, 0.1) == approx(0.3)
    assert on_tick(10.01, 0.25, up=True) == 10.25
    assert on_tick(10.24, 0.25, up=False) == 10.0
    assert on_tick(0.1 + 0.2, 0.1, up=True) == approx(0.3)


def test_rows_3_and_4_sessions_skip_weekends_unless_the_market_does_not():
    weekdays = [session(day(number), every_day=False) for number in range(8)]
    assert [number - weekdays[0] for number in weekdays] == [0, 1, 2, 3, 4, 4, 5, 5]
    assert session(day(7), every_day=True) - session(day(0), every_day=True) == 7
    assert trades_at_weekends([day(number) for number in range(7)])
    assert not trades_at_weekends([day(number) for number in range(6)])
