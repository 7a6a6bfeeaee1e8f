"""Features turned into columns of numbers, each distinct one computed once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ..data.sessions import sessions
from ..errors import ParameterError
from ..nearest import hint
from .catalog import CATALOG, indicator
from .feature import PRICE_COLUMNS, SESSION, Feature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kernels.bars import Bars
    from kernels.jit import F64

    from .indicator import Indicator, Value

WORTH_THREADS = 50_000  # bars; below, starting threads costs more than it saves


class _Call(NamedTuple):
    """An indicator with everything it needs, defaults filled in: equal calls give equal columns."""

    name: str
    inputs: tuple[_Column, ...]
    values: tuple[Value, ...]


class _Column(NamedTuple):
    """A price column (no call), or one output of a call."""

    price: str
    call: _Call | None
    output: int


def columns(features: Mapping[str, Feature], bars: Bars) -> dict[str, F64]:
    """The features as read-only columns under the same keys; equal (sub)features share theirs.

    On long bars those that do not need each other are computed side by side, in threads.
    Raises ParameterError where a feature names what is not there or is out of bounds.
    """
    wanted = {key: _resolve(feature) for key, feature in features.items()}
    done: dict[_Call, tuple[F64, ...]] = {}
    if bars.ts.size >= WORTH_THREADS and len(wanted) > 1:
        with ThreadPoolExecutor() as pool:
            for first, *rest in _levels(wanted.values()):
                others = pool.map(partial(_outputs, bars, done), rest)
                done[first] = _outputs(bars, done, first)
                done |= zip(rest, others, strict=True)
    return {key: _compute(each, bars, done) for key, each in wanted.items()}


def _levels(wanted: Iterable[_Column]) -> Iterator[list[_Call]]:
    """Every distinct call, those first that need no other one."""
    seen: dict[_Call, int] = {}

    def depth(call: _Call) -> int:
        if call not in seen:
            seen[call] = 1 + max((depth(x.call) for x in call.inputs if x.call), default=0)
        return seen[call]

    deepest = max((depth(each.call) for each in wanted if each.call), default=0)
    for level in range(1, deepest + 1):
        yield [call for call, its in seen.items() if its == level]


def column(feature: Feature, bars: Bars) -> F64:
    """One feature as a read-only column; raises ParameterError."""
    return _compute(_resolve(feature), bars, {})


def warmup(feature: Feature) -> int:
    """Bars at the start where the feature is NaN on gapless bars; nested features add up."""
    return _warmup(_resolve(feature))


def is_overlay(feature: Feature) -> bool:
    """Whether the feature is a level of price, to be drawn over the bars."""
    resolved = _resolve(feature)
    while resolved.call is not None:
        row = CATALOG[resolved.call.name]
        if row.outputs[resolved.output] not in row.overlay:
            return False
        resolved = resolved.call.inputs[0]
    return resolved.price != "volume"


def _compute(wanted: _Column, bars: Bars, done: dict[_Call, tuple[F64, ...]]) -> F64:
    call = wanted.call
    if call is None:
        array: F64 = prices(bars, wanted.price)
        return array
    if call not in done:
        done[call] = _outputs(bars, done, call)
    return done[call][wanted.output]


def prices(bars: Bars, name: str) -> Any:
    """A price column, float64, or the session of each bar, int32: row 3 where none was given."""
    if name == SESSION and not bars.session.size:
        return sessions(bars.ts)
    return getattr(bars, name)


def needs_sessions(features: Iterable[Feature]) -> bool:
    """Whether one of the features depends on where sessions begin."""
    return any(_by_session(_resolve(each)) for each in features)


def _by_session(wanted: _Column) -> bool:
    if wanted.call is None:
        return wanted.price == SESSION
    return any(map(_by_session, wanted.call.inputs))


def _outputs(bars: Bars, done: dict[_Call, tuple[F64, ...]], call: _Call) -> tuple[F64, ...]:
    inputs = [_compute(each, bars, done) for each in call.inputs]
    return outputs(CATALOG[call.name], inputs, call.values)


def outputs(row: Indicator, inputs: list[F64], values: tuple[Value, ...]) -> tuple[F64, ...]:
    """Every output of an indicator, read-only, from read-only inputs and checked values."""
    result = row.function()(*inputs, *values)
    arrays: tuple[F64, ...] = result if isinstance(result, tuple) else (result,)
    for array in arrays:
        array.flags.writeable = False
    return arrays


def _warmup(wanted: _Column) -> int:
    if wanted.call is None:
        return 0
    row = CATALOG[wanted.call.name]
    own = row.warmup(*wanted.call.values, output=row.outputs[wanted.output])
    return own + max(_warmup(each) for each in wanted.call.inputs)


@lru_cache(maxsize=1_024)
def _resolve(feature: Feature | str) -> _Column:
    name = feature if isinstance(feature, str) else feature.name
    if name in PRICE_COLUMNS:
        if isinstance(feature, Feature) and (feature.arguments or feature.output):
            raise ParameterError(f"feature {feature}: {name} is a price column and takes nothing")
        return _Column(name, None, 0)
    if isinstance(feature, str):
        raise ParameterError(
            f"unknown price column {name!r}{hint(name, PRICE_COLUMNS)}"
            + (f" (an indicator as input is Feature({name!r}, ...))" if name in CATALOG else "")
        )
    try:
        return _resolve_call(indicator(name), feature)
    except ParameterError as error:
        if str(error).startswith("feature "):
            raise
        raise ParameterError(f"feature {feature}: {error}") from error


def _resolve_call(row: Indicator, feature: Feature) -> _Column:
    given = [each for each in feature.arguments if isinstance(each, str | Feature)]
    rest = feature.arguments[len(given) :]
    wanted = row.inputs[:-1] if row.by_session else row.inputs
    inputs = given[:-1] if row.by_session and given[-1:] == [SESSION] else given
    if len(inputs) != len(wanted) or any(isinstance(each, str | Feature) for each in rest):
        raise ParameterError(
            f"{row.usage()} needs {len(wanted)} input(s) first ({', '.join(wanted)}),"
            " each a price column or a Feature, and then its parameters"
        )
    resolved = tuple(_resolve(each) for each in inputs)
    if row.by_session:
        resolved += (_Column(SESSION, None, 0),)
    return _Column("", _Call(row.name, resolved, row.values(*rest)), row.output(feature.output))
