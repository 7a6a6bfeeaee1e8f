"""The compiled account, run on the same cases as the account oracle, and both compared."""

import math
from itertools import starmap

import numpy as np

from engine.backtest.market import matrix, union
from engine.backtest.rules import rules
from engine.backtest.simulation import Simulation, simulate
from engine.backtest.spec import BacktestSpec, Leg
from engine.data.instruments import Instrument
from engine.data.sessions import sessions
from kernels.backtest.state import ENTRY, Market
from kernels.backtest.timeline import steps
from kernels.enums import ExitReason, Intrabar, OrderStatus, Reason

from .generators import frozen
from .market_settings import Case
from .oracles.account_records import Outcome

PRICES = ("open", "high", "low", "close")


def spec_of(case: Case) -> BacktestSpec:
    """The case's settings, one leg a symbol."""
    return BacktestSpec(
        legs=tuple(
            Leg(symbols=(name,), strategy=None, params={}, risk=each.risk, code="")
            for name, each in case.rules.items()
        ),
        instruments=tuple(
            Instrument(symbol=name, tick=each.tick, multiplier=each.multiplier)
            for name, each in case.rules.items()
        ),
        costs=case.costs,
        capital=case.capital,
        interval="1d",
        intrabar=case.intrabar,
    )


def market_of(case: Case) -> tuple[Market, np.ndarray]:
    """The case's columns by step, a row with a NaN price being a missing bar; and the timeline."""
    stamps = [np.array(columns["ts"], np.int64) for columns in case.markets.values()]
    timeline, _ = union([frozen(ts) for ts in stamps])
    at = [steps(timeline, frozen(ts)) for ts in stamps]
    prices = [np.array([c[name] for name in PRICES], float) for c in case.markets.values()]
    for table in prices:
        table[:, np.isnan(table).any(axis=0)] = np.nan

    def laid_out(cells, dtype, empty):
        columns = [frozen(np.array(cell, dtype)) for cell in cells]
        return matrix(columns, at, timeline.size, dtype, empty)

    def optional(name, is_used=True):
        given = [columns.get(name) for columns in case.markets.values()]
        if not is_used or all(cell is None for cell in given):
            return frozen(np.zeros((0, 0)))
        absent = [np.full(ts.size, np.nan) for ts in stamps]
        cells = zip(given, absent, strict=True)
        return laid_out([none if cell is None else cell for cell, none in cells], float, np.nan)

    by_volatility = any(each.risk.sizing == "volatility" for each in case.rules.values())
    return Market(
        *[laid_out([table[i] for table in prices], float, np.nan) for i in range(4)],
        laid_out([columns["signal"] for columns in case.markets.values()], np.int8, 0),
        strength=optional("strength"),
        atr=optional("atr"),
        volatility=optional("volatility", by_volatility),
        stop=optional("stop"),
        target=optional("target"),
        limit=optional("limit"),
        trigger=optional("trigger"),
        session=frozen(sessions(timeline)),
    ), timeline


def run(case: Case, intrabar: str | None = None) -> tuple[Simulation, np.ndarray]:
    """The compiled engine on a case, and its timeline."""
    market, timeline = market_of(case)
    policy = Intrabar[(intrabar or case.intrabar).upper()]
    return simulate(market, rules(spec_of(case), case.ready), policy, case.capital), timeline


def events_of(case: Case, done: Simulation, timeline: np.ndarray) -> dict[str, list]:
    """Trades, fills and refusals of the compiled engine in the oracle's words."""
    names = list(case.markets)
    trades = [
        (
            names[t["symbol"]],
            int(t["side"]),
            int(timeline[t["entry_step"]]),
            int(timeline[t["exit_step"]]) if t["exit_step"] >= 0 else None,
            ExitReason(t["exit_reason"]).name.lower(),
            int(t["holding"]),
        )
        for t in done.trades
    ]
    fills = [
        (
            int(timeline[e["step"]]),
            names[e["symbol"]],
            int(e["side"]),
            "entry" if e["purpose"] == ENTRY else ExitReason(e["purpose"]).name.lower(),
            e["reason"] == Reason.CUT,
        )
        for e in done.events
        if e["status"] == OrderStatus.FILLED
    ]
    ended = [
        (int(timeline[e["placed"]]), names[e["symbol"]], Reason(e["reason"]).name.lower())
        for e in done.events
        if e["status"] in (OrderStatus.REJECTED, OrderStatus.CANCELLED) and e["purpose"] == ENTRY
    ]
    ended += [
        (int(timeline[order["placed"]]), names[book["symbol"]], "end_of_data")
        for book in done.state.books
        for order in book["orders"][: book["count"]]
        if order["purpose"] == ENTRY
    ]
    return {"trades": trades, "fills": fills, "refused": sorted(ended)}


