"""Moving averages."""

from ..indicator import WILDER, Indicator, fading, period

ROWS: tuple[Indicator, ...] = (
    Indicator(
        name="sma",
        family="averages",
        summary="Simple moving average: the mean of the last period values.",
        formula="sma = (x[t] + x[t-1] + ... + x[t-period+1]) / period",
        source="arithmetic mean; exact sums, so that history before the window leaves no trace",
        kernel="averages.sma",
        inputs=("close",),
        parameters=period(30),
        outputs=("sma",),
        overlay=("sma",),
        ready=lambda period: period - 1,
        talib="SMA",
    ),
    Indicator(
        name="ema",
        family="averages",
        summary="Exponential moving average, begun by the mean of the first period values.",
        formula="ema[t] = ema[t-1] + 2 / (period + 1) * (x[t] - ema[t-1])",
        source="P. Kaufman, Trading Systems and Methods, 2013, chapter 7; start as in TA-Lib",
        kernel="averages.ema",
        inputs=("close",),
        parameters=period(30),
        outputs=("ema",),
        overlay=("ema",),
        ready=lambda period: period - 1,
        settling=lambda period: fading(2.0 / (period + 1.0)),
        talib="EMA",
    ),
    Indicator(
        name="wilder",
        family="averages",
        summary="Wilder's smoothing, begun by the mean of the first period values.",
        formula="wilder[t] = wilder[t-1] + (x[t] - wilder[t-1]) / period",
        source=f"{WILDER}, section III",
        kernel="averages.wilder",
        inputs=("close",),
        parameters=period(14),
        outputs=("wilder",),
        overlay=("wilder",),
        ready=lambda period: period - 1,
        settling=lambda period: fading(1.0 / period),
    ),
)
