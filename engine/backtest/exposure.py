"""How much of the account was in the market at each bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from kernels.enums import OrderStatus, Side

if TYPE_CHECKING:
    from .result import Result


def exposure(result: Result) -> pl.DataFrame:
    """ts, gross and net of each bar: positions at its close as parts of equity, null at none left.

    Positions are the running sums of the fills in the order log; a symbol without a bar counts at
    its last close (semantics row 38). gross adds long and short, net takes the one from the other.
    """
    close = result._prepared.market.close
    gross, net = np.zeros(close.shape[0]), np.zeros(close.shape[0])
    number = {symbol: at for at, symbol in enumerate(result.spec.symbols)}
    fills = result.order_log.filter(pl.col("status") == OrderStatus.FILLED.name.lower())
    timeline = result._prepared.timeline
    for (symbol,), rows in fills.partition_by("symbol", as_dict=True).items():
        at = number[str(symbol)]
        step = np.searchsorted(timeline, rows["ts"].to_physical().to_numpy())
        side = np.where(rows["side"].to_numpy() == Side.BUY.name.lower(), 1.0, -1.0)
        quantity = rows["quantity"].to_numpy()
        changes = np.zeros(close.shape[0])
        np.add.at(changes, step, side * quantity)
        held = np.cumsum(changes)
        held[np.abs(held) < 1e-9 * quantity.max(initial=0.0)] = 0.0
        price = pl.Series(close[:, at]).fill_nan(None).forward_fill().fill_null(0.0).to_numpy()
        value = held * price * float(result._rules["multiplier"][at])
        gross += np.abs(value)
        net += value
    equity = result.equity["value"].to_numpy()
    whole = np.where(equity > 0.0, equity, np.nan)
    return pl.DataFrame(
        {
            "ts": result.equity["ts"],
            "gross": pl.Series(gross / whole).fill_nan(None),
            "net": pl.Series(net / whole).fill_nan(None),
        }
    )
