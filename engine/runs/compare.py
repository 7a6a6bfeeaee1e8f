"""Two saved runs side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from .record import Number
    from .store import SavedRun


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What two runs have in common.

    settings   (first, second) by the dotted name of a setting in which they differ
    metrics    (first, second) by metric, equal ones included
    equal      whether every metric is the same
    """

    runs: tuple[str, str]
    equal: bool
    settings: dict[str, tuple[Any, Any]]
    metrics: dict[str, tuple[Any, Any]]


def compare(first: SavedRun, second: SavedRun) -> Comparison:
    """Settings and data that differ, and all metrics."""
    one, two = _settings(first), _settings(second)
    metrics = {
        key: (_metric(first, key), _metric(second, key))
        for key in {**first.record.metrics, **second.record.metrics}
    }
    return Comparison(
        runs=(first.record.run, second.record.run),
        equal=all(before == after for before, after in metrics.values()),
        settings={
            name: (one.get(name), two.get(name))
            for name in {**one, **two}
            if one.get(name) != two.get(name)
        },
        metrics=metrics,
    )


def _metric(run: SavedRun, key: str) -> Number:
    return run.record.metrics.get(key)


def _settings(run: SavedRun) -> dict[str, Any]:
    return _flat("", run.record.spec) | _flat("data.", run.record.data)


def _flat(prefix: str, value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        found: dict[str, Any] = {}
        for key, inner in value.items():
            found |= _flat(f"{prefix}{key}.", inner)
        return found
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return _flat(prefix, {str(at): each for at, each in enumerate(value)})
    return {prefix.rstrip("."): value}
