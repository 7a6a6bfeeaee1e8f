"""The metrics of a run: measured in one compiled call, and described one row each.

A name is added in `kernels/metrics/names.py`, filled in `kernels/metrics/summary.py` and described
in one of the `of_` files here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .of_account import ROWS as OF_ACCOUNT
from .of_returns import ROWS as OF_RETURNS
from .of_trades import ROWS as OF_TRADES
from .row import MetricRow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CATALOG", "MetricRow", "definition", "measure", "metrics_dict"]

CATALOG: dict[str, MetricRow] = {row.key: row for row in (*OF_ACCOUNT, *OF_RETURNS, *OF_TRADES)}
"""Every metric by its key, in the order in which a result carries them."""


def definition(key: str, annual: float, sample: int | None = None) -> str:
    """A statistic's formula, periods a year, sample size and ddof in one line.

    sample   how many of the row's `basis` there were: session returns, closed trades, bars, ...
    """
    return CATALOG[key].definition(annual, sample)


def metrics_dict(vector: NDArray[np.float64]) -> dict[str, float | int | None]:
    """Values by key from the kernel's vector; undefined is None, counts are whole numbers."""
    values: dict[str, float | int | None] = {}
    for key, row in CATALOG.items():
        value = float(vector[row.metric])
        if not math.isfinite(value):
            values[key] = None
        else:
            values[key] = int(value) if row.whole else value
    return values


def measure(
    *,
    equity: NDArray[np.float64],
    session: NDArray[np.int32],
    capital: float,
    first_ts: int,
    end_ts: int,
    annual: float,
    risk_free: float,
    in_market: int,
    exposure_sum: float,
    traded_value: float,
    fees: float,
    slippage: float,
    ruined: bool,
    pnl: NDArray[np.float64],
    holding: NDArray[np.float64],
    risk: NDArray[np.float64],
    mae: NDArray[np.float64],
    mfe: NDArray[np.float64],
    benchmark: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Every metric of one account, NaN where undefined; arguments as in kernels/metrics/summary.py.

    The one door to the kernel: whatever the caller's scalars and arrays are, they arrive there as
    one set of types, so that a single compiled version serves every run.
    """
    import numpy as np

    from kernels.metrics.summary import Account, Closed, summary

    def frozen(column: NDArray[np.float64]) -> NDArray[np.float64]:
        view = np.ascontiguousarray(column, dtype=np.float64).view()
        view.flags.writeable = False
        return view

    sessions = np.ascontiguousarray(session, dtype=np.int32).view()
    sessions.flags.writeable = False
    account = Account(
        frozen(equity),
        sessions,
        float(capital),
        int(first_ts),
        int(end_ts),
        float(annual),
        float(risk_free),
        int(in_market),
        float(exposure_sum),
        float(traded_value),
        float(fees),
        float(slippage),
        bool(ruined),
    )
    closed = Closed(frozen(pnl), frozen(holding), frozen(risk), frozen(mae), frozen(mfe))
    return summary(account, closed, frozen(benchmark))
