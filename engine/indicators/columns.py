"""Features turned into columns of numbers, each distinct one computed once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from math import gcd
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..data.intervals import DAY, parse
from ..data.resample import longer
from ..data.sessions import dated
from ..errors import DataError, ParameterError
from ..nearest import hint
from .catalog import CATALOG, indicator
from .feature import PRICE_COLUMNS, SESSION, Feature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from numpy.typing import NDArray

    from kernels.bars import Bars
    from kernels.jit import F64, I32

    from .indicator import Indicator, Value

WORTH_THREADS = 50_000  # bars; below, starting threads costs more than it saves


class _Call(NamedTuple):
    """An indicator with everything it needs, defaults filled in: equal calls give equal columns."""

    name: str
    inputs: tuple[_Column, ...]
    values: tuple[Value, ...]


class _Column(NamedTuple):
    """A price column (no call), or one output of a call; of longer bars if it has an interval."""

    price: str
    call: _Call | None
    output: int
    interval: int = 0


class _Sheet:
    """The columns of one interval's bars that have been computed, and the sheets of longer bars."""

    def __init__(self, bars: Bars) -> None:
        self.bars = bars
        self.done: dict[_Call, tuple[F64, ...]] = {}
        self._longer: dict[int, tuple[_Sheet, I32]] = {}

    def column(self, wanted: _Column) -> F64:
        """Float64, or the sessions as they are: int32, as kernels take them."""
        if wanted.interval:
            from kernels.data.resample import spread

            sheet, known = self.longer(wanted.interval)
            laid_out: F64 = spread(sheet.column(wanted._replace(interval=0)), known)
            laid_out.flags.writeable = False
            return laid_out
        call = wanted.call
        if call is None:
            if wanted.price == SESSION and self.bars.session.size != self.bars.ts.size:
                self.dated()
            return getattr(self.bars, wanted.price)  # type: ignore[no-any-return]
        if call not in self.done:
            self.done[call] = self.outputs(call)
        return self.done[call][wanted.output]

    def outputs(self, call: _Call) -> tuple[F64, ...]:
        return outputs(CATALOG[call.name], list(map(self.column, call.inputs)), call.values)

    def longer(self, interval: int) -> tuple[_Sheet, I32]:
        """The sheet of bars of that interval, and which of them each bar knows."""
        if interval not in self._longer:
            bars, known = longer(self.dated(), interval)
            self._longer[interval] = (_Sheet(bars), known)
        return self._longer[interval]

    def dated(self) -> Bars:
        """The bars with sessions: row 3 of the semantics where none were given."""
        if not self.bars.interval:
            self.bars = dated(self.bars)
        return self.bars


def columns(features: Mapping[str, Feature], bars: Bars) -> dict[str, F64]:
    """The features as read-only columns under the same keys; equal (sub)features share theirs.

    On long bars those that do not need each other are computed side by side, in threads.
    Raises ParameterError where a feature names what is not there or is out of bounds.
    """
    wanted = {key: _resolve(feature) for key, feature in features.items()}
    sheet = _Sheet(bars)
    if bars.ts.size >= WORTH_THREADS and len(wanted) > 1:
        if any(map(_is_dated, wanted.values())):
            sheet.dated()
        with ThreadPoolExecutor() as pool:
            for first, *rest in _levels(wanted.values()):
                others = pool.map(sheet.outputs, rest)
                sheet.done[first] = sheet.outputs(first)
                sheet.done |= zip(rest, others, strict=True)
    return {key: _numbers(sheet.column(each)) for key, each in wanted.items()}


def _levels(wanted: Iterable[_Column]) -> Iterator[list[_Call]]:
    """Every distinct call on the bars themselves, those first that need no other one."""
    seen: dict[_Call, int] = {}

    def depth(each: _Column) -> int:
        call = None if each.interval else each.call
        if call is not None and call not in seen:
            seen[call] = 1 + max(map(depth, call.inputs))
        return 0 if call is None else seen[call]

    deepest = max(map(depth, wanted), default=0)
    for level in range(1, deepest + 1):
        yield [call for call, its in seen.items() if its == level]


def column(feature: Feature, bars: Bars) -> F64:
    """One feature as a read-only column; raises ParameterError."""
    return _numbers(_Sheet(bars).column(_resolve(feature)))


def _numbers(found: NDArray[Any]) -> F64:
    """A column as float64: ordinals of sessions are int32."""
    if found.dtype == np.float64:
        return found
    made: F64 = found.astype(np.float64)
    made.flags.writeable = False
    return made


def warmup(feature: Feature, step: int = 0) -> int:
    """Bars at the start where the feature is NaN on gapless bars; nested features add up.

    step   the bars' interval in nanoseconds, which sessions and longer intervals are counted in;
           without it they count as one bar each
    """
    return _warmup(_resolve(feature), step)


def is_dated(feature: Feature) -> bool:
    """Whether the feature depends on sessions, its own or those by which longer bars are made."""
    return _is_dated(_resolve(feature))


def ready(feature: Feature, values: F64) -> int:
    """Bars before the feature's first value: its warm-up, or as its column shows if it is dated."""
    if not is_dated(feature):
        return warmup(feature)
    there = ~np.isnan(values)
    return int(there.argmax()) if there.any() else values.size


