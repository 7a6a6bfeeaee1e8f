"""Volatility in plain Python."""

import math

import talib

from .columns import Column, Values, deviation, highest, lowest, smoothed, windows

TALIB = {
    "true_range": talib.TRANGE,
    "atr": talib.ATR,
    "natr": talib.NATR,
    "stdev": talib.STDDEV,
}


def true_range(high: Column, low: Column, close: Column) -> Values:
    found: Values = []
    for i in range(len(close)):
        if i == 0 or math.isnan(high[i]) or math.isnan(low[i]) or math.isnan(close[i - 1]):
            found.append(None)
            continue
        top = max(float(high[i]), float(close[i - 1]))
        bottom = min(float(low[i]), float(close[i - 1]))
        found.append(top - bottom)
    return found


def atr(high: Column, low: Column, close: Column, period: int) -> Values:
    return smoothed(true_range(high, low, close), period, 1 / period)


def natr(high: Column, low: Column, close: Column, period: int) -> Values:
    return [
        None if reach is None or math.isnan(price) or price == 0 else 100 * reach / price
        for reach, price in zip(atr(high, low, close, period), close, strict=True)
    ]


def stdev(close: Column, period: int, deviations: float) -> Values:
    return windows(close, period, lambda window: deviations * deviation(window))


def logs(prices: Column, bases: Column) -> list[float]:
    return [
        math.log(price / base) if price > 0 and base > 0 else math.nan
        for price, base in zip(prices, bases, strict=True)
    ]


def before(close: Column) -> list[float]:
    return [math.nan, *close][: len(close)]


def sample_variance(window: list[float]) -> float:
    return deviation(window) ** 2 * len(window) / (len(window) - 1)


def mean(window: list[float]) -> float:
    return math.fsum(window) / len(window)


def yearly(variances: Values, annual: int) -> Values:
    return [None if each is None else math.sqrt(annual * each) for each in variances]


def realized_volatility(close: Column, period: int, annual: int) -> Values:
    return yearly(windows(logs(close, before(close)), period, sample_variance), annual)


def parkinson(high: Column, low: Column, period: int, annual: int) -> Values:
    squares = [span**2 / (4 * math.log(2)) for span in logs(high, low)]
    return yearly(windows(squares, period, mean), annual)


def garman_klass(
    open: Column, high: Column, low: Column, close: Column, period: int, annual: int
) -> Values:
    squares = [
        span**2 / 2 - (2 * math.log(2) - 1) * move**2
        for span, move in zip(logs(high, low), logs(close, open), strict=True)
    ]
    return yearly(windows(squares, period, mean), annual)


def yang_zhang(
    open: Column, high: Column, low: Column, close: Column, period: int, annual: int
) -> Values:
    k = 0.34 / (1.34 + (period + 1) / (period - 1))
    drifting = [
        up_close * up_open + down_close * down_open
        for up_close, up_open, down_close, down_open in zip(
            logs(high, close), logs(high, open), logs(low, close), logs(low, open), strict=True
        )
    ]
    parts = zip(
        windows(logs(open, before(close)), period, sample_variance),
        windows(logs(close, open), period, sample_variance),
        windows(drifting, period, mean),
        strict=True,
    )
    return yearly(
        [
            None
            if gap is None or move is None or drift is None
            else gap + k * move + (1 - k) * drift
            for gap, move, drift in parts
        ],
        annual,
    )


def choppiness(high: Column, low: Column, close: Column, period: int) -> Values:
    ranges = [math.nan if each is None else each for each in true_range(high, low, close)]
    found: Values = []
    for way, top, bottom in zip(
        windows(ranges, period, math.fsum), highest(high, period), lowest(low, period), strict=True
    ):
        if way is None or top is None or bottom is None or top == bottom:
            found.append(None)
        else:
            found.append(100 * math.log10(way / (top - bottom)) / math.log10(period))
    return found
