"""Catalogue rows of the metrics that read session returns."""

from __future__ import annotations

from kernels.metrics.names import Metric

from .row import MetricRow

EFFICIENT_FRONTIER = (
    "D. Bailey and M. Lopez de Prado, The Sharpe Ratio Efficient Frontier, Journal of Risk, 2012"
)

ROWS = (
    MetricRow(
        Metric.VOLATILITY,
        "Volatility",
        "fraction",
        "s(r) * sqrt(A)",
        "sample standard deviation, annualised by the square root of time",
        "session returns",
        "lower",
        annualised=True,
        ddof=1,
    ),
    MetricRow(
        Metric.SHARPE,
        "Sharpe ratio",
        "ratio",
        "mean(r - rf) / s(r - rf) * sqrt(A); null below 2 returns or at zero deviation",
        "W. F. Sharpe, The Sharpe Ratio, Journal of Portfolio Management 21(1), 1994",
        "session returns",
        "higher",
        annualised=True,
        ddof=1,
    ),
    MetricRow(
        Metric.SORTINO,
        "Sortino ratio",
        "ratio",
        "mean(r - rf) / sqrt(mean(min(r - rf, 0)^2)) * sqrt(A); null without a return below rf",
        "F. Sortino and L. Price, Performance Measurement in a Downside Risk Framework, 1994",
        "session returns",
        "higher",
        annualised=True,
        ddof=0,
    ),
    MetricRow(
        Metric.OMEGA,
        "Omega ratio",
        "ratio",
        "sum(max(r - rf, 0)) / sum(max(rf - r, 0)); null without a return below rf",
        "C. Keating and W. Shadwick, A Universal Performance Measure, 2002",
        "session returns",
        "higher",
    ),
    MetricRow(
        Metric.VAR_95,
        "Value at risk, 95 %",
        "fraction",
        "-(5th percentile of r), linear between ranks; a loss is positive",
        "historical simulation; P. Jorion, Value at Risk, 3rd edition, 2007, chapter 10",
        "session returns",
        "lower",
    ),
    MetricRow(
        Metric.CVAR_95,
        "Expected shortfall, 95 %",
        "fraction",
        "-(mean of the floor(0.05 * (n - 1)) + 1 smallest r); a loss is positive",
        "R. T. Rockafellar and S. Uryasev, Optimization of Conditional Value-at-Risk, 2000",
        "session returns",
        "lower",
    ),
    MetricRow(
        Metric.SKEW,
        "Skew",
        "ratio",
        "m3 / m2^1.5 by population moments",
        "standardised third moment",
        "session returns",
        "higher",
        ddof=0,
    ),
    MetricRow(
        Metric.KURTOSIS,
        "Excess kurtosis",
        "ratio",
        "m4 / m2^2 - 3 by population moments; 0 for a normal distribution",
        "standardised fourth moment",
        "session returns",
        "lower",
        ddof=0,
    ),
    MetricRow(
        Metric.ALPHA,
        "Alpha",
        "fraction",
        "(1 + mean(x - beta * y))^A - 1, x = r - rf, y the same of the benchmark",
        "M. C. Jensen, The Performance of Mutual Funds, Journal of Finance 23(2), 1968",
        "session returns",
        "higher",
        annualised=True,
    ),
    MetricRow(
        Metric.BETA,
        "Beta",
        "ratio",
        "cov(r, benchmark r) / var(benchmark r)",
        "W. F. Sharpe, Capital Asset Prices, Journal of Finance 19(3), 1964",
        "session returns",
    ),
    MetricRow(
        Metric.SHARPE_STANDARD_ERROR,
        "Standard error of the Sharpe ratio",
        "ratio",
        "sqrt((1 - g3 * SR + (g4 - 1) / 4 * SR^2) / (n - 1)) * sqrt(A), SR of one session, g3 skew,"
        " g4 raw kurtosis",
        f"{EFFICIENT_FRONTIER}, equation 5",
        "session returns",
        "lower",
        annualised=True,
        ddof=1,
    ),
    MetricRow(
        Metric.PROBABILISTIC_SHARPE,
        "Probability that the true Sharpe ratio is above 0",
        "fraction",
        "Phi(SR * sqrt(n - 1) / sqrt(1 - g3 * SR + (g4 - 1) / 4 * SR^2)), SR of one session, g3"
        " skew, g4 raw kurtosis",
        f"{EFFICIENT_FRONTIER}, equation 8",
        "session returns",
        "higher",
        ddof=1,
    ),
    MetricRow(
        Metric.MINIMUM_TRACK_RECORD,
        "Minimum track record",
        "sessions",
        "1 + (1 - g3 * SR + (g4 - 1) / 4 * SR^2) * (1.645 / SR)^2, SR of one session: sessions that"
        " make a true Sharpe ratio above 0 95 % probable; null at SR <= 0",
        f"{EFFICIENT_FRONTIER}, equation 11",
        "session returns",
        "lower",
        ddof=1,
    ),
)
