"""The same trades and the same money as backtesting.py: docs/semantics.md, row 43."""

import warnings
from typing import ClassVar

import backtesting
import polars as pl
import pytest
from backtesting.test import GOOG, SMA
from pytest import approx

import engine as ob

CAPITAL = 10_000.0
PAIRS = [(3, 8), (10, 20), (10, 50), (20, 100), (50, 200)]
COMMISSIONS = [0.0, 0.0005, 0.002, 0.01]


class Crossing(backtesting.Strategy):
    """In when the fast average rises above the slow one, out when it no longer is above it."""

    periods = (3, 8)
    order: ClassVar[dict] = {}

    def init(self):
        self.fast, self.slow = (self.I(SMA, self.data.Close, period) for period in self.periods)

    def next(self):
        above = self.fast > self.slow
        if above[-1] and not above[-2]:
            self.buy(**self.order)
        elif above[-2] and not above[-1]:
            self.position.close()


def theirs(periods, commission, **order):
    """Closed trades and the final equity of the peer."""
    test = backtesting.Backtest(GOOG, Crossing, cash=CAPITAL, commission=commission)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"backtesting\.")  # what pandas deprecates there
        warnings.filterwarnings("ignore", message="Some trades remain open at the end of backtest")
        stats = test.run(periods=periods, order=order)
    trades = stats["_trades"][["EntryBar", "ExitBar", "EntryPrice", "ExitPrice", "Size"]]
    return [tuple(row) for row in trades.to_numpy().tolist()], stats["Equity Final [$]"]


def ours(periods, commission, fraction=1.0):
    """Closed trades, with bars by number, and the final equity of the product."""
    bars = pl.DataFrame({"ts": GOOG.index.to_numpy()} | {k: GOOG[k].to_numpy() for k in GOOG})
    result = ob.backtest(
        bars,
        "sma_cross",
        params=dict(zip(("fast", "slow"), periods, strict=True)),
        risk={"lot": 1, "fraction": fraction},
        costs={"percent": commission},
        capital=CAPITAL,
    )
    number = {ts: i for i, ts in enumerate(result.equity["ts"])}
    trades = [
        (number[entry_ts], number[exit_ts], *rest)
        for entry_ts, exit_ts, *rest in result.trades.drop_nulls("exit_ts")
        .select("entry_ts", "exit_ts", "entry_price", "exit_price", "quantity")
        .iter_rows()
    ]
    return trades, result.equity["value"][-1]


@pytest.mark.parametrize("commission", COMMISSIONS)
@pytest.mark.parametrize("periods", PAIRS)
def test_row_43_google_gives_the_trades_and_the_equity_of_backtesting_py(periods, commission):
    trades, final = ours(periods, commission)
    expected, equity = theirs(periods, commission)
    assert len(trades) >= 4
    assert trades == expected
    assert final == approx(equity, rel=1e-6)


@pytest.mark.parametrize("size", [0.5, 0.9999])
def test_row_43_a_size_given_there_is_the_fraction_here(size):
    trades, final = ours((10, 20), 0.002, fraction=size)
    expected, equity = theirs((10, 20), 0.002, size=size)
    assert trades == expected
    assert final == approx(equity, rel=1e-6)
