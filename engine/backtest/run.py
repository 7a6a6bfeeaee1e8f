"""`backtest`: a strategy, or signals of one's own, over the bars of one or many symbols."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from .. import first_run
from ..data import intervals
from ..data.bars import arrays, normalise
from ..data.instruments import Instrument
from ..data.sessions import dated
from ..errors import ConfigError, DataError, ParameterError
from ..indicators.columns import columns, is_dated, ready
from ..nearest import hint
from ..risk.lists import listed
from ..risk.settings import Risk, require_stop
from .costs import Costs
from .market import prepare, up_to
from .own_signals import code_of, own_outputs
from .result import Result
from .rules import rules
from .spec import BacktestSpec, Leg, Policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from kernels.bars import Bars

    from ..data.quality.grade import Quality
    from ..strategies.base import BaseStrategy
    from ..strategies.evaluation import Outputs

Settings = TypeVar("Settings", Risk, Costs)
UNNAMED = "DATA"
KINDS = ("stop", "target")


class LegPlan(NamedTuple):
    """A leg before its run: a strategy, or one's own signal columns by symbol."""

    symbols: tuple[str, ...]
    strategy: BaseStrategy | None
    own: dict[str, Outputs] | None
    risk: Risk


def backtest(
    data: pl.DataFrame | Mapping[str, pl.DataFrame],
    strategy: str | BaseStrategy | type[BaseStrategy] | None = None,
    *,
    params: Mapping[str, Any] | None = None,
    risk: Mapping[str, Any] | Risk | None = None,
    costs: Mapping[str, Any] | Costs | None = None,
    capital: float = 100_000.0,
    signals: Any = None,
    entries: Any = None,
    exits: Any = None,
    strength: Any = None,
    stop: Any = None,
    target: Any = None,
    limit: Any = None,
    trigger: Any = None,
    start: str | None = None,
    end: str | None = None,
    interval: str | None = None,
    tz: str | None = None,
    symbol: str = UNNAMED,
    instruments: Mapping[str, Instrument] | None = None,
    calendar: str = "auto",
    intrabar: Policy = "pessimistic",
    risk_free: float = 0.0,
    allow_lookahead: bool = False,
    notes: Sequence[str] = (),
    quality: Mapping[str, Quality] | None = None,
) -> Result:
    """Backtest one strategy on one account, by the rules of docs/semantics.md.

    data          bars as a frame, or frames by symbol: one account, in the order given
    strategy      name ("sma_cross"), file ("mine.py"), class or instance; or give `signals` (one of
                  -1, 0, 1, 2 a bar), or `entries` and `exits` (booleans), by symbol if several
    strength, stop, target, limit, trigger
                  with signals of one's own: columns as a strategy fills them (docs/guide)
    params        the strategy's parameters; `risk` and `costs` by name, over its default risk
    start, end    ISO dates, both included; bars before `start` only warm the features
    interval      "1d", "5m", … where the bars do not show it
    symbol        name of a bare frame; `instruments` describes symbols (tick, multiplier, …)
    allow_lookahead   run a strategy that fails the causality check; the result is marked
    notes         what a reader must know of the data; they join the result's warnings
    quality       grades of the bars by symbol, where they were looked over already (the report)

    Raises ParameterError, ConfigError, DataError, StrategyError, LookaheadError.
    """
    first_run.begin()
    frames = dict(data) if isinstance(data, Mapping) else {symbol: data}
    if not frames:
        raise DataError("no bars: give a frame, or frames by symbol")
    seen = list(notes)
    tidy = {name: normalise(frame, tz=tz, where=name, notes=seen) for name, frame in frames.items()}
    prices = {"stop": stop, "target": target, "limit": limit, "trigger": trigger}
    own = (signals, entries, exits, strength)
    if strategy is None:
        sizes = {name: frame.height for name, frame in tidy.items()}
        outputs = own_outputs(sizes, *own, prices)
        plan = LegPlan(tuple(tidy), None, outputs, converted(Risk, risk, {}, "risk"))
    else:
        if any(each is not None for each in (*own, *prices.values())):
            raise ParameterError(
                "a strategy makes its own signals and their prices: drop signals=, entries=, …"
            )
        from ..strategies import strategy as find

        chosen = find(strategy, params)
        plan = LegPlan(
            tuple(tidy), chosen, None, converted(Risk, risk, chosen.default_risk, "risk")
        )
    return run_legs(
        [plan],
        tidy,
        costs=converted(Costs, costs, {}, "costs"),
        capital=capital,
        start=start,
        end=end,
        interval=interval,
        instruments=instruments,
        calendar=calendar,
        intrabar=intrabar,
        risk_free=risk_free,
        allow_lookahead=allow_lookahead,
        notes=seen,
        quality=quality,
    )


