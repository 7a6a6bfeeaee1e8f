"""Examples worked out by hand, played by the account oracle and by the compiled account alike."""

import math
from typing import NamedTuple

import pytest

from engine.backtest.costs import Costs
from engine.risk.settings import Risk
from kernels.backtest.state import ENTRY
from kernels.enums import ExitReason, OrderStatus

from .engine_account import events_of
from .engine_account import run as run_engine
from .market_settings import Case
from .oracles.account_examples import DAY, FREE, MONDAY, named
from .oracles.account_examples import run as run_oracle
from .oracles.account_records import Rules


class Played(NamedTuple):
    """What came of an example; times are days since the first Monday.

    fills      (day, purpose, price, quantity)
    refused    (day of the signal, reason), by day and symbol
    exits      of each trade (exit day, reason, mean price, pnl), the open ones with None
    sizes      of each trade the quantity of its entry
    risks      of each trade the money between entry and first stop, NaN without a stop
    ambiguous  bars
    """

    fills: list[tuple[int, str, float, float]]
    refused: list[tuple[int, str]]
    exits: list[tuple[int | None, str, float | None, float]]
    sizes: list[float]
    risks: list[float]
    ambiguous: int


def by_oracle(markets, costs: Costs = FREE, **settings) -> Played:
    """The example by the slow twin."""
    out = run_oracle(markets, costs, **settings)
    return Played(
        [(day_of(fill.ts), fill.purpose, fill.price, fill.quantity) for fill in out.fills],
        [(day_of(ts), reason) for ts, _, reason in sorted(out.refused)],
        [
            (None if t.exit_ts is None else day_of(t.exit_ts), t.exit_reason, t.exit_price, t.pnl)
            for t in out.trades
        ],
        [trade.quantity for trade in out.trades],
        [math.nan if trade.risk is None else trade.risk for trade in out.trades],
        out.ambiguous,
    )


def by_engine(
    markets,
    costs: Costs = FREE,
    capital: float = 1_000.0,
    intrabar: str = "pessimistic",
    instrument: dict[str, float] | None = None,
    **risk,
) -> Played:
    """The example by the compiled account."""
    several = named(markets)
    rules = Rules(Risk(**risk), **(instrument or {}))
    case = Case(
        {name: filled_up(columns) for name, columns in several.items()},
        capital,
        dict.fromkeys(several, rules),
        costs,
        intrabar,
        dict.fromkeys(several, 0),
    )
    done, timeline = run_engine(case)
    fills = done.events[done.events["status"] == OrderStatus.FILLED]
    return Played(
        [
            (
                day_of(timeline[fill["step"]]),
                "entry" if fill["purpose"] == ENTRY else ExitReason(fill["purpose"]).name.lower(),
                float(fill["price"]),
                float(fill["quantity"]),
            )
            for fill in fills
        ],
        [(day_of(ts), reason) for ts, _, reason in events_of(case, done, timeline)["refused"]],
        [
            (
                day_of(timeline[trade["exit_step"]]) if trade["exit_step"] >= 0 else None,
                ExitReason(trade["exit_reason"]).name.lower(),
                float(trade["exit_price"]) if trade["exit_step"] >= 0 else None,
                float(trade["pnl"]),
            )
            for trade in done.trades
        ],
        done.trades["quantity"].tolist(),
        done.trades["risk"].tolist(),
        int(done.state.account["ambiguous"][0]),
    )


def day_of(ts: int) -> int:
    """Days since the first Monday."""
    return int((ts - MONDAY) // DAY)


def filled_up(columns: dict[str, list]) -> dict[str, list]:
    """The columns as the compiled account takes them: NaN for None."""
    absent = [math.nan] * len(columns["ts"])
    return {
        name: absent
        if column is None
        else [math.nan if value is None else value for value in column]
        for name, column in columns.items()
    }


both = pytest.mark.parametrize(
    "play", [by_oracle, by_engine], ids=["oracle", "engine"], scope="module"
)
"""Runs each test of a module once by either, as its argument `play`."""
