"""A saved run made again, and every number compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from ..errors import RunError
from ..version import versions
from . import store
from .record import different_numbers

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl
    from numpy.typing import NDArray

    from ..backtest.result import Result
    from ..backtest.spec import Leg
    from ..strategies.base import BaseStrategy


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome: equal where no bit of any number differs.

    versions      a line for each version that is not the one that made the run
    differences   a line for each number that differs, or part of the run that is damaged
    """

    run: str
    equal: bool
    versions: tuple[str, ...]
    differences: tuple[str, ...]


def verify(text: str, folder: Path | None = None) -> Verification:
    """Run a saved run again from its own data, code and settings, and compare every number."""
    saved = store.load(text, folder)
    lines = _damaged_bars(saved)
    if not lines:
        result = again(saved)
        if result.run != saved.record.run:
            lines.append(f"id: saved {saved.record.run}, now {result.run}")
        lines += store.differences(saved, result)
    changed = different_numbers(saved.record.versions, versions(), "version of")
    return Verification(
        run=saved.record.run,
        equal=not lines,
        versions=tuple(changed),
        differences=tuple(lines),
    )


def again(saved: store.SavedRun) -> Result:
    """The result of a saved run, computed anew from its own bars, code and settings.

    Raises RunError where its strategy's files were not kept, and StrategyError where they no longer
    load.
    """
    from ..backtest.run import LegPlan, run_legs
    from ..backtest.spec import BacktestSpec

    spec = msgspec.convert(saved.record.spec, BacktestSpec)
    given = saved.signals() or {}
    plans = []
    for number, leg in enumerate(spec.legs):
        own = None
        if leg.strategy is None:
            own = {symbol: _columns(given[symbol]) for symbol in leg.symbols}
        plans.append(LegPlan(leg.symbols, _strategy(saved, number, leg), own, leg.risk))
    return run_legs(
        plans,
        {symbol: saved.bars(symbol) for symbol in spec.symbols},
        costs=spec.costs,
        capital=spec.capital,
        start=spec.start,
        end=spec.end,
        interval=spec.interval,
        instruments={each.symbol: each for each in spec.instruments},
        calendar=spec.calendar,
        intrabar=spec.intrabar,
        risk_free=spec.risk_free,
        allow_lookahead=True,  # it was decided when the run was made; the verdict is in its record
    )


def _strategy(saved: store.SavedRun, number: int, leg: Leg) -> BaseStrategy | None:
    from ..strategies import BUILT_IN, strategy

    if leg.strategy is None:
        return None
    file = saved.strategy_file(number)
    if file is None and leg.strategy not in BUILT_IN:
        raise RunError(
            f"run {saved.record.run}: strategy {leg.strategy} was not kept (it had no file,"
            " or that was edited between loading and saving), so the run cannot be made again"
        )
    return strategy(file or leg.strategy, leg.params)


def _columns(given: pl.DataFrame) -> dict[str, NDArray[Any]]:
    columns = {name: given[name].to_numpy() for name in given.columns if name != "ts"}
    return {name: column.copy() for name, column in columns.items()}


def _damaged_bars(saved: store.SavedRun) -> list[str]:
    from ..data.bars import to_bars
    from ..data.fingerprint import fingerprint

    return [
        f"bars of {symbol}: the stored file no longer has the fingerprint {expected}"
        for symbol, expected in saved.record.data.items()
        if fingerprint(to_bars(saved.bars(symbol))) != expected
    ]
