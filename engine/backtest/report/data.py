"""What a report shows, as plain data: the report and the summaries read this and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """A run's result under one reading of the order of high and low inside a bar."""

    total_return: float
    final_equity: float


class Bracket(msgspec.Struct, frozen=True, kw_only=True):
    """One run under all three intrabar policies.

    ambiguous_bars   bars that, after their open, had both stop and target in reach
    share            share of the profit that hangs on them, as a fraction; None where undefined
    is_bound         the true result is proven to lie inside; else the bracket is an indication
    """

    pessimistic: Outcome
    optimistic: Outcome
    ohlc_path: Outcome
    ambiguous_bars: int
    share: float | None
    is_bound: bool

    def outcomes(self) -> tuple[tuple[str, Outcome], ...]:
        """The three outcomes with the names of their policies."""
        return (
            ("pessimistic", self.pessimistic),
            ("optimistic", self.optimistic),
            ("ohlc_path", self.ohlc_path),
        )

    def low(self) -> float:
        """The smallest total return of the three."""
        return min(outcome.total_return for _, outcome in self.outcomes())

    def high(self) -> float:
        """The largest total return of the three."""
        return max(outcome.total_return for _, outcome in self.outcomes())


class DataGrade(msgspec.Struct, frozen=True, kw_only=True):
    """How good a symbol's bars are: A to F, with what was found in them (`data check`).

    reasons   what counted against it; `notes` what was found and did not count
    """

    symbol: str
    grade: str
    rows: int
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class ReportData(msgspec.Struct, frozen=True, kw_only=True):
    """A finished run. Every `ts` column is Datetime[ns, UTC]; NaN and null are undefined.

    start, end   first and last `ts` of the evaluation window, aware, in UTC
    bars_count   steps of the timeline; `sessions` the sample of the return statistics
    annual       sessions a year, by which statistics are annualised
    metrics      value by key; None is undefined
    trades       a row a trade: symbol, side ("long", "short"), entry_ts, entry_price, exit_ts,
                 exit_price, quantity, pnl, fees, exit_reason; optionally return, bars, mae, mfe
    equity, benchmark   ts, value; one mark a bar, the benchmark being buy and hold
    refused      a row a signal that led to no order: ts, symbol, signal, reason
    by_symbol    a row a symbol: symbol, trades, pnl and whatever else is known of it
    causality    the certificate in one line; `is_causal` None means unchecked
    returns      ts of each session's first bar, value: the session's return
    exposure     ts, gross, net: value of the positions at each bar's close, as parts of equity
    risk_free    a year, fraction
    intrabar     the policy by which the run was made; `calendar` what its sessions are
    grades       a row a symbol whose bars were looked over
    fingerprints   hash of each symbol's bars
    bars         open, high, low, close by `ts`, for every symbol that may be drawn
    features     the strategy's columns by symbol, as long as the symbol's bars
    overlays     names of features that live on the price scale; the others get their own pane
    reproduce    command lines that make the run again
    """

    run: str
    strategy: str
    params: dict[str, Any]
    risk: dict[str, Any]
    costs: dict[str, Any]
    symbols: tuple[str, ...]
    interval: str
    start: datetime
    end: datetime
    capital: float
    bars_count: int
    sessions: int
    annual: int
    metrics: dict[str, float | int | None]
    trades: pl.DataFrame
    equity: pl.DataFrame
    benchmark: pl.DataFrame | None = None
    refused: pl.DataFrame | None = None
    bracket: Bracket | None = None
    by_symbol: pl.DataFrame | None = None
    warnings: tuple[str, ...] = ()
    causality: str = "unchecked"
    is_causal: bool | None = None
    returns: pl.DataFrame | None = None
    exposure: pl.DataFrame | None = None
    risk_free: float = 0.0
    intrabar: str = "pessimistic"
    calendar: str = "auto"
    grades: tuple[DataGrade, ...] = ()
    fingerprints: dict[str, str] = {}
    bars: dict[str, pl.DataFrame] = {}
    features: dict[str, pl.DataFrame] = {}
    overlays: tuple[str, ...] = ()
    versions: dict[str, str] = {}
    reproduce: tuple[str, ...] = ()

    def benchmark_return(self) -> float | None:
        """Total return of buy and hold, None where there is no benchmark."""
        if self.benchmark is None or self.benchmark.is_empty():
            return None
        return float(self.benchmark["value"][-1]) / self.capital - 1.0

    def is_intraday(self) -> bool:
        """Whether bars are shorter than a day, so that times of day are worth printing."""
        return self.interval[-1:] not in {"d", "w", "D", "W"} and not self.interval.endswith("mo")
