"""The rule on backtesting.py, averages computed once in `init` with pandas."""

import warnings

import backtesting
import pandas as pd
from backtesting import Backtest, Strategy
from backtesting.lib import crossover
from bars import CAPITAL, FAST, FEE, SLOW, loaded, serve

warnings.filterwarnings("ignore")
columns = loaded()
frame = pd.DataFrame(
    {name.capitalize(): columns[name] for name in ("open", "high", "low", "close", "volume")},
    index=pd.to_datetime(columns["ts"]),
)


class Cross(Strategy):
    def init(self):
        close = pd.Series(self.data.Close)
        self.fast = self.I(close.rolling(FAST).mean().to_numpy, name="fast")
        self.slow = self.I(close.rolling(SLOW).mean().to_numpy, name="slow")

    def next(self):
        if crossover(self.fast, self.slow) and not self.position:
            self.buy(size=1)
        elif crossover(self.slow, self.fast):
            self.position.close()


def run() -> tuple[int, float]:
    stats = Backtest(frame, Cross, cash=CAPITAL, commission=FEE).run()
    return stats["# Trades"], stats["Equity Final [$]"]


serve(backtesting.__version__, run)
