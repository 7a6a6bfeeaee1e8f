"""What other libraries have for an indicator, at its default parameters.

Each entry takes the bars and gives its library's result; a call that gives more or less than ours
is left out.
"""

from collections.abc import Callable, Sequence
from importlib import import_module, util
from typing import Any

import bottleneck
import polars as pl
import talib

from engine.indicators.indicator import Indicator
from kernels.bars import Bars

Peer = Callable[[Bars], Any]


def ta_lib(row: Indicator, inputs: Sequence[Any]) -> list[Any]:
    """TA-Lib's functions for the indicator, called bare, at the defaults that are ours as well."""
    if row.name == "donchian":
        return [talib.MAX(inputs[0], 20), talib.MIN(inputs[1], 20)]
    return [getattr(talib, name)(*inputs) for name in row.talib.split(", ")]


def tulip() -> dict[str, Peer]:
    """Tulip Indicators by newtulipy; empty where it is not installed (it has to be compiled)."""
    if util.find_spec("tulipy") is None:
        return {}
    ti = import_module("tulipy")
    return {
        "sma": lambda b: ti.sma(b.close, 30),
        "ema": lambda b: ti.ema(b.close, 30),
        "wma": lambda b: ti.wma(b.close, 30),
        "hma": lambda b: ti.hma(b.close, 16),
        "dema": lambda b: ti.dema(b.close, 30),
        "tema": lambda b: ti.tema(b.close, 30),
        "kama": lambda b: ti.kama(b.close, 30),
        "vwma": lambda b: ti.vwma(b.close, b.volume, 20),
        "wilder": lambda b: ti.wilders(b.close, 14),
        "rsi": lambda b: ti.rsi(b.close, 14),
        "stochastic": lambda b: ti.stoch(b.high, b.low, b.close, 5, 3, 3),
        "macd": lambda b: ti.macd(b.close, 12, 26, 9),
        "ppo": lambda b: ti.ppo(b.close, 12, 26),
        "roc": lambda b: ti.roc(b.close, 10),
        "momentum": lambda b: ti.mom(b.close, 10),
        "cci": lambda b: ti.cci(b.high, b.low, b.close, 14),
        "williams_r": lambda b: ti.willr(b.high, b.low, b.close, 14),
        "mfi": lambda b: ti.mfi(b.high, b.low, b.close, b.volume, 14),
        "ultimate": lambda b: ti.ultosc(b.high, b.low, b.close, 7, 14, 28),
        "adx": lambda b: (
            ti.adx(b.high, b.low, b.close, 14),
            ti.di(b.high, b.low, b.close, 14),
        ),
        "aroon": lambda b: ti.aroon(b.high, b.low, 14),
        "parabolic_sar": lambda b: ti.psar(b.high, b.low, 0.02, 0.2),
        "linreg_slope": lambda b: ti.linregslope(b.close, 14),
        "true_range": lambda b: ti.tr(b.high, b.low, b.close),
        "atr": lambda b: ti.atr(b.high, b.low, b.close, 14),
        "natr": lambda b: ti.natr(b.high, b.low, b.close, 14),
        "bollinger": lambda b: ti.bbands(b.close, 20, 2.0),
        "donchian": lambda b: (ti.max(b.high, 20), ti.min(b.low, 20)),
        "stdev": lambda b: ti.stddev(b.close, 5),
        "obv": lambda b: ti.obv(b.close, b.volume),
        "ad": lambda b: ti.ad(b.high, b.low, b.close, b.volume),
        "rolling_max": lambda b: ti.max(b.close, 30),
        "rolling_min": lambda b: ti.min(b.close, 30),
    }


def close_of(bars: Bars) -> pl.Series:
    """The closes as a series, without a copy."""
    return pl.Series(bars.close, nan_to_null=False)


POLARS: dict[str, Peer] = {
    "sma": lambda b: close_of(b).rolling_mean(30),
    "ema": lambda b: close_of(b).ewm_mean(span=30, adjust=False),
    "wilder": lambda b: close_of(b).ewm_mean(alpha=1 / 14, adjust=False),
    "wma": lambda b: close_of(b).rolling_mean(30, weights=[k / 465 for k in range(1, 31)]),
    "roc": lambda b: close_of(b).pct_change(10),
    "momentum": lambda b: close_of(b).diff(10),
    "stdev": lambda b: close_of(b).rolling_std(5, ddof=0),
    "donchian": lambda b: (
        pl.Series(b.high, nan_to_null=False).rolling_max(20),
        pl.Series(b.low, nan_to_null=False).rolling_min(20),
    ),
    "rolling_max": lambda b: close_of(b).rolling_max(30),
    "rolling_min": lambda b: close_of(b).rolling_min(30),
}

BOTTLENECK: dict[str, Peer] = {
    "sma": lambda b: bottleneck.move_mean(b.close, 30),
    "stdev": lambda b: bottleneck.move_std(b.close, 5),
    "donchian": lambda b: (bottleneck.move_max(b.high, 20), bottleneck.move_min(b.low, 20)),
    "rolling_max": lambda b: bottleneck.move_max(b.close, 30),
    "rolling_min": lambda b: bottleneck.move_min(b.close, 30),
    "percent_rank": lambda b: bottleneck.move_rank(b.close, 101),
}
