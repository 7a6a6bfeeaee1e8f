"""Channels in plain Python."""

import talib

from .averages import ema, sma
from .columns import Column, Values, deviation, highest, lowest, windows
from .volatility import atr


def _donchian(high, low, period):
    upper, lower = talib.MAX(high, period), talib.MIN(low, period)
    return upper, (upper + lower) / 2, lower


def _bollinger(close, period, deviations):
    upper, middle, lower = talib.BBANDS(close, period, deviations, deviations)
    return upper, middle, lower, None, None


TALIB = {"bollinger": _bollinger, "donchian": _donchian}


def bollinger(
    close: Column, period: int, deviations: float
) -> tuple[Values, Values, Values, Values, Values]:
    bands: tuple[Values, Values, Values, Values, Values] = ([], [], [], [], [])
    spreads = windows(close, period, deviation)
    for price, middle, spread in zip(close, sma(close, period), spreads, strict=True):
        if middle is None or spread is None:
            row: tuple[float | None, ...] = (None,) * 5
        else:
            upper, lower = middle + deviations * spread, middle - deviations * spread
            place = (float(price) - lower) / (upper - lower) if upper > lower else None
            row = (upper, middle, lower, place, (upper - lower) / middle if middle else None)
        for band, value in zip(bands, row, strict=True):
            band.append(value)
    return bands


def keltner(
    high: Column, low: Column, close: Column, period: int, atr_period: int, multiple: float
) -> tuple[Values, Values, Values]:
    middle = ema(close, period)
    reach = atr(high, low, close, atr_period)

    def band(side: float) -> Values:
        return [
            None if mean is None or each is None else mean + side * multiple * each
            for mean, each in zip(middle, reach, strict=True)
        ]

    return band(1), middle, band(-1)


def donchian(high: Column, low: Column, period: int) -> tuple[Values, Values, Values]:
    upper = highest(high, period)
    lower = lowest(low, period)
    middle: Values = [
        None if top is None or bottom is None else (top + bottom) / 2
        for top, bottom in zip(upper, lower, strict=True)
    ]
    return upper, middle, lower
