"""Records of the compiled loop as Polars frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from kernels.backtest.state import ENTRY, MAX_ORDERS
from kernels.enums import ExitReason, OrderStatus, OrderType, Reason, Side, SignalType

if TYPE_CHECKING:
    from enum import IntEnum

    from numpy.typing import NDArray

    from .simulation import Simulation

UTC = pl.Datetime("ns", "UTC")
LONG, SHORT = "long", "short"


def stamps(ts: NDArray[np.int64]) -> pl.Series:
    """Nanoseconds as a UTC column."""
    return pl.Series("ts", ts).cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")


def words(values: NDArray[Any], kind: type[IntEnum]) -> pl.Series:
    """Enum values as their names in lower case."""
    names = {int(member): member.name.lower() for member in kind}
    return pl.Series(values.astype(np.int64)).replace_strict(names, return_dtype=pl.String)


def names(numbers: NDArray[Any], symbols: tuple[str, ...]) -> pl.Series:
    """Symbol numbers as symbols."""
    return pl.Series(symbols, dtype=pl.String).gather(pl.Series(numbers.astype(np.uint32)))


def column(values: NDArray[np.float64]) -> pl.Series:
    """Floats, NaN as null."""
    return pl.Series(np.ascontiguousarray(values)).fill_nan(None)


def trades(
    run: Simulation,
    timeline: NDArray[np.int64],
    symbols: tuple[str, ...],
    multipliers: NDArray[Any],
) -> pl.DataFrame:
    """A row a trade: closed ones by exit, then those still open, whose exit fields are null."""
    rows = run.trades
    done = rows["exit_step"] >= 0
    left = timeline[np.where(done, rows["exit_step"], 0)]
    value = rows["entry_price"] * rows["quantity"] * multipliers[rows["symbol"]]
    frame = pl.DataFrame(
        {
            "symbol": names(rows["symbol"], symbols),
            "side": pl.Series(np.where(rows["side"] > 0, LONG, SHORT), dtype=pl.String),
            "entry_ts": stamps(timeline[rows["entry_step"]]),
            "entry_price": column(rows["entry_price"]),
            "exit_ts": stamps(left),
            "exit_price": column(rows["exit_price"]),
            "quantity": column(rows["quantity"]),
            "pnl": column(rows["pnl"]),
            "fees": column(rows["fees"]),
            "exit_reason": words(rows["exit_reason"], ExitReason),
            "return": column(rows["pnl"] / value),
            "r": column(rows["pnl"] / np.where(rows["risk"] > 0.0, rows["risk"], np.nan)),
            "bars": pl.Series(rows["holding"]),
            "mae": column(rows["mae"]),
            "mfe": column(rows["mfe"]),
            "slippage": column(rows["slippage"]),
        }
    )
    return frame.with_columns(exit_ts=pl.when(pl.Series(done)).then("exit_ts"))


def order_log(
    run: Simulation, timeline: NDArray[np.int64], symbols: tuple[str, ...]
) -> pl.DataFrame:
    """A row for each change of each order, in time order; `purpose` is entry, or why it exits."""
    rows = run.events[run.events["order"] > 0]
    return pl.DataFrame(
        {
            "ts": stamps(timeline[rows["step"]]),
            "order": pl.Series(rows["order"]),
            "symbol": names(rows["symbol"], symbols),
            "status": words(rows["status"], OrderStatus),
            "reason": words(rows["reason"], Reason),
            "type": words(rows["type"], OrderType),
            "side": words(rows["side"], Side),
            "purpose": words(rows["purpose"], ExitReason).replace(ENTRY.name.lower(), "entry"),
            "placed_ts": stamps(timeline[rows["placed"]]),
            "quantity": column(rows["quantity"]),
            "level": column(rows["level"]),
            "price": column(rows["price"]),
            "fee": column(rows["fee"]),
            "slippage": column(rows["slippage"]),
        }
    )


def working(run: Simulation) -> NDArray[np.void]:
    """The orders (ORDER) that still work, symbol by symbol."""
    books = run.state.books
    found: NDArray[np.void] = books["orders"][np.arange(MAX_ORDERS) < books["count"][:, np.newaxis]]
    return found


def orders(run: Simulation, log: pl.DataFrame) -> pl.DataFrame:
    """A row an order, as it stands at the end; `done_ts` is null while it works.

    A stop that follows the market is logged when it is placed and when it ends: while it works,
    its level is where it has come to.
    """
    last = log.group_by("order", maintain_order=True).last()
    rows = working(run)
    now = pl.DataFrame(
        {"order": rows["id"], "quantity": column(rows["quantity"]), "level": column(rows["level"])}
    )
    return (
        last.update(now, on="order")
        .rename({"ts": "done_ts"})
        .with_columns(done_ts=pl.when(pl.col("status") != "working").then("done_ts"))
        .select(
            "order",
            "symbol",
            "side",
            "type",
            "purpose",
            "status",
            "reason",
            "placed_ts",
            "done_ts",
            "quantity",
            "level",
            "price",
            "fee",
            "slippage",
        )
        .sort("order")
    )


def refused(run: Simulation, timeline: NDArray[np.int64], symbols: tuple[str, ...]) -> pl.DataFrame:
    """A row a signal that led to no position: when it was given, and why nothing came of it."""
    events = run.events
    ended = (events["status"] == OrderStatus.REJECTED) | (events["status"] == OrderStatus.CANCELLED)
    rows = events[ended & (events["purpose"] == ENTRY)]
    books = run.state.books
    waiting = working(run)
    owner = np.repeat(books["symbol"], books["count"])
    entries = waiting["purpose"] == ENTRY
    late = waiting[entries]
    step = np.concatenate([rows["placed"], late["placed"]])
    symbol = np.concatenate([rows["symbol"], owner[entries]])
    signal = np.concatenate([rows["signal"], late["signal"]])
    reason = np.concatenate([rows["reason"], np.full(late.size, Reason.END_OF_DATA)])
    order = np.lexsort((symbol, step))
    return pl.DataFrame(
        {
            "ts": stamps(timeline[step[order]]),
            "symbol": names(symbol[order], symbols),
            "signal": words(signal[order], SignalType),
            "reason": words(reason[order], Reason),
        }
    )


def by_symbol(run: Simulation, symbols: tuple[str, ...]) -> pl.DataFrame:
    """Trades, pnl, open_pnl, win_rate, profit_factor, fees and exposure of each symbol (row 52).

    `fees` includes those of open positions; `exposure` is the share of steps whose close mark has
    a position in the symbol.
    """
    rows = []
    steps = run.equity.size
    closed, still = run.trades[: run.closed], run.trades[run.closed :]
    for number, symbol in enumerate(symbols):
        done, held = closed[closed["symbol"] == number], still[still["symbol"] == number]
        pnl = done["pnl"]
        lost = -float(pnl[pnl < 0.0].sum())
        inside = int((done["exit_step"] - done["entry_step"]).sum())
        inside += int((steps - held["entry_step"]).sum())
        rows.append(
            {
                "symbol": symbol,
                "trades": done.size,
                "pnl": float(pnl.sum()),
                "open_pnl": float(held["pnl"].sum()),
                "win_rate": float((pnl > 0.0).mean()) if done.size else None,
                "profit_factor": float(pnl[pnl > 0.0].sum()) / lost if lost > 0.0 else None,
                "fees": float(done["fees"].sum() + held["fees"].sum()),
                "exposure": inside / steps,
            }
        )
    schema = {
        "symbol": pl.String,
        "trades": pl.Int64,
        "pnl": pl.Float64,
        "open_pnl": pl.Float64,
        "win_rate": pl.Float64,
        "profit_factor": pl.Float64,
        "fees": pl.Float64,
        "exposure": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema)
