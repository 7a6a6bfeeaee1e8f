"""Trend: whether a market moves in one direction, and how strongly."""

from ..indicator import WILDER, Indicator, fading, period

ROWS: tuple[Indicator, ...] = (
    Indicator(
        name="adx",
        family="trend",
        summary="Average directional index and its two indicators, 0 to 100: strength of a trend.",
        formula="plus_di = 100 * smoothed(+DM) / smoothed(TR), minus_di likewise;"
        " adx = Wilder mean of 100 * |plus_di - minus_di| / (plus_di + minus_di)",
        source=f"{WILDER}, section IV; start as in TA-Lib",
        kernel="trend.adx",
        inputs=("high", "low", "close"),
        parameters=period(14, minimum=2),
        outputs=("adx", "plus_di", "minus_di"),
        ready=lambda period: 2 * period - 1,
        ready_early={"plus_di": lambda period: period, "minus_di": lambda period: period},
        settling=lambda period: fading(1.0 / period, needed=24.1),
        talib="ADX, PLUS_DI, MINUS_DI",
    ),
)
