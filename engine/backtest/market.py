"""From frames to the market that the bar step reads: timeline, window, features, signals, ATR."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from kernels.backtest.state import Market
from kernels.backtest.timeline import fill, steps
from kernels.bars import altered

from ..data.sessions import annual, sessions
from ..errors import DataError, ParameterError
from ..indicators.columns import column
from ..indicators.feature import Feature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from kernels.bars import Bars

    from ..risk.settings import Risk
    from ..strategies.evaluation import Outputs
    from .spec import BacktestSpec

DAY = 86_400_000_000_000
SIGNAL = "signal"


class Prepared(NamedTuple):
    """A market with what was made on the way.

    timeline   (n,) ts of the steps, the window only
    bars       each symbol's bars up to the window's end, warm-up included
    first      by symbol, its first bar in the window
    outputs    by symbol: the signal and the extra columns, as long as its bars
    ready      by symbol, the first of its bars in the window whose signal counts
    annual     sessions a year
    """

    market: Market
    timeline: NDArray[np.int64]
    bars: dict[str, Bars]
    first: dict[str, int]
    outputs: dict[str, Outputs]
    ready: dict[str, int]
    annual: int


def nanoseconds(day: str, name: str) -> int:
    """00:00 UTC of an ISO date; raises ParameterError for another text."""
    try:
        return (date.fromisoformat(day) - date(1970, 1, 1)).days * DAY
    except ValueError as error:
        raise ParameterError(f"{name}={day!r}: must be a date like 2020-01-31") from error


def up_to(bars: Bars, end: str | None) -> Bars:
    """The bars up to the end of a day, included."""
    if end is None:
        return bars
    stop = int(np.searchsorted(bars.ts, nanoseconds(end, "to") + DAY))
    return altered(bars, lambda column: column[:stop])


def prepare(
    spec: BacktestSpec,
    bars: Mapping[str, Bars],
    outputs: Mapping[str, Outputs],
    warm: Mapping[str, int],
    step: int,
) -> Prepared:
    """Lay the symbols' bars and signals out by step.

    bars      by symbol, up to the window's end
    outputs   by symbol, its signal and extra columns
    warm      by symbol, how many of its first bars only warm its features
    step      the bars' interval in nanoseconds
    Raises DataError where no bar is in the window.
    """
    risks = spec.risks
    symbols = tuple(risks)
    start = None if spec.start is None else nanoseconds(spec.start, "from")
    first = {
        symbol: 0 if start is None else int(np.searchsorted(bars[symbol].ts, start))
        for symbol in symbols
    }
    stamps = [bars[symbol].ts[first[symbol] :] for symbol in symbols]
    timeline, at = union(stamps)
    if timeline.size == 0:
        raise DataError(
            f"{', '.join(symbols)}: no bar from {spec.start or 'the beginning'} to"
            f" {spec.end or 'the end'}; the data has {_span(bars)}"
        )
    ready = {
        symbol: int(np.isfinite(bars[symbol].close[first[symbol] : warm.get(symbol, 0)]).sum())
        for symbol in symbols
    }

    def laid_out(cells: Sequence[NDArray[Any] | None], dtype: Any, empty: float) -> NDArray[Any]:
        parts = [
            None if each is None else each[first[symbol] :]
            for symbol, each in zip(symbols, cells, strict=True)
        ]
        return matrix(parts, at, timeline.size, dtype, empty)

    prices = [
        laid_out([getattr(bars[symbol], name) for symbol in symbols], np.float64, np.nan)
        for name in ("open", "high", "low", "close")
    ]
    signal = laid_out([outputs[symbol][SIGNAL] for symbol in symbols], np.int8, 0)
    year = annual(timeline, spec.calendar, step)

    def said(name: str) -> NDArray[np.float64]:
        return optional([outputs[symbol].get(name) for symbol in symbols])

    def optional(cells: Sequence[NDArray[np.float64] | None]) -> NDArray[np.float64]:
        if all(each is None for each in cells):
            return _frozen(np.zeros((0, 0)))
        return laid_out(cells, np.float64, np.nan)

    market = Market(
        prices[0],
        prices[1],
        prices[2],
        prices[3],
        signal,
        strength=said("strength"),
        atr=optional([_atr(bars[symbol], risk) for symbol, risk in risks.items()]),
        volatility=optional(
            [_volatility(bars[each], risk, spec, year, step) for each, risk in risks.items()]
        ),
        stop=said("stop"),
        target=said("target"),
        limit=said("limit"),
        trigger=said("trigger"),
        session=_frozen(sessions(timeline, str(year) if step <= DAY else "auto", step)),
    )
    return Prepared(market, timeline, dict(bars), first, dict(outputs), ready, year)


def union(
    stamps: Sequence[NDArray[np.int64]],
) -> tuple[NDArray[np.int64], list[NDArray[np.int64] | None]]:
    """All different ts, increasing, and each series' rows in it; None where it has every one."""
    timeline = max(stamps, key=lambda ts: ts.size)
    at = [_rows(timeline, ts) for ts in stamps]
    missing = [
        ts
        for ts, rows in zip(stamps, at, strict=True)
        if rows is not None and rows.size and rows[-1] < 0
    ]
    if not missing:
        return timeline, at
    for ts in missing:
        if steps(timeline, ts)[-1] < 0:
            timeline = _frozen(np.union1d(timeline, ts))
    return timeline, [_rows(timeline, ts) for ts in stamps]


