"""Oscillators in plain Python."""

import math

import numpy as np
import talib

from .averages import sma
from .columns import Column, Values, filled, highest, lowest
from .momentum import rsi


def _stoch_rsi(close, period, k_period, d_period):
    """TA-Lib's RSI, placed with a flat one told from rounding; TA-Lib cannot smooth over 1 bar."""
    strength = talib.RSI(close, period) if period > 1 else np.full(close.size, np.nan)
    top, bottom = (strength, strength)
    if k_period > 1:
        top, bottom = talib.MAX(strength, k_period), talib.MIN(strength, k_period)
    k, d = talib.STOCHRSI(close, period, k_period, d_period, 0)
    flat = top - bottom <= 1e-9
    if d_period == 1:
        return np.where(flat, 0.0, k), np.where(flat, 0.0, d)
    k = np.where(flat & ~np.isnan(k), 0.0, k)
    place = np.where(flat, 0.0, 100 * (strength - bottom) / np.where(flat, 1.0, top - bottom))
    return k, np.where(_any_of_last(flat, d_period), talib.SMA(place, d_period), d)


def _any_of_last(marks, period):
    return np.convolve(marks, np.ones(period))[: marks.size] > 0


TALIB = {
    "stochastic": lambda high, low, close, k, smoothing, d: talib.STOCH(
        high, low, close, k, smoothing, 0, d, 0
    ),
    "stoch_rsi": _stoch_rsi,
    "williams_r": talib.WILLR,
}


def _place(high: Column, low: Column, close: Column, period: int, no_range: float = 0.0) -> Values:
    places: Values = []
    edges = zip(highest(high, period), lowest(low, period), close, strict=True)
    for i, (top, bottom, price) in enumerate(edges):
        window = close[max(0, i + 1 - period) : i + 1]
        if top is None or bottom is None or any(math.isnan(each) for each in window):
            places.append(None)
        elif top - bottom <= no_range:
            places.append(0.0)
        else:
            places.append(100 * (price - bottom) / (top - bottom))
    return places


def _smoothed(places: Values, k_smoothing: int, d_period: int) -> tuple[Values, Values]:
    k = sma(filled(places), k_smoothing)
    d = sma(filled(k), d_period)
    return [None if slow is None else fast for fast, slow in zip(k, d, strict=True)], d


def stochastic(
    high: Column, low: Column, close: Column, k_period: int, k_smoothing: int, d_period: int
) -> tuple[Values, Values]:
    return _smoothed(_place(high, low, close, k_period), k_smoothing, d_period)


def stoch_rsi(close: Column, period: int, k_period: int, d_period: int) -> tuple[Values, Values]:
    strength = filled(rsi(close, period))
    return _smoothed(_place(strength, strength, strength, k_period, 1e-9), 1, d_period)


def williams_r(high: Column, low: Column, close: Column, period: int) -> Values:
    places: Values = []
    edges = zip(highest(high, period), lowest(low, period), close, strict=True)
    for i, (top, bottom, price) in enumerate(edges):
        window = close[max(0, i + 1 - period) : i + 1]
        if top is None or bottom is None or any(math.isnan(each) for each in window):
            places.append(None)
        else:
            places.append(-100 * (top - price) / (top - bottom) if top > bottom else 0.0)
    return places
