"""What a strategy's columns are: docs/semantics.md, rows 37 and 42."""

from statistics import pstdev

import numpy as np
import pytest
from pytest import approx

import engine as ob
from engine.indicators.catalog import CATALOG

from .small_markets import flat, frame


def test_row_37_bollinger_bands_divide_by_n_and_say_so():
    closes = np.array([1.0, 2.0, 4.0, 9.0])
    upper, middle, lower, *_ = (column[-1] for column in ob.indicators.bollinger(closes, 4, 2.0))
    assert (upper - middle, middle - lower) == approx((2 * pstdev(closes), 2 * pstdev(closes)))
    assert "ddof 0" in CATALOG["bollinger"].summary  # what `openbell indicators bollinger` shows


WILD = 10.0 ** np.random.default_rng(1).uniform(-3, 6, 60)


def test_row_42_a_signal_does_not_depend_on_where_the_data_starts():
    few = np.random.default_rng(2).integers(1, 5, 200)  # so that the averages are often equal
    bars = frame(flat(*WILD, *few))
    settings = {"params": {"fast": 2, "slow": 4}, "start": "2024-03-20"}
    whole = ob.backtest(bars, "sma_cross", **settings)
    cut = ob.backtest(bars.slice(60), "sma_cross", **settings)
    assert whole.metrics["trades"] > 20
    assert whole.order_log.equals(cut.order_log)
    assert whole.equity.equals(cut.equity)


@pytest.mark.parametrize("period", [3, 10])
@pytest.mark.parametrize("price", [0.1, 1 / 3, 123.45])
def test_row_42_over_flat_prices_an_average_is_exactly_that_price(price, period):
    average = ob.indicators.sma(np.array([*WILD, *[price] * 50]), period)
    assert set(average[60 + period - 1 :]) == {price}
