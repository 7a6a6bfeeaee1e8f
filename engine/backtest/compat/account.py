"""A finished run as the formulas of other libraries take it: marks, returns and trades."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ..result import Result


class Trades(NamedTuple):
    """Round trips, net of fees.

    pnl      (n,) money
    share    (n,) pnl over the value bought or sold at the entry
    entered  (n,) number of the bar of the entry
    left     (n,) number of the bar of the exit; of an open trade the last bar
    """

    pnl: NDArray[np.float64]
    share: NDArray[np.float64]
    entered: NDArray[np.int64]
    left: NDArray[np.int64]


class Account(NamedTuple):
    """One run.

    capital    at the start
    ts         (n,) nanoseconds, start of each bar
    step       nanoseconds from bar to bar
    equity     (n,) mark at the close of each bar
    returns    (sessions,) simple returns, the first one over the capital
    benchmark  (sessions,) those of buy and hold
    closed     trades in the order of their exits
    still      trades that were open at the end, at their last mark
    """

    capital: float
    ts: NDArray[np.int64]
    step: int
    equity: NDArray[np.float64]
    returns: NDArray[np.float64]
    benchmark: NDArray[np.float64]
    closed: Trades
    still: Trades


def account(result: Result) -> Account:
    """What the formulas need of a result."""
    prepared, run = result._prepared, result._run
    spec, session = result.spec, prepared.market.session
    last = np.diff(session, append=session[-1] + 1) != 0
    marks = result.benchmark["value"].to_numpy()[last]
    rows = run.trades
    sizes = rows["entry_price"] * rows["quantity"] * result._rules["multiplier"][rows["symbol"]]
    left = np.where(rows["exit_step"] >= 0, rows["exit_step"], run.equity.size - 1)
    columns = (rows["pnl"], rows["pnl"] / sizes, rows["entry_step"], left)
    return Account(
        capital=spec.capital,
        ts=prepared.timeline,
        step=result._step,
        equity=run.equity,
        returns=result.returns["value"].to_numpy(),
        benchmark=marks / np.concatenate(([spec.capital], marks[:-1])) - 1.0,
        closed=Trades(*(column[: run.closed] for column in columns)),
        still=Trades(*(column[run.closed :] for column in columns)),
    )
