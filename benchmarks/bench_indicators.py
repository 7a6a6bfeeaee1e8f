"""Each indicator beside TA-Lib's, where it has one."""

import pytest
import talib

from engine.data.bars import to_bars
from engine.indicators.catalog import CATALOG
from engine.indicators.columns import outputs

from .data import SIZES, minutes
from .pairs import paired

PEERS = {
    "sma": lambda b: talib.SMA(b.close, 30),
    "ema": lambda b: talib.EMA(b.close, 30),
    "rsi": lambda b: talib.RSI(b.close, 14),
    "roc": lambda b: talib.ROC(b.close, 10),
    "true_range": lambda b: talib.TRANGE(b.high, b.low, b.close),
    "atr": lambda b: talib.ATR(b.high, b.low, b.close, 14),
    "adx": lambda b: (
        talib.ADX(b.high, b.low, b.close, 14),
        talib.PLUS_DI(b.high, b.low, b.close, 14),
        talib.MINUS_DI(b.high, b.low, b.close, 14),
    ),
    "bollinger": lambda b: talib.BBANDS(b.close, 20, 2.0, 2.0),
    "donchian": lambda b: (talib.MAX(b.high, 20), talib.MIN(b.low, 20)),
}
PERIODS = {"sma": (30,), "ema": (30,), "roc": (10,), "bollinger": (20, 2.0), "donchian": (20,)}


@pytest.mark.parametrize("bars", SIZES)
@pytest.mark.parametrize("name", PEERS)
def test_indicator(benchmark, name, bars):
    columns = to_bars(minutes(bars))
    row = CATALOG[name]
    inputs = [getattr(columns, column) for column in row.inputs]
    values = row.values(*PERIODS.get(name, ()))
    benchmark.extra_info["bars"] = bars
    paired(
        benchmark,
        lambda: outputs(row, inputs, values),
        lambda: PEERS[name](columns),
        "TA-Lib",
        15,
    )
