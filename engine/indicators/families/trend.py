"""Trend: whether a market moves in one direction, and how strongly."""

from ..indicator import LONGEST, WILDER, Indicator, Parameter, fading, period

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
    Indicator(
        name="aroon",
        family="trend",
        summary="Aroon, 0 to 100: how recent the highest high and the lowest low are.",
        formula="up = 100 * (period - bars since the highest high) / period, of period + 1 bars,"
        " the latest of equal ones; down likewise of the lowest low",
        source="T. Chande, The Time Price Oscillator, Technical Analysis of Stocks and Commodities,"
        " September 1995",
        kernel="aroon.aroon",
        inputs=("high", "low"),
        parameters=period(14),
        outputs=("up", "down"),
        ready=lambda period: period,
        talib="AROON",
    ),
    Indicator(
        name="supertrend",
        family="trend",
        summary="Supertrend: a band of average true ranges that only moves with the trend.",
        formula="bands = (high + low) / 2 +- multiple * atr; the upper one only falls and the lower"
        " only rises until a close lies beyond; line = lower while direction is 1, upper while -1;"
        " the direction turns where the close crosses the line",
        source="O. Seban, Tout le monde mérite d'être riche, 2008",
        kernel="trailing.supertrend",
        inputs=("high", "low", "close"),
        parameters=(*period(10), Parameter("multiple", 3.0, 0.0, 1_000.0)),
        outputs=("line", "direction"),
        overlay=("line",),
        ready=lambda period, _: period,
        settling=lambda period, _: fading(1.0 / period),
        fades=False,
    ),
    Indicator(
        name="parabolic_sar",
        family="trend",
        summary="Parabolic stop and reverse: a stop that closes in on a trend ever faster.",
        formula="sar[t+1] = sar + share * (extreme - sar), within the last two bars' range; share"
        " grows by acceleration at each new extreme up to maximum; reversed where the price meets"
        " it, at the extreme",
        source=f"{WILDER}, section II; start as in TA-Lib",
        kernel="trailing.parabolic_sar",
        inputs=("high", "low"),
        parameters=(
            Parameter("acceleration", 0.02, 0.0, 10.0),
            Parameter("maximum", 0.2, 0.0, 10.0),
        ),
        outputs=("parabolic_sar",),
        overlay=("parabolic_sar",),
        ready=lambda *_: 1,
        settling=lambda *_: 250,
        fades=False,
        talib="SAR",
    ),
    Indicator(
        name="ichimoku",
        family="trend",
        summary="Ichimoku's lines: middles of three ranges; the spans are not yet shifted ahead.",
        formula="conversion, base, span_b = (highest high + lowest low) / 2 of conversion, base and"
        " span bars; span_a = (conversion + base) / 2; a chart draws the spans base bars later",
        source="G. Hosoda, Ichimoku Kinko Hyo, 1969",
        kernel="trend.ichimoku",
        inputs=("high", "low"),
        parameters=(
            Parameter("conversion", 9, 1, LONGEST),
            Parameter("base", 26, 1, LONGEST),
            Parameter("span", 52, 1, LONGEST),
        ),
        outputs=("conversion", "base", "span_a", "span_b"),
        overlay=("conversion", "base", "span_a", "span_b"),
        ready=lambda conversion, base, span: span - 1,
        ready_early={
            "conversion": lambda conversion, base, span: conversion - 1,
            "base": lambda conversion, base, span: base - 1,
            "span_a": lambda conversion, base, span: base - 1,
        },
        rising=("conversion", "base", "span"),
    ),
)
