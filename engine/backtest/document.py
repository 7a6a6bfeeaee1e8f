"""A result as the documents that leave the engine: JSON, and the data of the report."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl

from ..data.instruments import Instrument
from ..indicators.columns import columns, is_overlay
from ..risk.settings import Risk
from ..runs.sources import sources_of
from ..strategies import BUILT_IN
from ..version import versions
from .data_grades import data_grades
from .exposure import exposure
from .report import ReportData

if TYPE_CHECKING:
    from collections.abc import Callable

    from .result import Result
    from .spec import BacktestSpec, Leg

TRADE_KEYS = (
    "symbol",
    "side",
    "entry_ts",
    "entry_price",
    "exit_ts",
    "exit_price",
    "quantity",
    "pnl",
    "fees",
    "exit_reason",
)


def document(result: Result) -> dict[str, Any]:
    """What `--json` prints: times in ISO 8601 UTC, undefined numbers null."""
    data = result.report_data()
    equity = result.equity
    return {
        "run": result.run,
        "strategy": data.strategy,
        "params": data.params,
        "risk": data.risk,
        "costs": data.costs,
        "symbols": list(data.symbols),
        "interval": data.interval,
        "bars": data.bars_count,
        "sessions": data.sessions,
        "annual": data.annual,
        "start": iso(data.start),
        "end": iso(data.end),
        "capital": data.capital,
        "metrics": data.metrics,
        "trades": result.trades.select(
            *[
                pl.col(key).dt.strftime("%Y-%m-%dT%H:%M:%SZ")
                if key.endswith("_ts")
                else pl.col(key)
                for key in TRADE_KEYS
            ]
        ).to_dicts(),
        "equity": {
            "ts": equity["ts"].dt.strftime("%Y-%m-%dT%H:%M:%SZ").to_list(),
            "value": equity["value"].to_list(),
        },
        "by_symbol": {
            row["symbol"]: {key: value for key, value in row.items() if key != "symbol"}
            for row in result.symbols.to_dicts()
        },
        "bracket": msgspec.to_builtins(result.bracket),
        "refused": dict(result.refused["reason"].value_counts(sort=True).iter_rows()),
        "certificate": result.certificate,
        "lookahead": {True: "none", False: "found", None: "unchecked"}[result.is_causal],
        "warnings": list(result.warnings),
    }


def iso(moment: Any) -> str:
    """A moment as 2024-01-02T14:30:00Z."""
    return str(moment.strftime("%Y-%m-%dT%H:%M:%SZ"))


def report_data(result: Result) -> ReportData:
    """The finished run as plain data, complete: the bracket and the verdict are computed."""
    bars, features, overlays = _features(result)
    return msgspec.structs.replace(
        _plain(result),
        run=result.run,
        bracket=result.bracket,
        warnings=result.warnings,
        causality=result.certificate,
        is_causal=result.is_causal,
        bars=bars,
        features=features,
        overlays=overlays,
        exposure=exposure(result),
        grades=data_grades(result),
        fingerprints=result.fingerprints,
        reproduce=_commands(result),
    )


def known_data(result: Result) -> ReportData:
    """The run as plain data, with bracket and verdict only where they are known already."""
    if "bracket" in vars(result) and "verdicts" in vars(result):
        return report_data(result)
    return _plain(result)


def _plain(result: Result) -> ReportData:
    spec = result.spec
    ts = result.equity["ts"]
    return ReportData(
        run="",
        strategy=", ".join(dict.fromkeys(leg.strategy or "own signals" for leg in spec.legs)),
        params=_of_legs(spec, lambda leg: leg.params),
        risk=_of_legs(spec, lambda leg: shown(leg.risk)),
        costs=shown(spec.costs),
        symbols=spec.symbols,
        interval=spec.interval,
        start=ts[0],
        end=ts[-1],
        capital=spec.capital,
        bars_count=result.equity.height,
        sessions=result.returns.height,
        annual=result.annual,
        metrics=result.metrics,
        trades=result.trades,
        equity=result.equity,
        benchmark=result.benchmark,
        returns=result.returns,
        risk_free=spec.risk_free,
        intrabar=spec.intrabar,
        calendar=spec.calendar,
        refused=result.refused,
        by_symbol=result.symbols,
        warnings=result._cautions,
        causality="not asked for yet (result.certificate)",
        versions=versions(),
    )


def _of_legs(spec: BacktestSpec, settings: Callable[[Leg], dict[str, Any]]) -> dict[str, Any]:
    """The settings of the only leg, or those of several under the legs' symbols."""
    if len(spec.legs) == 1:
        return dict(settings(spec.legs[0]))
    return {
        f"{' '.join(leg.symbols)}: {name}": value
        for leg in spec.legs
        for name, value in settings(leg).items()
    }


