"""Openbell's engine: data, strategies, risk and backtests.

    import engine as ob

    bars = ob.read_bars("spy.csv")
    result = ob.backtest(bars, "sma_cross", params={"fast": 20}, costs={"percent": 0.001})
    print(result)

Names are imported when they are first used, so that `import engine` itself loads nothing heavy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import compile_cache
from .errors import (
    BrokerError,
    BrokerOffline,
    ConfigError,
    DataError,
    DataProviderError,
    JournalError,
    LookaheadError,
    OpenbellError,
    OrderRejected,
    ParameterError,
    RiskRejected,
    RunError,
    StrategyError,
)

if TYPE_CHECKING:
    from typing import Annotated

    from msgspec import Meta

    from kernels.enums import ExitReason, Side, SignalType
    from kernels.jit import F64, I8, I64, kernel

    from . import indicators
    from .backtest.costs import Costs
    from .backtest.result import Result
    from .backtest.run import backtest
    from .data.actions import Actions
    from .data.adjust import adjusted
    from .data.instruments import Instrument
    from .data.read import DataWarning, read_bars
    from .data.resample import resample
    from .data.store import Store
    from .data.synthetic import demo_markets, synthetic
    from .indicators.feature import Feature
    from .indicators.frames import with_features
    from .risk.settings import Risk
    from .runs.compare_report import compare_report
    from .strategies import strategy
    from .strategies.base import BaseStrategy, require

LAZY = {
    "Actions": "engine.data.actions",
    "Annotated": "typing",
    "BaseStrategy": "engine.strategies.base",
    "Costs": "engine.backtest.costs",
    "DataWarning": "engine.data.read",
    "ExitReason": "kernels.enums",
    "F64": "kernels.jit",
    "Feature": "engine.indicators.feature",
    "I8": "kernels.jit",
    "I64": "kernels.jit",
    "Instrument": "engine.data.instruments",
    "Meta": "msgspec",
    "Result": "engine.backtest.result",
    "Risk": "engine.risk.settings",
    "Side": "kernels.enums",
    "SignalType": "kernels.enums",
    "Store": "engine.data.store",
    "adjusted": "engine.data.adjust",
    "backtest": "engine.backtest.run",
    "compare_report": "engine.runs.compare_report",
    "demo_markets": "engine.data.synthetic",
    "indicators": "engine",
    "kernel": "kernels.jit",
    "read_bars": "engine.data.read",
    "require": "engine.strategies.base",
    "resample": "engine.data.resample",
    "strategy": "engine.strategies",
    "synthetic": "engine.data.synthetic",
    "with_features": "engine.indicators.frames",
}

__all__ = [
    "F64",
    "I8",
    "I64",
    "Actions",
    "Annotated",
    "BaseStrategy",
    "BrokerError",
    "BrokerOffline",
    "ConfigError",
    "Costs",
    "DataError",
    "DataProviderError",
    "DataWarning",
    "ExitReason",
    "Feature",
    "Instrument",
    "JournalError",
    "LookaheadError",
    "Meta",
    "OpenbellError",
    "OrderRejected",
    "ParameterError",
    "Result",
    "Risk",
    "RiskRejected",
    "RunError",
    "Side",
    "SignalType",
    "Store",
    "StrategyError",
    "adjusted",
    "backtest",
    "compare_report",
    "demo_markets",
    "indicators",
    "kernel",
    "read_bars",
    "require",
    "resample",
    "strategy",
    "synthetic",
    "with_features",
]

compile_cache.use()


def __getattr__(name: str) -> Any:
    if name not in LAZY:
        raise AttributeError(f"module 'engine' has no attribute {name!r}")
    if LAZY[name] == "engine":
        return import_module(f"engine.{name}")
    value = getattr(import_module(LAZY[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
