"""What the rows of candle patterns share: prices in, one column out, and the words of the rules."""

from ...indicator import Indicator, Parameter

NISON = "S. Nison, Japanese Candlestick Charting Techniques, 1991"
MORRIS = "G. Morris, Candlestick Charting Explained, 1995"
CHESLER = "D. Chesler, Trading False Moves with the Hikkake Pattern, Active Trader, 2004"
WORDS = {
    "long": "long: body > the mean body of the 10 bars before",
    "short": "short: body < that mean",
    "doji": "doji: body <= 0.1 * the mean range of the 10 bars before",
    "bare": "bare end: its shadow < 0.1 * the mean range of the 10 bars before",
    "thin": "short shadow: < half the mean of both shadows of the 10 bars before",
    "near": "near: within 0.2 * the mean range of the 5 bars before",
    "far": "far: by more than 0.6 * the mean range of the 5 bars before",
    "equal": "equal: within 0.05 * the mean range of the 5 bars before",
}
TIES = "where a length is exactly what a mean asks for, which TA-Lib's running sum may round away"


def pattern(
    talib: str,
    kernel: str,
    lookback: int,
    summary: str,
    rule: str,
    *,
    words: str = "",
    source: str = NISON,
    penetration: float | None = None,
) -> Indicator:
    """A row named as its kernel; `words` of the rule are explained behind it."""
    name = kernel.rpartition(".")[2]
    return Indicator(
        name=name,
        family="candles",
        summary=summary,
        formula="; ".join([rule, *(WORDS[word] for word in words.split())]),
        source=f"{source}; measures and numbers as TA-Lib's",
        kernel=f"patterns.candles.{kernel}",
        inputs=("open", "high", "low", "close"),
        parameters=()
        if penetration is None
        else (Parameter("penetration", penetration, 0.0, 100.0),),
        outputs=(name,),
        ready=lambda *_: lookback,
        talib=talib,
        differs=TIES if words else "",
    )
