"""Volatility: how far prices range."""

from ..indicator import LONGEST, WILDER, Indicator, Parameter, fading, period

BARS = ("open", "high", "low", "close")
SECONDS = 31_622_400  # of a leap year: the most bars that one may have


def _yearly(minimum: int) -> tuple[Parameter, ...]:
    return Parameter("period", 20, minimum, LONGEST), Parameter("annual", 252, 1, SECONDS)


ROWS: tuple[Indicator, ...] = (
    Indicator(
        name="true_range",
        family="volatility",
        summary="The bar's range, widened to the close before.",
        formula="tr = max(high - low, |high - close[t-1]|, |low - close[t-1]|)",
        source=f"{WILDER}, section III",
        kernel="volatility.true_range",
        inputs=("high", "low", "close"),
        outputs=("true_range",),
        ready=lambda: 1,
        talib="TRANGE",
    ),
    Indicator(
        name="atr",
        family="volatility",
        summary="Average true range: Wilder's smoothing of the true range, in price units.",
        formula="atr[t] = atr[t-1] + (tr[t] - atr[t-1]) / period, begun by a mean of period values",
        source=f"{WILDER}, section III",
        kernel="volatility.atr",
        inputs=("high", "low", "close"),
        parameters=period(14),
        outputs=("atr",),
        ready=lambda period: period,
        settling=lambda period: fading(1.0 / period),
        talib="ATR",
    ),
    Indicator(
        name="natr",
        family="volatility",
        summary="Normalised average true range: atr in percent of the close.",
        formula="natr = 100 * atr / close",
        source="J. Forman, Cross-Market Evaluations with Normalized Average True Range, 2006",
        kernel="volatility.natr",
        inputs=("high", "low", "close"),
        parameters=period(14),
        outputs=("natr",),
        ready=lambda period: period,
        settling=lambda period: fading(1.0 / period),
        talib="NATR",
        differs="with period 1 TA-Lib gives the true range itself; at a close of 0 it gives 0",
    ),
    Indicator(
        name="stdev",
        family="volatility",
        summary="Population standard deviation (ddof 0) of period values, times deviations.",
        formula="stdev = deviations * sqrt(mean((x - mean(x))^2))",
        source="as TA-Lib's STDDEV",
        kernel="estimators.stdev",
        inputs=("close",),
        parameters=(
            Parameter("period", 5, 2, LONGEST),
            Parameter("deviations", 1.0, 0.0, 1_000.0),
        ),
        outputs=("stdev",),
        ready=lambda period, _: period - 1,
        talib="STDDEV",
    ),
    Indicator(
        name="realized_volatility",
        family="volatility",
        summary="Volatility from closes, as a fraction a year; annual is the bars in a year.",
        formula="sqrt(annual) * sample deviation (ddof 1) of log(close / close[t-1])",
        source="J. Hull, Options, Futures, and Other Derivatives, 2018, section 15.4",
        kernel="estimators.realized_volatility",
        inputs=("close",),
        parameters=_yearly(2),
        outputs=("realized_volatility",),
        ready=lambda period, _: period,
    ),
    Indicator(
        name="parkinson",
        family="volatility",
        summary="Volatility from ranges, as a fraction a year; blind to gaps between bars.",
        formula="sqrt(annual * mean(log(high / low)^2) / (4 log 2))",
        source="M. Parkinson, The Extreme Value Method for Estimating the Variance of the Rate of"
        " Return, 1980",
        kernel="estimators.parkinson",
        inputs=("high", "low"),
        parameters=_yearly(1),
        outputs=("parkinson",),
        ready=lambda period, _: period - 1,
    ),
    Indicator(
        name="garman_klass",
        family="volatility",
        summary="Volatility from whole bars, as a fraction a year; blind to gaps between bars.",
        formula="sqrt(annual * mean(log(high / low)^2 / 2 - (2 log 2 - 1) log(close / open)^2))",
        source="M. Garman, M. Klass, On the Estimation of Security Price Volatilities from"
        " Historical Data, 1980",
        kernel="estimators.garman_klass",
        inputs=BARS,
        parameters=_yearly(1),
        outputs=("garman_klass",),
        ready=lambda period, _: period - 1,
    ),
    Indicator(
        name="yang_zhang",
        family="volatility",
        summary="Volatility from whole bars and the gaps between them, as a fraction a year.",
        formula="sqrt(annual * (var(log(open / close[t-1])) + k var(log(close / open))"
        " + (1 - k) mean(log(high / close) log(high / open) + log(low / close) log(low / open))));"
        " k = 0.34 / (1.34 + (period + 1) / (period - 1)), variances with ddof 1",
        source="D. Yang, Q. Zhang, Drift-Independent Volatility Estimation Based on High, Low,"
        " Open, and Close Prices, 2000",
        kernel="estimators.yang_zhang",
        inputs=BARS,
        parameters=_yearly(2),
        outputs=("yang_zhang",),
        ready=lambda period, _: period,
    ),
    Indicator(
        name="choppiness",
        family="volatility",
        summary="Choppiness index: near 100 where prices go sideways, near 0 in a straight move.",
        formula="100 * log(sum of true ranges / (highest high - lowest low)) / log(period)",
        source="E. W. Dreiss, 1993",
        kernel="volatility.choppiness",
        inputs=("high", "low", "close"),
        parameters=period(14, minimum=2),
        outputs=("choppiness",),
        ready=lambda period: period,
    ),
)