def _rows(timeline: NDArray[np.int64], ts: NDArray[np.int64]) -> NDArray[np.int64] | None:
    return None if ts is timeline or np.array_equal(ts, timeline) else steps(timeline, ts)


def matrix(
    cells: Sequence[NDArray[Any] | None],
    at: Sequence[NDArray[np.int64] | None],
    height: int,
    dtype: Any,
    empty: float,
) -> NDArray[Any]:
    """(height, S) read-only matrix of the symbols' columns; one symbol's column is not copied.

    at   the rows of each symbol's cells, or None where it has one for every row
    """
    if len(cells) == 1 and at[0] is None and cells[0] is not None:
        return _frozen(np.ascontiguousarray(cells[0], dtype).reshape(height, 1))
    whole = zip(cells, at, strict=True)
    full = [cell for cell, rows in whole if rows is None and cell is not None]
    if len(full) == len(cells):
        return _frozen(np.stack(full, axis=1, dtype=dtype))
    table = np.full((height, len(cells)), empty, dtype)
    for s, (cell, rows) in enumerate(zip(cells, at, strict=True)):
        if cell is not None and rows is not None:
            fill(table, s, rows, cell)
        elif cell is not None:
            table[:, s] = cell
    return _frozen(table)


def _atr(bars: Bars, risk: Risk) -> NDArray[np.float64] | None:
    """The column of ATR stops and targets, None where the settings need none."""
    if not risk.needs_atr:
        return None
    feature = Feature("atr", "high", "low", "close", risk.atr_period)
    return column(feature, bars)


def _volatility(
    bars: Bars, risk: Risk, spec: BacktestSpec, year: int, step: int
) -> NDArray[np.float64] | None:
    """The column that sizing by volatility reads, None where the settings do not."""
    if risk.sizing != "volatility":
        return None
    from kernels.risk.volatility import yearly_volatility

    if step >= DAY:  # a session each, a Saturday's bar too
        session = np.arange(bars.ts.size, dtype=np.int32)
    else:
        calendar = str(year) if spec.calendar == "auto" else spec.calendar
        session = sessions(bars.ts, calendar, step)
    return yearly_volatility(bars.close, _frozen(session), float(year))


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    view = array.view()
    view.flags.writeable = False
    return view


def _span(bars: Mapping[str, Bars]) -> str:
    from ..data.moments import text

    stamps = [each.ts for each in bars.values() if each.ts.size]
    if not stamps:
        return "none"
    return f"{text(min(int(ts[0]) for ts in stamps))} to {text(max(int(ts[-1]) for ts in stamps))}"
