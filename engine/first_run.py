"""The first run on a machine: what it compiles last is compiled in a second process meanwhile."""

from __future__ import annotations

import logging
import subprocess
import sys
from functools import lru_cache
from threading import Thread
from typing import TYPE_CHECKING, Any

from . import compile_cache

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

MESSAGE = "compiling the engine, once on this machine: some 15 seconds"

logger = logging.getLogger(__name__)


def begin(tell: Callable[[str], None] = logger.warning) -> bool:
    """Whether nothing is compiled yet; if so, say it and begin in a second process as well."""
    if not _starts_cold() or _beside.cache_info().currsize:
        return False
    tell(MESSAGE)
    _beside()
    return True


@lru_cache(maxsize=1)
def _starts_cold() -> bool:
    return compile_cache.is_cold()


@lru_cache(maxsize=1)
def _beside() -> Thread:
    """The thread that waits for the second process; neither holds this one up when it ends."""
    thread = Thread(target=_second_process, daemon=True)
    thread.start()
    return thread


def _second_process() -> None:
    """Compile the last parts elsewhere; where no process can start, they are compiled here."""
    try:
        subprocess.run(  # noqa: S603 - this interpreter, this module
            [sys.executable, "-P", "-m", __name__],  # -P: no module of the current folder
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError as error:
        logger.info("no second process to compile in: %s", error)


def compile_last_parts() -> None:
    """Compile what a backtest needs after its loop, on an account that did nothing."""
    import numpy as np

    from kernels.backtest.benchmark import buy_and_hold
    from kernels.backtest.state import RULES, Market, new_state

    from .backtest.metrics import measure
    from .backtest.simulation import finished

    def frozen(array: NDArray[Any]) -> NDArray[Any]:
        array.flags.writeable = False
        return array

    nothing = np.zeros(0)
    measure(
        equity=np.ones(1),
        session=np.zeros(1, np.int32),
        capital=1.0,
        first_ts=0,
        end_ts=1,
        annual=252.0,
        risk_free=0.0,
        in_market=0,
        exposure_sum=0.0,
        traded_value=0.0,
        fees=0.0,
        slippage=0.0,
        ruined=False,
        pnl=nothing,
        holding=nothing,
        risk=nothing,
        mae=nothing,
        mfe=nothing,
        benchmark=nothing,
    )
    price = frozen(np.ones((1, 1)))
    session = frozen(np.zeros(1, np.int32))
    signal = frozen(np.zeros((1, 1), np.int8))
    rules = frozen(np.zeros(1, RULES))
    columns = dict.fromkeys(Market._fields, price) | {"signal": signal, "session": session}
    market = Market(**columns)
    finished(new_state(1, 1.0, 1), market, rules, np.ones(1))
    buy_and_hold(price, price, session, rules, 1.0)


if __name__ == "__main__":
    compile_last_parts()