def _commands(result: Result) -> tuple[str, ...]:
    """Command lines that make the run again: from what was saved, and from the data's files."""
    saved = f"openbell runs verify {result.run}"
    spec, strategy = result.spec, result.strategies[0]
    plain = spec.calendar == "auto" and all(
        each == Instrument(symbol=each.symbol) for each in spec.instruments
    )
    if len(spec.legs) > 1 or strategy is None or not plain:
        return (saved,)
    leg = spec.legs[0]
    name = leg.strategy
    if type(strategy) not in BUILT_IN.values():
        kept = sources_of(strategy)
        if kept is None:
            return (saved,)
        name = kept.entry
    words = ["openbell backtest --strategy", str(name), "--data"]
    words += [f"{symbol}=FILE" for symbol in spec.symbols]
    usual = Risk(**strategy.default_risk)
    for option, values in (
        ("--set", leg.params),
        ("--risk", different(leg.risk, usual)),
        ("--cost", shown(spec.costs)),
    ):
        if values:
            pairs = (f"{key}={_word(value)}" for key, value in values.items())
            words += [option, *map(shlex.quote, pairs)]
    words += ["--capital", repr(spec.capital), "--interval", spec.interval]
    words += [] if spec.start is None else ["--from", spec.start]
    words += [] if spec.end is None else ["--to", spec.end]
    words += [] if spec.intrabar == "pessimistic" else ["--intrabar", spec.intrabar]
    words += [] if not spec.risk_free else ["--risk-free", repr(spec.risk_free)]
    return (saved, " ".join(words))


def different(settings: msgspec.Struct, usual: msgspec.Struct) -> dict[str, Any]:
    """The settings that are not as in `usual`."""
    before = msgspec.structs.asdict(usual)
    now = msgspec.structs.asdict(settings)
    others = tuple(name for name in ("stop", "target") if now[name] != before[name])
    return {
        name: value
        for name, value in now.items()
        if value is not None and (value != before[name] or name.startswith(others))
    }


def _word(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(map(_word, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def shown(settings: msgspec.Struct) -> dict[str, Any]:
    """The settings that differ from their defaults."""
    return {
        field.name: getattr(settings, field.name)
        for field in msgspec.structs.fields(settings)
        if getattr(settings, field.name) != field.default
    }


def _features(
    result: Result,
) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame], tuple[str, ...]]:
    """Bars of the window, the strategy's columns over them, and which of these are price levels."""
    prepared = result._prepared
    drawn: dict[str, pl.DataFrame] = {}
    found: dict[str, pl.DataFrame] = {}
    overlays: dict[str, None] = {}
    for leg, strategy in zip(result.spec.legs, result.strategies, strict=True):
        for symbol in leg.symbols:
            first, bars = prepared.first[symbol], prepared.bars[symbol]
            frame = result.bars[symbol]
            drawn[symbol] = frame.slice(first, bars.ts.size - first)
            if strategy is None:
                continue
            declared = {
                name: each for name, each in strategy.features().items() if each.name != "session"
            }  # a session's number is no curve
            columns_now = columns(declared, bars)
            labels = {name: str(feature) for name, feature in declared.items()}
            found[symbol] = pl.DataFrame(
                {labels[name]: column[first:] for name, column in columns_now.items()}
            )
            overlays |= {labels[name]: None for name, f in declared.items() if is_overlay(f)}
    return drawn, found, tuple(overlays)
