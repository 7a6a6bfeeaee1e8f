"""What each library's script shares: the bars, the rule's numbers, and how a run is asked for."""

import json
import sys
import time
from collections.abc import Callable

import numpy as np

FAST, SLOW, FEE, CAPITAL = 20, 100, 0.001, 1_000_000.0


def loaded() -> dict[str, np.ndarray]:
    """Columns ts (nanoseconds), open, high, low, close, volume of the file that was named."""
    with np.load(sys.argv[1]) as file:
        return {name: file[name] for name in file.files}


def serve(version: str, run: Callable[[], tuple[int, float]]) -> None:
    """Run once unmeasured, then once for each line read; a line of JSON for each.

    run   gives the number of closed trades and the final equity
    """
    answer({"version": version, "first_seconds": timed(run)[0]})
    for _ in sys.stdin:
        seconds, trades, equity = timed(run)
        answer({"seconds": seconds, "trades": trades, "equity": equity})


def timed(run: Callable[[], tuple[int, float]]) -> tuple[float, int, float]:
    begin = time.perf_counter()
    trades, equity = run()
    return time.perf_counter() - begin, int(trades), float(equity)


def answer(content: dict) -> None:
    sys.stdout.write(json.dumps(content) + "\n")
    sys.stdout.flush()
