"""A backtest from Polars frame to result, beside a plain loop and beside backtesting.py."""

import warnings

import numpy as np
import pytest

import engine as ob
from engine.backtest.simulation import simulate
from kernels.enums import Intrabar

from .data import SETTINGS, SIZES, days, minutes
from .pairs import paired
from .plain_loop import plain

COLUMNS = ("open", "high", "low", "close")
PARTS = ("trades", "orders", "refused", "bracket", "run", "verdicts")


def run(bars):
    return ob.backtest(minutes(bars), "sma_cross", **SETTINGS)


@pytest.mark.parametrize("bars", SIZES)
def test_frame_to_result(benchmark, bars):
    frame = minutes(bars)
    ts = frame["ts"].to_physical().to_numpy()
    prices = [frame[name].to_numpy() for name in COLUMNS]

    def peer():
        return plain(ts, *prices, 20, 100, 0.02, 0.04, 0.0001, 100_000.0, np.empty(bars))

    benchmark.extra_info["bars"] = bars
    result = paired(benchmark, lambda: run(bars), peer, "plain loop", 31)
    assert result.metrics["trades"] == pytest.approx(peer()[1], rel=0.01, abs=3)


@pytest.mark.parametrize("bars", SIZES)
def test_loop_alone(benchmark, bars):
    result = run(bars)
    market, rules = result._prepared.market, result._rules
    benchmark.extra_info["bars"] = bars
    benchmark.pedantic(
        lambda: simulate(market, rules, Intrabar.PESSIMISTIC, 100_000.0), rounds=15, warmup_rounds=1
    )


@pytest.mark.parametrize("part", PARTS)
def test_first_access(benchmark, part):
    bars = SIZES[-1]
    benchmark.extra_info["bars"] = bars
    benchmark.pedantic(getattr, setup=lambda: ((run(bars), part), {}), rounds=5, warmup_rounds=1)


def test_report(benchmark, tmp_path):
    bars = SIZES[-1]
    benchmark.extra_info["bars"] = bars
    result = run(bars)
    benchmark.pedantic(result.report, (tmp_path / "report.html",), rounds=3, warmup_rounds=1)


def test_500_symbols_in_one_account(benchmark):
    frames = days(500, 2_520)
    benchmark.extra_info["bars"] = 500 * 2_520
    benchmark.pedantic(
        lambda: ob.backtest(frames, "sma_cross", **SETTINGS), rounds=15, warmup_rounds=2
    )


def test_500_symbols_loop_alone(benchmark):
    result = ob.backtest(days(500, 2_520), "sma_cross", **SETTINGS)
    market, rules = result._prepared.market, result._rules
    benchmark.extra_info["bars"] = 500 * 2_520
    benchmark.pedantic(
        lambda: simulate(market, rules, Intrabar.PESSIMISTIC, 100_000.0), rounds=15, warmup_rounds=1
    )


def test_beside_backtesting_py(benchmark):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from backtesting import Backtest, Strategy
        from backtesting.lib import crossover
        from backtesting.test import SMA

    class Cross(Strategy):
        def init(self):
            self.fast = self.I(SMA, self.data.Close, 20)
            self.slow = self.I(SMA, self.data.Close, 100)

        def next(self):
            if crossover(self.fast, self.slow):
                self.buy()
            elif crossover(self.slow, self.fast):
                self.position.close()

    bars = SIZES[0]
    frame = minutes(bars)
    table = frame.rename({name: name.title() for name in (*COLUMNS, "volume")}).to_pandas()
    theirs = Backtest(table.set_index("ts"), Cross, cash=100_000, commission=0.0001)

    def peer():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return theirs.run()

    def ours():
        return ob.backtest(frame, "sma_cross", params=SETTINGS["params"], costs=SETTINGS["costs"])

    benchmark.extra_info["bars"] = bars
    paired(benchmark, ours, peer, "backtesting.py", 7)
