"""Oscillators: where the price stands between extremes."""

from ..indicator import LONGEST, Indicator, Parameter, fading, period

ROWS: tuple[Indicator, ...] = (
    Indicator(
        name="stochastic",
        family="oscillators",
        summary="Stochastic oscillator, 0 to 100: the close between the extremes, smoothed.",
        formula="place = 100 * (close - lowest low) / (highest high - lowest low) of k_period bars,"
        " 0 without a range; k = sma(place, k_smoothing); d = sma(k, d_period)",
        source="G. Lane, Lane's Stochastics, 1984; simple means as in TA-Lib's defaults",
        kernel="oscillators.stochastic",
        inputs=("high", "low", "close"),
        parameters=(
            Parameter("k_period", 5, 1, LONGEST),
            Parameter("k_smoothing", 3, 1, LONGEST),
            Parameter("d_period", 3, 1, LONGEST),
        ),
        outputs=("k", "d"),
        ready=lambda k_period, k_smoothing, d_period: k_period + k_smoothing + d_period - 3,
        talib="STOCH",
    ),
    Indicator(
        name="stoch_rsi",
        family="oscillators",
        summary="Stochastic of the RSI, 0 to 100: where the RSI stands between its extremes.",
        formula="k = 100 * (rsi - lowest rsi) / (highest rsi - lowest rsi) of k_period bars, 0"
        " without a range; d = sma(k, d_period)",
        source="T. Chande, S. Kroll, The New Technical Trader, 1994; as TA-Lib's STOCHRSI",
        kernel="oscillators.stoch_rsi",
        inputs=("close",),
        parameters=(
            *period(14),
            Parameter("k_period", 5, 1, LONGEST),
            Parameter("d_period", 3, 1, LONGEST),
        ),
        outputs=("k", "d"),
        ready=lambda period, k_period, d_period: period + k_period + d_period - 2,
        settling=lambda period, *_: fading(1.0 / period, needed=30.0),
        fades=False,
        talib="STOCHRSI",
        differs="0 where the RSI has no range beyond its rounding; TA-Lib places it in the noise",
    ),
    Indicator(
        name="williams_r",
        family="oscillators",
        summary="Williams' %R, -100 to 0: how far the close lies below the highest high.",
        formula="r = -100 * (highest high - close) / (highest high - lowest low) of period bars;"
        " 0 without a range",
        source="L. Williams, How I Made One Million Dollars, 1973; as TA-Lib's WILLR",
        kernel="oscillators.williams_r",
        inputs=("high", "low", "close"),
        parameters=period(14),
        outputs=("williams_r",),
        ready=lambda period: period - 1,
        talib="WILLR",
    ),
    Indicator(
        name="cci",
        family="oscillators",
        summary="Commodity channel index: distance from the mean in mean absolute deviations.",
        formula="p = (high + low + close) / 3; cci = (p - sma(p)) / (0.015 * mean of |p - sma(p)|)"
        " over period bars; 0 without deviation",
        source="D. Lambert, Commodity Channel Index, Commodities, October 1980",
        kernel="deviations.cci",
        inputs=("high", "low", "close"),
        parameters=period(14, minimum=2),
        outputs=("cci",),
        ready=lambda period: period - 1,
        talib="CCI",
        differs="0 where prices differ by rounding only (1e-15); TA-Lib measures the rounding",
    ),
    Indicator(
        name="mfi",
        family="oscillators",
        summary="Money flow index, 0 to 100: share of the money traded at rising prices.",
        formula="p = (high + low + close) / 3; flow = p * volume; mfi = 100 * rising flow / all"
        " flow of period changes of p; 0 without flow",
        source="G. Quong, A. Soudack, Volume-Weighted RSI: Money Flow, Technical Analysis of"
        " Stocks and Commodities, March 1989",
        kernel="pressure.mfi",
        inputs=("high", "low", "close", "volume"),
        parameters=period(14),
        outputs=("mfi",),
        ready=lambda period: period,
        talib="MFI",
    ),
    Indicator(
        name="ultimate",
        family="oscillators",
        summary="Ultimate oscillator, 0 to 100: buying pressure in three windows.",
        formula="u(n) = sum of close - min(low, close[t-1]) / sum of true range, n bars;"
        " ultimate = 100 * (4 * u(fast) + 2 * u(medium) + u(slow)) / 7",
        source="L. Williams, The Ultimate Oscillator, Technical Analysis of Stocks and Commodities,"
        " April 1985",
        kernel="pressure.ultimate",
        inputs=("high", "low", "close"),
        parameters=(
            Parameter("fast", 7, 1, LONGEST),
            Parameter("medium", 14, 1, LONGEST),
            Parameter("slow", 28, 1, LONGEST),
        ),
        outputs=("ultimate",),
        ready=lambda fast, medium, slow: slow,
        rising=("fast", "medium", "slow"),
        talib="ULTOSC",
    ),
)
