"""Backtests. The package can be called: `ob.backtest(bars, "momentum")` is `run.backtest`.

Python binds a package to its name in the parent once any module of it is imported, and so takes the
name of the function: without this, `ob.Costs(...)` before `ob.backtest(...)` broke the latter.
"""

import sys
from types import ModuleType
from typing import Any


class _Callable(ModuleType):
    def __call__(self, *args: Any, **settings: Any) -> Any:
        from .run import backtest

        return backtest(*args, **settings)


sys.modules[__name__].__class__ = _Callable
