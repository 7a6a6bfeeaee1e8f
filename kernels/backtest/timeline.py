"""Many symbols on one timeline: which step each bar belongs to, and columns laid out by step."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..jit import F64, I64, kernel


@kernel
def steps(timeline: I64, ts: I64) -> I64:
    """Step of each bar; all -1 from the first bar on whose ts is not in the timeline.

    timeline, ts   (T,), (n,) increasing
    """
    out = np.full(ts.size, -1)
    t = 0
    for i in range(ts.size):
        while t < timeline.size and timeline[t] < ts[i]:
            t += 1
        if t == timeline.size or timeline[t] != ts[i]:
            return out
        out[i] = t
    return out


@kernel
def fill(matrix: NDArray[Any], s: int, at: I64, column: F64) -> None:
    """Write a symbol's column into column s of a (T, S) matrix, row `at[i]` for its bar i."""
    for i in range(at.size):
        matrix[at[i], s] = column[i]