def settled(feature: Feature, bars: Bars) -> int:
    """The bar from which on what came before the first one weighs less than 1e-9 in the feature.

    Its warm-up and what its catalogue rows call unstable, inputs included, counted in the bars from
    which it is made; the number of bars where they are too few. The first session, and the first of
    longer bars, may have begun before the data and do not count.
    """
    return min(_settled(_Sheet(bars), _resolve(feature)), bars.ts.size)


def step_for(features: Iterable[Feature], longest: int) -> int:
    """The longest interval of bars, up to `longest`, that make those of all the features."""
    found = {each for feature in features for each in _intervals(_resolve(feature)) if each < DAY}
    shared = gcd(longest, *found)
    return shared // 5 if shared in found and shared % 5 == 0 else shared


def _intervals(wanted: _Column) -> set[int]:
    inside = set() if wanted.call is None else set().union(*map(_intervals, wanted.call.inputs))
    return inside | ({wanted.interval} if wanted.interval else set())


def is_overlay(feature: Feature) -> bool:
    """Whether the feature is a level of price, to be drawn over the bars."""
    resolved = _resolve(feature)
    while resolved.call is not None:
        row = CATALOG[resolved.call.name]
        if row.outputs[resolved.output] not in row.overlay:
            return False
        resolved = resolved.call.inputs[0]
    return resolved.price not in ("volume", SESSION)


def outputs(row: Indicator, inputs: list[F64], values: tuple[Value, ...]) -> tuple[F64, ...]:
    """Every output of an indicator, read-only, from read-only inputs and checked values."""
    result = row.function()(*inputs, *values)
    arrays: tuple[F64, ...] = result if isinstance(result, tuple) else (result,)
    for array in arrays:
        array.flags.writeable = False
    return arrays


def _is_dated(wanted: _Column) -> bool:
    if wanted.interval or wanted.call is None:
        return bool(wanted.interval) or wanted.price == SESSION
    return any(map(_is_dated, wanted.call.inputs))


def _warmup(wanted: _Column, step: int) -> int:
    if wanted.interval:
        longer_bars = _warmup(wanted._replace(interval=0), wanted.interval) + 1
        return longer_bars * max(1, wanted.interval // step if step else 1)
    if wanted.call is None:
        return 0
    row = CATALOG[wanted.call.name]
    own = row.warmup(*wanted.call.values, output=row.outputs[wanted.output])
    day = max(1, DAY // step if step else 1)
    return own + max(
        day if each.price == SESSION else _warmup(each, step) for each in wanted.call.inputs
    )


def _settled(sheet: _Sheet, wanted: _Column) -> int:
    if wanted.interval:
        longer_sheet, known = sheet.longer(wanted.interval)
        whole = 1 + _settled(longer_sheet, wanted._replace(interval=0))
        return int(np.searchsorted(known, whole))
    if wanted.call is None:
        return 0
    row = CATALOG[wanted.call.name]
    values, output = wanted.call.values, row.outputs[wanted.output]
    before = max(_settled(sheet, each) for each in wanted.call.inputs)
    if row.by_session:
        return max(before, _first_value(sheet, wanted))
    return before + row.warmup(*values, output=output) + row.unstable(*values)


def _first_value(sheet: _Sheet, wanted: _Column) -> int:
    """The first bar with a value that owes nothing to the first session, which may be a part."""
    from kernels.bars import altered

    bars = sheet.dated()
    second = int(np.searchsorted(bars.session, bars.session[0] + 1)) if bars.ts.size else 0
    there = ~np.isnan(_Sheet(altered(bars, lambda each: each[second:])).column(wanted))
    return second + (int(there.argmax()) if there.any() else there.size)


@lru_cache(maxsize=1_024)
def _resolve(feature: Feature | str) -> _Column:
    name = feature if isinstance(feature, str) else feature.name
    interval = 0 if isinstance(feature, str) else _interval(feature)
    if name in PRICE_COLUMNS:
        if isinstance(feature, Feature) and (feature.arguments or feature.output):
            raise ParameterError(f"feature {feature}: {name} is a price column and takes nothing")
        return _Column(name, None, 0, interval)
    if name == SESSION and isinstance(feature, Feature):
        if feature != Feature(SESSION):
            raise ParameterError(f"feature {feature}: session takes nothing and has no interval")
        return _Column(SESSION, None, 0)
    if isinstance(feature, str):
        raise ParameterError(
            f"unknown price column {name!r}{hint(name, PRICE_COLUMNS)}"
            + (f" (an indicator as input is Feature({name!r}, ...))" if name in CATALOG else "")
        )
    try:
        return _resolve_call(indicator(name), feature)._replace(interval=interval)
    except ParameterError as error:
        if str(error).startswith("feature "):
            raise
        raise ParameterError(f"feature {feature}: {error}") from error


def _interval(feature: Feature) -> int:
    if feature.interval is None:
        return 0
    try:
        return parse(feature.interval)
    except DataError as error:
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
    if any(each.call is None and each.price == SESSION for each in resolved):
        raise ParameterError("ordinals of sessions are no prices to compute with")
    if row.by_session:
        resolved += (_Column(SESSION, None, 0),)
    return _Column("", _Call(row.name, resolved, row.values(*rest)), row.output(feature.output))
