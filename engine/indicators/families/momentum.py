"""Momentum: how far and how steadily a price has moved."""

from ..indicator import WILDER, Indicator, fading, period

ROWS: tuple[Indicator, ...] = (
    Indicator(
        name="rsi",
        family="momentum",
        summary="Relative strength index, 0 to 100: the share of rises in all movement.",
        formula="rsi = 100 * up / (up + down), up and down Wilder means of rises and falls;"
        " 0 where nothing moved",
        source=f"{WILDER}, section VI",
        kernel="momentum.rsi",
        inputs=("close",),
        parameters=period(14),
        outputs=("rsi",),
        ready=lambda period: period,
        settling=lambda period: fading(1.0 / period),
        talib="RSI",
    ),
    Indicator(
        name="roc",
        family="momentum",
        summary="Rate of change over period bars, in percent.",
        formula="roc = 100 * (x[t] / x[t-period] - 1)",
        source="as TA-Lib's ROC",
        kernel="momentum.roc",
        inputs=("close",),
        parameters=period(10),
        outputs=("roc",),
        ready=lambda period: period,
        talib="ROC",
    ),
    Indicator(
        name="momentum",
        family="momentum",
        summary="Change over period bars, in units of the column.",
        formula="momentum = x[t] - x[t-period]",
        source="as TA-Lib's MOM",
        kernel="momentum.momentum",
        inputs=("close",),
        parameters=period(10),
        outputs=("momentum",),
        ready=lambda period: period,
        talib="MOM",
    ),
)