def events_of_oracle(out: Outcome) -> dict[str, list]:
    """The same of the oracle."""
    return {
        "trades": [
            (t.symbol, int(t.side), t.entry_ts, t.exit_ts, t.exit_reason, t.bars)
            for t in out.trades
        ],
        "fills": [(f.ts, f.symbol, int(f.side), f.purpose, f.cut) for f in out.fills],
        "refused": sorted(out.refused),
    }


def numbers_of(done: Simulation) -> dict[str, np.ndarray]:
    """Every figure of the compiled engine's trades and fills, and its equity."""
    t = done.trades
    filled = done.events[done.events["status"] == OrderStatus.FILLED]
    found = {f"trade {name}": t[name] for name in ("entry_price", "exit_price", "quantity")}
    found |= {f"trade {name}": t[name] for name in ("pnl", "fees", "risk", "mae", "mfe")}
    found |= {f"fill {name}": filled[name] for name in ("price", "quantity", "fee", "slippage")}
    return {**found, "equity": done.equity}


def numbers_of_oracle(out: Outcome) -> dict[str, np.ndarray]:
    """The same of the oracle, None being NaN."""

    def column(rows, name):
        values = [getattr(row, name) for row in rows]
        return np.array([math.nan if value is None else value for value in values], float)

    found = {
        f"trade {name}": column(out.trades, name)
        for name in ("entry_price", "exit_price", "quantity", "pnl", "fees", "risk", "mae", "mfe")
    }
    found |= {
        f"fill {name}": column(out.fills, name) for name in ("price", "quantity", "fee", "slippage")
    }
    return {**found, "equity": np.array(out.equity)}


def scale_of(case: Case, numbers: dict[str, np.ndarray]) -> dict[str, float]:
    """What 1e-9 is relative to: money to the largest value at stake, the rest to itself."""
    price, quantity = numbers["fill price"], numbers["fill quantity"]
    largest = max([case.capital, *(price * quantity).tolist()])
    money = ("trade pnl", "trade fees", "trade risk", "fill fee", "fill slippage", "equity")
    pieces = largest / min(price.tolist(), default=1.0)
    return dict.fromkeys(money, largest) | {"trade quantity": pieces, "fill quantity": pieces}


def differences(case: Case, done: Simulation, timeline: np.ndarray, out: Outcome) -> list[str]:
    """What the engine and the oracle do not agree on; empty when they agree."""
    mine, theirs = events_of(case, done, timeline), events_of_oracle(out)
    found = [f"{key}: {mine[key]} != {theirs[key]}" for key in mine if mine[key] != theirs[key]]
    if found:
        return found
    figures, expected = numbers_of(done), numbers_of_oracle(out)
    scales = scale_of(case, expected)
    apart = starmap(
        lambda name, column: (
            name,
            np.allclose(
                column, expected[name], 1e-9, 1e-9 * scales.get(name, 1e-6), equal_nan=True
            ),
        ),
        figures.items(),
    )
    found = [f"{name}: {figures[name]} != {expected[name]}" for name, same in apart if not same]
    if int(done.state.account["ambiguous"][0]) != out.ambiguous:
        found.append(f"ambiguous {done.state.account['ambiguous'][0]} != {out.ambiguous}")
    if bool(done.state.account["ruined"][0]) != out.ruined:
        found.append("ruined")
    return found
