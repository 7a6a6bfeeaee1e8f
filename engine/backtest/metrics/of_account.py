"""Catalogue rows of the metrics that read the account's marks and its running sums."""

from __future__ import annotations

from kernels.metrics.names import Metric

from .row import MetricRow

ROWS = (
    MetricRow(
        Metric.TOTAL_RETURN,
        "Total return",
        "fraction",
        "last mark / capital - 1, an open position at its last close",
        "definition",
        "bars",
        "higher",
    ),
    MetricRow(
        Metric.CAGR,
        "Compound annual growth rate",
        "fraction",
        "(last mark / capital)^(1 / years) - 1, years = days / 365.25 from the first bar's start to"
        " the last bar's end; null below one day or at equity <= 0",
        "definition",
        "bars",
        "higher",
    ),
    MetricRow(
        Metric.MAX_DRAWDOWN,
        "Maximum drawdown",
        "fraction",
        "largest (peak - mark) / peak; the capital belongs to the peak",
        "definition",
        "bars",
        "lower",
    ),
    MetricRow(
        Metric.DRAWDOWN_LENGTH,
        "Longest drawdown",
        "sessions",
        "sessions from a peak to the first mark at or above it, one still open included",
        "definition",
        "session marks",
        "lower",
        whole=True,
    ),
    MetricRow(
        Metric.DRAWDOWN_RECOVERY,
        "Recovery of the deepest drawdown",
        "sessions",
        "sessions from the deepest drawdown's peak to the first mark at or above it; null while it"
        " is open",
        "definition",
        "session marks",
        "lower",
        whole=True,
    ),
    MetricRow(
        Metric.ULCER_INDEX,
        "Ulcer index",
        "fraction",
        "sqrt(mean(((peak - mark) / peak)^2))",
        "P. Martin and B. McCann, The Investor's Guide to Fidelity Funds, 1989",
        "session marks",
        "lower",
        ddof=0,
    ),
    MetricRow(
        Metric.CALMAR,
        "Calmar ratio",
        "ratio",
        "cagr / max_drawdown over the whole run; null at zero drawdown",
        "T. W. Young, Calmar Ratio: A Smoother Tool, Futures, October 1991",
        "bars",
        "higher",
    ),
    MetricRow(
        Metric.EXPOSURE,
        "Time in the market",
        "fraction",
        "bars whose close mark has a position / bars",
        "definition",
        "bars",
    ),
    MetricRow(
        Metric.AVERAGE_EXPOSURE,
        "Average gross exposure",
        "fraction",
        "mean of gross position value / equity",
        "definition",
        "bars",
    ),
    MetricRow(
        Metric.TURNOVER,
        "Turnover a year",
        "ratio",
        "sum of absolute fill values / mean equity / years",
        "definition",
        "bars",
    ),
    MetricRow(
        Metric.FEES,
        "Fees paid",
        "money",
        "sum of the fees of all fills",
        "definition",
        "fills",
        "lower",
    ),
    MetricRow(
        Metric.SLIPPAGE,
        "Slippage paid",
        "money",
        "sum over fills of quantity * distance from the price without slippage; inside the prices,"
        " so already in every pnl",
        "definition",
        "fills",
        "lower",
    ),
    MetricRow(
        Metric.BREAK_EVEN_COST,
        "Break-even cost",
        "fraction",
        "(last mark - capital) / sum of absolute fill values: the further cost a traded value at"
        " which the same fills would earn nothing; negative where they lost already",
        "definition",
        "fills",
        "higher",
    ),
)
