"""Everything compiled at once, so that no later run has to wait for it."""

from __future__ import annotations

from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

import msgspec

from . import compile_cache

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

Step = tuple[str, "Callable[[], object]"]
BARS = 500
RISK = {"stop": "atr", "stop_value": 2.0, "target": "r", "target_value": 2.0}


class Warmed(msgspec.Struct, frozen=True):
    """How many parts were compiled, how long that took, and where the outcome is kept."""

    steps: int
    seconds: float
    directory: str


def steps() -> list[Step]:
    """What there is to compile, as named calls: indicators, then backtests of every strategy."""
    compile_cache.use()
    from .data.bars import to_bars
    from .data.synthetic import synthetic
    from .indicators.catalog import CATALOG
    from .indicators.columns import outputs
    from .strategies import BUILT_IN
    from .strategies.causality import check

    frame = synthetic("trending", bars=BARS)
    bars = to_bars(frame)
    calls: list[Step] = []
    for name, row in CATALOG.items():
        inputs = [getattr(bars, column) for column in row.inputs]
        calls.append((name, partial(outputs, row, inputs, row.values())))
    for name, strategy in BUILT_IN.items():
        calls.append((f"check of {name}", partial(check, strategy(), bars)))
        calls.append((f"backtest of {name}", partial(_backtest, {"DATA": frame}, name)))
    both = {"ONE": frame, "TWO": synthetic("ranging", bars=BARS)}
    calls.append(("backtest of several symbols", partial(_backtest, both, "sma_cross")))
    return calls


def run(calls: list[Step], done: Callable[[str], None]) -> Warmed:
    """Make the calls, telling `done` the name of each after it."""
    begin = perf_counter()
    for name, call in calls:
        call()
        done(name)
    seconds = perf_counter() - begin
    return Warmed(len(calls), seconds, str(compile_cache.directory()))


def _backtest(frames: dict[str, pl.DataFrame], strategy: str) -> None:
    """A backtest with everything that is computed on first access."""
    from .backtest.run import backtest

    result = backtest(frames, strategy, risk=RISK)
    _ = result.metrics, result.trades, result.bracket, result.run