def run_legs(
    plans: Sequence[LegPlan],
    frames: Mapping[str, pl.DataFrame],
    *,
    costs: Costs,
    capital: float,
    start: str | None = None,
    end: str | None = None,
    interval: str | None = None,
    instruments: Mapping[str, Instrument] | None = None,
    calendar: str = "auto",
    intrabar: Policy = "pessimistic",
    risk_free: float = 0.0,
    allow_lookahead: bool = False,
    notes: Sequence[str] = (),
    quality: Mapping[str, Quality] | None = None,
) -> Result:
    """Backtest several legs in one account (semantics row 60); frames in the Bars schema."""
    symbols = [symbol for plan in plans for symbol in plan.symbols]
    unknown = [symbol for symbol in symbols if symbol not in frames]
    if unknown:
        raise ConfigError(f"no bars for {unknown[0]}{hint(unknown[0], frames)}")
    bars = {name: up_to(arrays(frames[name], name), end) for name in symbols}
    plans = [_up_to_end(plan, bars) for plan in plans]
    step = intervals.common_grid(bars, intervals.parse(interval) if interval else None)
    described = {name: Instrument(symbol=name) for name in symbols}
    for name, instrument in (instruments or {}).items():
        if name not in described:
            raise ConfigError(f"instruments: {name!r} is not traded{hint(name, described)}")
        if instrument.symbol != name:
            raise ConfigError(f"instruments: {name!r} describes {instrument.symbol!r}")
        described[name] = instrument
    shared = {each.calendar for each in described.values()}
    if calendar == "auto" and len(shared) == 1:
        (calendar,) = shared
    for plan in plans:
        require_stop(plan.risk, _names_stops(plan))
    spec = BacktestSpec(
        legs=tuple(_leg(plan) for plan in plans),
        instruments=tuple(described[name] for name in symbols),
        costs=costs,
        capital=_number("capital", capital),
        interval=intervals.label(step),
        intrabar=intrabar,
        calendar=calendar,
        start=start,
        end=end,
        risk_free=_number("risk_free", risk_free),
    )
    from ..strategies.evaluation import outputs as strategy_outputs

    outputs: dict[str, Outputs] = {}
    warm: dict[str, int] = {}
    for plan in plans:
        if plan.strategy is not None and any(map(is_dated, plan.strategy.features().values())):
            bars |= {name: dated(bars[name], calendar, step) for name in plan.symbols}
        if plan.strategy is not None and not allow_lookahead and not _is_built_in(plan.strategy):
            from ..strategies.causality import require_causal

            require_causal(plan.strategy, {name: bars[name] for name in plan.symbols})
        if plan.strategy is not None:
            features = plan.strategy.features()
            for name in plan.symbols:
                filled = columns(features, bars[name])
                outputs[name] = strategy_outputs(plan.strategy, filled)
                warm[name] = max(ready(each, filled[key]) for key, each in features.items())
        elif plan.own is not None:
            outputs |= plan.own
    prepared = prepare(spec, bars, outputs, warm, step)
    return Result(
        spec=spec,
        strategies=tuple(plan.strategy for plan in plans),
        frames={name: frames[name] for name in symbols},
        prepared=prepared,
        rules=rules(spec, prepared.ready),
        step=step,
        notes=tuple(notes),
        quality=quality,
    )


def converted(
    kind: type[Settings],
    given: Mapping[str, Any] | Settings | None,
    defaults: Mapping[str, Any],
    what: str,
) -> Settings:
    """Settings from names and values over the defaults; ParameterError with the nearest name.

    Another kind of stop or target than the default's does not take over the default's values.
    """
    named = msgspec.structs.asdict(given) if isinstance(given, msgspec.Struct) else given or {}
    others = [
        name for name in KINDS if name in named and named[name] != defaults.get(name, named[name])
    ]
    inherited = {
        name: value for name, value in defaults.items() if not name.startswith(tuple(others))
    }
    values = {**inherited, **named}
    fields = _types(kind)
    for name, value in values.items():
        if name not in fields:
            raise ParameterError(f"{what} has no setting {name!r}{hint(name, fields)}")
        try:
            values[name] = msgspec.convert(listed(value, fields[name]), fields[name], strict=False)
        except msgspec.ValidationError as error:
            raise ParameterError(f"{what} {name}={value!r}: {error}") from error
    return kind(**values)


def _number(name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise ParameterError(f"{name}={value!r}: must be a number") from error


@lru_cache(maxsize=8)
def _types(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return {field.name: field.type for field in msgspec.structs.fields(kind)}


def _up_to_end(plan: LegPlan, bars: Mapping[str, Bars]) -> LegPlan:
    """The plan with given signals cut to the bars used: what comes after is no part of the run."""
    if plan.own is None:
        return plan
    own = {
        name: {key: column[: bars[name].ts.size] for key, column in columns.items()}
        for name, columns in plan.own.items()
    }
    return plan._replace(own=own)


def _names_stops(plan: LegPlan) -> bool:
    """Whether the signals of a leg come with a column of stops."""
    if plan.strategy is not None:
        return "stop" in plan.strategy.columns
    return all("stop" in columns for columns in (plan.own or {}).values())


def _leg(plan: LegPlan) -> Leg:
    if plan.strategy is None:
        code = code_of(plan.own or {})
        return Leg(symbols=plan.symbols, strategy=None, params={}, risk=plan.risk, code=code)
    from ..strategies.sources import code_hash

    return Leg(
        symbols=plan.symbols,
        strategy=plan.strategy.name,
        params=plan.strategy.parameters(),
        risk=plan.risk,
        code=code_hash(type(plan.strategy)),
    )


def _is_built_in(strategy: BaseStrategy) -> bool:
    from ..strategies import BUILT_IN

    home = getattr(strategy.signal, "__module__", "")
    return type(strategy) in BUILT_IN.values() and home.startswith("engine.strategies.")
