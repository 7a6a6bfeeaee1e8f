"""What the second process of a first run compiles is what a backtest then needs."""

from engine import first_run
from kernels.backtest.benchmark import buy_and_hold
from kernels.backtest.trades import trades_of
from kernels.metrics.summary import summary
from tests.engine.small_markets import walk_frame


def test_the_last_parts_are_compiled_for_the_types_that_a_backtest_has():
    import engine as ob

    frame, signal = walk_frame(1)
    ob.backtest(frame, signals=signal)
    parts = (buy_and_hold, trades_of, summary)
    before = [set(part.signatures) for part in parts]
    first_run.compile_last_parts()
    assert [set(part.signatures) for part in parts] == before
