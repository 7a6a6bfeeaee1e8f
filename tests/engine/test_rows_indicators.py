"""What a strategy's columns are: docs/semantics.md, rows 37 and 42."""

from statistics import pstdev

import numpy as np
import pytest
from pytest import approx

import engine as ob
from engine.indicators.catalog import CATALOG

from .small_markets import fills, flat, frame, refused


def test_row_37_bollinger_bands_divide_by_n_and_say_so():
    closes = np.array([1.0, 2.0, 4.0, 9.0])
    upper, middle, lower, *_ = (column[-1] for column in ob.indicators.bollinger(closes, 4, 2.0))
    assert (upper - middle, middle - lower) == approx((2 * pstdev(closes), 2 * pstdev(closes)))
    assert "ddof 0" in CATALOG["bollinger"].summary  # what `openbell indicators bollinger` shows


def wild_then_calm(calm):
    """Bars whose prices jump by nine powers of ten, then the calm ones."""
    wild = 10.0 ** np.random.default_rng(1).uniform(-3, 6, 60)
    return frame(flat(*wild, *calm))


def test_row_42_a_signal_does_not_depend_on_where_the_data_starts():
    calm = 50 + np.random.default_rng(2).normal(size=200).cumsum()
    bars = wild_then_calm(calm)
    settings = {"params": {"fast": 3, "slow": 10}, "start": "2024-03-20"}
    whole = ob.backtest(bars, "sma_cross", **settings)
    cut = ob.backtest(bars.slice(60), "sma_cross", **settings)
    assert whole.metrics["trades"] > 5
    assert whole.order_log.equals(cut.order_log)
    assert whole.equity.equals(cut.equity)


@pytest.mark.parametrize("price", [0.1, 1 / 3, 123.45])
def test_row_42_over_flat_prices_averages_are_equal_and_never_cross(price):
    settings = {"params": {"fast": 3, "slow": 10}, "start": "2024-03-12"}
    result = ob.backtest(wild_then_calm([price] * 200), "sma_cross", **settings)
    assert (fills(result), refused(result)) == ([], [])
