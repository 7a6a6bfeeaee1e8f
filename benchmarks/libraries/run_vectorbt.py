"""The rule on vectorbt: signals moved to the next bar by hand, fills at its open."""

import warnings

import numpy as np
import pandas as pd
import vectorbt as vbt
from bars import CAPITAL, FAST, FEE, SLOW, loaded, serve

warnings.filterwarnings("ignore")
columns = loaded()
close = pd.Series(columns["close"])
opening = pd.Series(columns["open"])


def run() -> tuple[int, float]:
    fast, slow = vbt.MA.run(close, FAST), vbt.MA.run(close, SLOW)
    entries = fast.ma_crossed_above(slow).vbt.fshift(1)
    exits = fast.ma_crossed_below(slow).vbt.fshift(1)
    portfolio = vbt.Portfolio.from_signals(
        close, entries, exits, size=1.0, price=opening, fees=FEE, init_cash=CAPITAL, freq="1min"
    )
    portfolio.stats(silence_warnings=True)
    closed = portfolio.trades.closed.count()
    return int(closed), float(np.asarray(portfolio.value())[-1])


serve(vbt.__version__, run)
