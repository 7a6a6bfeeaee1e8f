"""Channels: bands above and below a price."""

from ..indicator import LONGEST, Indicator, Parameter, fading, period

ROWS: tuple[Indicator, ...] = (
    Indicator(
        name="bollinger",
        family="channels",
        summary="Bollinger bands: an average with standard deviations (ddof 0) above and below.",
        formula="middle = sma; upper, lower = middle +- deviations * sd;"
        " percent_b = (x - lower) / (upper - lower); width = (upper - lower) / middle",
        source="J. Bollinger, Bollinger on Bollinger Bands, 2001, chapters 7 and 8",
        kernel="channels.bollinger",
        inputs=("close",),
        parameters=(
            Parameter("period", 20, 2, LONGEST),
            Parameter("deviations", 2.0, 0.0, 1_000.0),
        ),
        outputs=("upper", "middle", "lower", "percent_b", "width"),
        overlay=("upper", "middle", "lower"),
        ready=lambda period, _: period - 1,
        talib="BBANDS",
    ),
    Indicator(
        name="keltner",
        family="channels",
        summary="Keltner channel: an exponential average with average true ranges round it.",
        formula="middle = ema(close, period); upper, lower = middle +- multiple * atr(atr_period)",
        source="C. Keltner, How To Make Money in Commodities, 1960; in L. Raschke's form",
        kernel="channels.keltner",
        inputs=("high", "low", "close"),
        parameters=(
            Parameter("period", 20, 1, LONGEST),
            Parameter("atr_period", 10, 1, LONGEST),
            Parameter("multiple", 2.0, 0.0, 1_000.0),
        ),
        outputs=("upper", "middle", "lower"),
        overlay=("upper", "middle", "lower"),
        ready=lambda period, atr_period, _: max(period - 1, atr_period),
        ready_early={"middle": lambda period, *_: period - 1},
        settling=lambda period, atr_period, _: max(
            fading(2.0 / (period + 1.0)), fading(1.0 / atr_period)
        ),
    ),
    Indicator(
        name="donchian",
        family="channels",
        summary="Donchian channel: highest high and lowest low, the present bar included.",
        formula="upper = max(high[t-period+1..t]); lower = min(low[t-period+1..t]);"
        " middle = (upper + lower) / 2",
        source="R. Donchian's four-week rule, 1960",
        kernel="channels.donchian",
        inputs=("high", "low"),
        parameters=period(20),
        outputs=("upper", "middle", "lower"),
        overlay=("upper", "middle", "lower"),
        ready=lambda period: period - 1,
        talib="MAX, MIN",
    ),
)
