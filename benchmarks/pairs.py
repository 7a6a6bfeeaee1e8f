"""Ways to one end, timed in turn: their ratios hold when the machine's speed drifts."""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import Any


def paired(
    benchmark: Any, ours: Callable[[], Any], peer: Callable[[], Any], name: str, rounds: int
) -> Any:
    """Time `ours` as the benchmark and `peer` before each of its rounds; ours' last result.

    The ratio of their medians, ours by the peer's, goes into the record under the peer's name.
    """
    result, seconds = interleaved(benchmark, ours, {name: peer}, rounds)
    benchmark.extra_info[f"times {name}"] = f"{median_of(benchmark) / seconds[name]:.3g}"
    benchmark.extra_info[f"{name} alone"] = f"{seconds[name] * 1e3:.3g} ms"
    return result


def interleaved(
    benchmark: Any, ours: Callable[[], Any], peers: Mapping[str, Callable[[], Any]], rounds: int
) -> tuple[Any, dict[str, float]]:
    """Time `ours` as the benchmark and each peer before each round; ours' result, peers' medians.

    Each is called twice in a row and the second call counts: it finds its data in the cache as the
    first left them, whoever ran before.
    """
    seconds: dict[str, list[float]] = {name: [] for name in peers}

    def before() -> None:
        for name, peer in peers.items():
            peer()
            begin = perf_counter()
            peer()
            seconds[name].append(perf_counter() - begin)
        ours()

    before()
    for taken in seconds.values():
        taken.clear()
    result = benchmark.pedantic(ours, setup=before, rounds=rounds)
    return result, {name: median(taken) for name, taken in seconds.items()}


def median_of(benchmark: Any) -> float:
    """Median seconds of the rounds."""
    seconds: float = benchmark.stats.stats.median
    return seconds
