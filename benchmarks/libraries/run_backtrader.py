"""The rule on backtrader: its own averages and crossing, in its vectorised mode."""

import backtrader
import pandas as pd
from bars import CAPITAL, FAST, FEE, SLOW, loaded, serve

columns = loaded()
frame = pd.DataFrame(
    {name: columns[name] for name in ("open", "high", "low", "close", "volume")},
    index=pd.to_datetime(columns["ts"]),
)


class Cross(backtrader.Strategy):
    def __init__(self):
        fast = backtrader.ind.SMA(period=FAST)
        self.cross = backtrader.ind.CrossOver(fast, backtrader.ind.SMA(period=SLOW))
        self.closed = 0

    def notify_trade(self, trade):
        self.closed += trade.isclosed

    def next(self):
        if self.cross[0] > 0 and not self.position:
            self.buy(size=1)
        elif self.cross[0] < 0 and self.position:
            self.close()


def run() -> tuple[int, float]:
    cerebro = backtrader.Cerebro(stdstats=False)
    cerebro.adddata(backtrader.feeds.PandasData(dataname=frame))
    cerebro.addstrategy(Cross)
    cerebro.broker.setcash(CAPITAL)
    cerebro.broker.setcommission(commission=FEE)
    strategy = cerebro.run()[0]
    return strategy.closed, cerebro.broker.getvalue()


serve(backtrader.__version__, run)
