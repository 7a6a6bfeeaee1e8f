"""Volume: who stands behind a move."""

from ..indicator import LONGEST, Indicator, Parameter, period

BARS = ("high", "low", "close", "volume")

ROWS: tuple[Indicator, ...] = (
    Indicator(
        name="obv",
        family="volume",
        summary="On-balance volume: the volume of rises less that of falls, since the first bar.",
        formula="obv[t] = obv[t-1] + sign(close[t] - close[t-1]) * volume[t], begun by volume[0]",
        source="J. Granville, New Key to Stock Market Profits, 1963; start as in TA-Lib",
        kernel="volume.obv",
        inputs=("close", "volume"),
        outputs=("obv",),
        ready=lambda: 0,
        fades=False,
        talib="OBV",
    ),
    Indicator(
        name="ad",
        family="volume",
        summary="Accumulation/distribution: volume weighed by where the close lies in its bar.",
        formula="ad[t] = ad[t-1] + ((close - low) - (high - close)) / (high - low) * volume;"
        " a bar without range adds nothing",
        source="M. Chaikin's line, as TA-Lib's AD",
        kernel="volume.ad",
        inputs=BARS,
        outputs=("ad",),
        ready=lambda: 0,
        fades=False,
        talib="AD",
    ),
    Indicator(
        name="cmf",
        family="volume",
        summary="Chaikin money flow, -1 to 1: volume weighed as in ad, as a share of all volume.",
        formula="cmf = sum((close - low - (high - close)) / (high - low) * volume) / sum(volume)",
        source="S. Achelis, Technical Analysis from A to Z, 2000",
        kernel="volume.cmf",
        inputs=BARS,
        parameters=period(20),
        outputs=("cmf",),
        ready=lambda period: period - 1,
    ),
    Indicator(
        name="vwap",
        family="volume",
        summary="Volume-weighted average price of the session so far, or of period bars.",
        formula="vwap = sum((high + low + close) / 3 * volume) / sum(volume), from the session's"
        " first bar where period is 0, else over period bars whatever their session",
        source="S. Berkowitz, D. Logue, E. Noser, The Total Cost of Transactions on the NYSE, 1988",
        kernel="vwap.vwap",
        inputs=(*BARS, "session"),
        parameters=(Parameter("period", 0, 0, LONGEST),),
        outputs=("vwap",),
        overlay=("vwap",),
        ready=lambda period: max(period - 1, 0),
        fades=False,
    ),
)
