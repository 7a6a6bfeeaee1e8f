"""Two ways to one end, timed in turn: their ratio holds when the machine's speed drifts."""

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any


def paired(
    benchmark: Any, ours: Callable[[], Any], peer: Callable[[], Any], name: str, rounds: int
) -> Any:
    """Time `ours` as the benchmark and `peer` before each of its rounds; ours' last result.

    The ratio of their medians, ours by the peer's, goes into the record under the peer's name.
    """
    ours()
    peer()
    seconds: list[float] = []

    def before() -> None:
        begin = perf_counter()
        peer()
        seconds.append(perf_counter() - begin)

    result = benchmark.pedantic(ours, setup=before, rounds=rounds)
    ratio = benchmark.stats.stats.median / median(seconds)
    benchmark.extra_info[f"times {name}"] = f"{ratio:.3g}"
    benchmark.extra_info[f"{name} alone"] = f"{median(seconds) * 1e3:.3g} ms"
    return result
