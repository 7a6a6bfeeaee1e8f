"""The rule on nautilus_trader: bars with its averages; it fills at the close of the signal's bar.

Prices have nine decimals there, which is the most that the released wheels hold.
"""

from decimal import Decimal

import nautilus_trader
import pandas as pd
from bars import CAPITAL, FAST, FEE, SLOW, loaded, serve
from nautilus_trader.backtest.engine import BacktestEngine, BacktestEngineConfig
from nautilus_trader.config import LoggingConfig, StrategyConfig
from nautilus_trader.indicators import SimpleMovingAverage
from nautilus_trader.model.currencies import BTC, USD
from nautilus_trader.model.data import BarType
from nautilus_trader.model.enums import AccountType, OmsType, OrderSide
from nautilus_trader.model.identifiers import InstrumentId, Symbol, Venue
from nautilus_trader.model.instruments import CurrencyPair
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.persistence.wranglers import BarDataWrangler
from nautilus_trader.trading.strategy import Strategy

columns = loaded()
frame = pd.DataFrame(
    {name: columns[name] for name in ("open", "high", "low", "close", "volume")},
    index=pd.to_datetime(columns["ts"], utc=True),
)
venue = Venue("SIM")
instrument = CurrencyPair(
    instrument_id=InstrumentId(Symbol("BTC/USD"), venue),
    raw_symbol=Symbol("BTCUSD"),
    base_currency=BTC,
    quote_currency=USD,
    price_precision=9,
    size_precision=0,
    price_increment=Price(1e-9, 9),
    size_increment=Quantity(1, 0),
    ts_event=0,
    ts_init=0,
    maker_fee=Decimal(str(FEE)),
    taker_fee=Decimal(str(FEE)),
    margin_init=Decimal(1),
    margin_maint=Decimal(1),
)
kind = BarType.from_str(f"{instrument.id}-1-MINUTE-LAST-EXTERNAL")
bars = BarDataWrangler(kind, instrument).process(frame)


class Cross(Strategy):
    def __init__(self):
        super().__init__(StrategyConfig())
        self.fast, self.slow = SimpleMovingAverage(FAST), SimpleMovingAverage(SLOW)
        self.above = None

    def on_start(self):
        self.register_indicator_for_bars(kind, self.fast)
        self.register_indicator_for_bars(kind, self.slow)
        self.subscribe_bars(kind)

    def on_bar(self, bar):
        if not self.slow.initialized:
            return
        above, before = self.fast.value > self.slow.value, self.above
        self.above = above
        if before is None or above == before:
            return
        flat = self.portfolio.is_flat(instrument.id)
        if above == flat:
            side = OrderSide.BUY if above else OrderSide.SELL
            self.submit_order(self.order_factory.market(instrument.id, side, Quantity(1, 0)))


def run() -> tuple[int, float]:
    engine = BacktestEngine(BacktestEngineConfig(logging=LoggingConfig(bypass_logging=True)))
    engine.add_venue(
        venue, OmsType.NETTING, AccountType.MARGIN, [Money(CAPITAL, USD)], base_currency=USD
    )
    engine.add_instrument(instrument)
    engine.add_data(bars)
    engine.add_strategy(Cross())
    engine.run()
    closed = len(engine.cache.position_closed_ids())
    for snapshot in engine.cache.position_snapshot_ids():
        closed += len(engine.cache.position_snapshots(snapshot))
    equity = float(engine.cache.account_for_venue(venue).balance_total(USD))
    engine.dispose()
    return closed, equity


serve(nautilus_trader.__version__, run)
