"""What a backtest gives: metrics at once, everything else when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import polars as pl

from kernels.backtest.benchmark import buy_and_hold
from kernels.enums import Intrabar
from kernels.metrics.returns import session_marks, session_returns

from . import tables
from .metrics import measure, metrics_dict
from .simulation import simulate
from .warning_lines import unsigned, warnings

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from ..data.quality.grade import Quality
    from ..strategies.base import BaseStrategy
    from ..strategies.verdict import Verdict
    from .compat import Library
    from .exports import Format, Table
    from .market import Prepared
    from .report import Bracket, ReportData
    from .spec import BacktestSpec

UNCHECKED = "unchecked: the signals were given, not made by a strategy"


class Result:
    """One finished backtest. Nothing is written before `save` or `report`.

    spec      the settings
    metrics   every metric by name; None is undefined
    bars      the frames by symbol, in the Bars schema
    quality   grades of the bars by symbol, as far as they were given
    annual    sessions a year by which the statistics are annualised
    """

    def __init__(
        self,
        *,
        spec: BacktestSpec,
        strategies: tuple[BaseStrategy | None, ...],
        frames: dict[str, pl.DataFrame],
        prepared: Prepared,
        rules: NDArray[np.void],
        step: int,
        notes: Sequence[str] = (),
        quality: Mapping[str, Quality] | None = None,
    ) -> None:
        self.spec = spec
        self.strategies = strategies
        self.bars = frames
        self.annual = prepared.annual
        self._prepared = prepared
        self._rules = rules
        self._step = step
        self._notes = tuple(notes)
        self.quality = dict(quality or {})
        policy = Intrabar[spec.intrabar.upper()]
        self._run = simulate(prepared.market, rules, policy, spec.capital)
        self.metrics = metrics_dict(self._measured())

    def _measured(self) -> NDArray[np.float64]:
        market, account = self._prepared.market, self._run.state.account[0]
        trades = self._run.trades[: self._run.closed]
        marks = buy_and_hold(
            market.open, market.close, market.session, self._rules, self.spec.capital
        )
        return measure(
            equity=self._run.equity,
            session=market.session,
            capital=self.spec.capital,
            first_ts=self._prepared.timeline[0],
            end_ts=self._prepared.timeline[-1] + self._step,
            annual=self.annual,
            risk_free=self.spec.risk_free,
            in_market=account["in_market"],
            exposure_sum=account["exposure_sum"],
            traded_value=account["traded_value"],
            fees=account["fees"],
            slippage=account["slippage"],
            ruined=bool(account["ruined"]),
            pnl=trades["pnl"],
            holding=trades["holding"],
            risk=trades["risk"],
            mae=trades["mae"],
            mfe=trades["mfe"],
            benchmark=session_returns(marks, self.spec.capital),
        )

    @cached_property
    def trades(self) -> pl.DataFrame:
        """A row a round trip, by exit; positions still open last, exit_reason "open"."""
        multipliers = self._rules["multiplier"]
        return tables.trades(self._run, self._prepared.timeline, self.spec.symbols, multipliers)

    @cached_property
    def order_log(self) -> pl.DataFrame:
        """A row for each change of each order."""
        return tables.order_log(self._run, self._prepared.timeline, self.spec.symbols)

    @cached_property
    def orders(self) -> pl.DataFrame:
        """A row an order as it stands at the end."""
        return tables.orders(self._run, self.order_log)

    @cached_property
    def refused(self) -> pl.DataFrame:
        """Why it did not trade: ts, symbol, signal and reason of each signal without a position."""
        return tables.refused(self._run, self._prepared.timeline, self.spec.symbols)

    @cached_property
    def equity(self) -> pl.DataFrame:
        """ts and value: the account's mark at the close of each bar."""
        ts = tables.stamps(self._prepared.timeline)
        return pl.DataFrame({"ts": ts, "value": self._run.equity})

    @cached_property
    def returns(self) -> pl.DataFrame:
        """ts of each session's first bar and the session's return (semantics row 1)."""
        session = self._prepared.market.session
        first = np.flatnonzero(np.diff(session, prepend=session[0] - 1))
        marks = session_marks(self._run.equity, session)
        ts = tables.stamps(self._prepared.timeline[first])
        return pl.DataFrame({"ts": ts, "value": session_returns(marks, self.spec.capital)})

    @cached_property
    def benchmark(self) -> pl.DataFrame:
        """ts and value of buy and hold at each bar (semantics rows 32 and 54)."""
        market = self._prepared.market
        every = np.arange(self._run.equity.size, dtype=np.int32)
        every.flags.writeable = False
        marks = buy_and_hold(market.open, market.close, every, self._rules, self.spec.capital)
        return pl.DataFrame({"ts": self.equity["ts"], "value": marks})

    @cached_property
    def symbols(self) -> pl.DataFrame:
        """Trades, pnl, win rate, profit factor, fees and exposure of each symbol."""
        return tables.by_symbol(self._run, self.spec.symbols)

    @cached_property
    def own_signals(self) -> pl.DataFrame | None:
        """symbol, ts, signal (and strength) of a run whose signals were given, else None."""
        if all(strategy is not None for strategy in self.strategies):
            return None
        parts = []
        for leg in self.spec.legs:
            for symbol in leg.symbols if leg.strategy is None else ():
                columns = self._prepared.outputs[symbol]
                ts = tables.stamps(self._prepared.bars[symbol].ts)
                frame = pl.DataFrame({"ts": ts, **columns})
                parts.append(frame.select(pl.lit(symbol).alias("symbol"), pl.all()))
        return pl.concat(parts)

    @cached_property
    def bracket(self) -> Bracket:
        """The same run under all three readings of the order of high and low inside a bar."""
        from .bracket import bracket

        return bracket(self.spec, self._prepared, self._rules, self._run)

    @cached_property
    def verdicts(self) -> tuple[Verdict | None, ...]:
        """The causality check of each leg on this run's bars; None where signals were given."""
        from ..strategies.verdicts import remembered

        return tuple(
            None
            if strategy is None
            else remembered(
                strategy, {symbol: self._prepared.bars[symbol] for symbol in leg.symbols}
            )
            for leg, strategy in zip(self.spec.legs, self.strategies, strict=True)
        )

    @property
    def certificate(self) -> str:
        """The verdicts in words."""
        return "; ".join(each.describe() if each else UNCHECKED for each in self.verdicts)

    @property
    def is_causal(self) -> bool | None:
        """Whether every strategy passed the causality check; None where signals were given."""
        verdicts = [each for each in self.verdicts if each is not None]
        if any(not each.passed for each in verdicts):
            return False
        return True if len(verdicts) == len(self.verdicts) else None

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What a reader must know before believing the numbers, the gravest first."""
        found = [f"lookahead: {self.certificate}"] if self.is_causal is False else []
        return (*found, *unsigned(self.bracket), *self._cautions)

    @cached_property
    def _cautions(self) -> tuple[str, ...]:
        found = warnings(self.spec, self.strategies, self._prepared, self._run)
        return (*found, *self._notes)

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """Hash of each symbol's bars as they were given."""
        from ..data.bars import arrays
        from ..data.fingerprint import fingerprint

        return {symbol: fingerprint(arrays(frame)) for symbol, frame in self.bars.items()}

    @cached_property
    def run(self) -> str:
        """The run's id: a hash of its data, code and settings."""
        from ..runs.identity import run_id

        return run_id(self.spec, self.fingerprints)

    def save(self, folder: Path | None = None) -> str:
        """Save the run under its id and return it; a second save changes nothing (row 44)."""
        from ..runs.store import save

        return save(self, folder)

    @overload
    def compat(self) -> pl.DataFrame: ...

    @overload
    def compat(self, library: Library) -> dict[str, float | None]: ...

    def compat(self, library: Library | None = None) -> pl.DataFrame | dict[str, float | None]:
        """The run's numbers by the definitions of other libraries, side by side.

        With a library its own names and units; else a frame, a row a metric, in Openbell's units.
        """
        from .compat import account, side_by_side, values

        run = account(self)
        return side_by_side(run, self.metrics) if library is None else values(run, library)

    def write(self, table: Table, path: str | os.PathLike[str]) -> Path:
        """Write a table to a .csv, .parquet or .arrow file; raises ParameterError, ConfigError."""
        from .exports import write

        return write(self, table, path)

    def export(self, folder: str | os.PathLike[str], kind: Format = "csv") -> tuple[Path, ...]:
        """Write every table into a folder: trades.csv, orders.csv, …; raises ConfigError."""
        from .exports import export

        return export(self, folder, kind)

    def document(self) -> dict[str, Any]:
        """The result as one JSON document."""
        from .document import document

        return document(self)

    def report_data(self) -> ReportData:
        """Everything that the report and the summaries show, as plain data."""
        from .document import report_data

        return report_data(self)

    def report(self, path: str | os.PathLike[str]) -> Path:
        """Write the report, one HTML file that needs no network; raises ConfigError."""
        from .report.page import write

        return write(self.report_data(), path)

    def plot(self) -> Any:
        """The equity curve with buy and hold behind it, as a picture that a notebook shows."""
        from .report.picture import Picture, equity_svg

        return Picture(equity_svg(self.equity, self.benchmark))

    def __repr__(self) -> str:
        from .document import known_data
        from .summary import table

        return table(known_data(self))

    def _repr_html_(self) -> str:
        from .document import known_data
        from .summary import notebook

        return notebook(known_data(self))
