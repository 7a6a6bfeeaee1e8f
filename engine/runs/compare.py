"""Saved runs side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from ..backtest.spec import BacktestSpec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .store import SavedRun


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What runs have in common; a value a run, in the order given.

    settings   by the dotted name of a setting in which they differ
    metrics    by metric, equal ones included
    equal      whether every metric is the same
    """

    runs: tuple[str, ...]
    equal: bool
    settings: dict[str, tuple[Any, ...]]
    metrics: dict[str, tuple[Any, ...]]


def compare(*runs: SavedRun) -> Comparison:
    """Settings and data that differ, and all metrics."""
    metrics = side_by_side([run.record.metrics for run in runs])
    settings = side_by_side([settings_of(run.record.spec, run.record.data) for run in runs])
    return Comparison(
        runs=tuple(run.record.run for run in runs),
        equal=all(is_same(values) for values in metrics.values()),
        settings={name: values for name, values in settings.items() if not is_same(values)},
        metrics=metrics,
    )


def side_by_side(parts: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Any, ...]]:
    """The values of every key in the order of the parts; None where a part has not got it."""
    keys = dict.fromkeys(key for part in parts for key in part)
    return {key: tuple(part.get(key) for part in parts) for key in keys}


def is_same(values: tuple[Any, ...]) -> bool:
    """Whether all values are the first one."""
    return all(value == values[0] for value in values)


def settings_of(spec: dict[str, Any], data: Mapping[str, str]) -> dict[str, Any]:
    """Every setting of a run, and the hashes of its data, by dotted name.

    A setting that an older release did not know has its default, as it had then.
    """
    complete = msgspec.json.decode(msgspec.json.encode(msgspec.convert(spec, BacktestSpec)))
    return _flat("", complete) | _flat("data.", dict(data))


def _flat(prefix: str, value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        found: dict[str, Any] = {}
        for key, inner in value.items():
            found |= _flat(f"{prefix}{key}.", inner)
        return found
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return _flat(prefix, {str(at): each for at, each in enumerate(value)})
    return {prefix.rstrip("."): value}
