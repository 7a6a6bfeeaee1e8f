"""Oscillators in plain Python."""

import math

import numpy as np
import talib

from .averages import exact_mean, sma
from .columns import Column, Values, filled, highest, lowest, windows
from .momentum import rsi
from .volatility import true_range


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


def _cci(high, low, close, period):
    """TA-Lib's, without the windows in which the typical price moves by its rounding only."""
    found = talib.CCI(high, low, close, period)
    if found.size >= period:
        typical = np.lib.stride_tricks.sliding_window_view((high + low + close) / 3, period)
        still = np.ptp(typical, axis=1) < 1e-14 * typical[:, -1]
        found[period - 1 :][still] = 0.0
    return found


TALIB = {
    "stochastic": lambda high, low, close, k, smoothing, d: talib.STOCH(
        high, low, close, k, smoothing, 0, d, 0
    ),
    "stoch_rsi": _stoch_rsi,
    "williams_r": talib.WILLR,
    "cci": _cci,
    "mfi": talib.MFI,
    "ultimate": talib.ULTOSC,
}


def _place(high: Column, low: Column, close: Column, period: int, no_range: float = 0.0) -> Values:
    places: Values = []
    edges = zip(highest(high, period), lowest(low, period), close, strict=True)
    for i, (top, bottom, price) in enumerate(edges):
        window = close[max(0, i + 1 - period) : i + 1]
        if top is None or bottom is None or any(math.isnan(each) for each in window):
            places.append(None)
        elif top - bottom <= no_range or abs(price - bottom) <= no_range / 1_000:
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


def typical(high: Column, low: Column, close: Column) -> list[float]:
    return [sum(prices) / 3 for prices in zip(high, low, close, strict=True)]


def cci(high: Column, low: Column, close: Column, period: int) -> Values:
    def index(window: list[float]) -> float:
        mean = exact_mean(window)
        deviation = exact_mean([abs(price - mean) for price in window])
        if deviation <= 1e-15 * abs(window[-1]):
            return 0.0
        return (window[-1] - mean) / (0.015 * deviation)

    return windows(typical(high, low, close), period, index)


def mfi(high: Column, low: Column, close: Column, volume: Column, period: int) -> Values:
    prices = typical(high, low, close)
    found: Values = [None] * len(prices)
    for i in range(period, len(prices)):
        bars = range(i + 1 - period, i + 1)
        held = prices[i - period : i + 1] + [volume[j] for j in bars]
        if any(math.isnan(each) for each in held):
            continue
        up = sum(prices[j] * volume[j] for j in bars if prices[j] > prices[j - 1])
        down = sum(prices[j] * volume[j] for j in bars if prices[j] < prices[j - 1])
        found[i] = 100 * up / (up + down) if up + down else 0.0
    return found


def ultimate(high: Column, low: Column, close: Column, fast: int, medium: int, slow: int) -> Values:
    ranges = true_range(high, low, close)
    found: Values = [None] * len(ranges)
    for i in range(slow, len(ranges)):
        held = [ranges[j] for j in range(i + 1 - slow, i + 1)]
        if None in held or any(math.isnan(each) for each in close[i + 1 - slow : i + 1]):
            continue
        total = 0.0
        for period, weight in ((fast, 4), (medium, 2), (slow, 1)):
            bars = range(i + 1 - period, i + 1)
            bought = sum(close[j] - min(low[j], close[j - 1]) for j in bars)
            span = sum(ranges[j] or 0.0 for j in bars)
            total += weight * bought / span if span else 0.0
        found[i] = 100 * total / 7
    return found
