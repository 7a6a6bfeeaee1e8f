"""Volatility: how far prices range."""

from ..indicator import WILDER, Indicator, fading, period

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
)
