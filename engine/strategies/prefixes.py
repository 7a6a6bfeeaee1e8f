"""Prefixes of bars and columns behind which the future is hidden, and what changes there.

A prefix is a copy at the front of a longer buffer whose other cells hold +inf, -inf or NaN. A slice
would not do: compiled code without bounds checks reads the true future that lies behind it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.bars import COLUMNS, Bars, altered
from kernels.jit import F64

POISONS = (("+inf", np.inf), ("-inf", -np.inf), ("NaN", np.nan))
HOUR = 3_600_000_000_000  # ns, where the bars' interval is not known
FUTURE_STEPS = (1, 7, 10_000)  # intervals between hidden bars, one a poison, if time goes so far


def hidden_bars(bars: Bars, cuts: Iterable[int], poison: int) -> Iterator[tuple[int, Bars]]:
    """For each cut, latest first, the bars with everything after the cut replaced.

    The yielded columns are read-only views of one buffer, valid until the next step. Timestamps
    after the cut go on rising on the bars' grid, by another step for each poison.
    """
    value = POISONS[poison][1]
    copied = altered(bars, np.copy)
    views = altered(copied, _read_only)
    buffers = [getattr(copied, name) for name in COLUMNS]
    size = bars.ts.size
    interval = bars.interval or HOUR
    room = (np.iinfo(np.int64).max - int(bars.ts[-1])) // interval if size else 0
    step = interval * max(1, min(FUTURE_STEPS[poison], room // max(size, 1)))
    for cut in sorted(cuts, reverse=True):
        hidden = size - cut - 1
        buffers[0][cut + 1 :] = bars.ts[cut] + step * np.arange(1, hidden + 1)
        for buffer in buffers[1:6]:
            buffer[cut + 1 :] = value
        session = buffers[6]
        session[cut + 1 :] = session[cut] + np.arange(1, hidden + 1) if session.size else 0
        yield cut, views


def hidden_columns(
    columns: list[F64], cuts: Iterable[int], poison: int, margin: int
) -> Iterator[tuple[int, list[F64]]]:
    """For each cut, latest first, copies of the columns that end `margin` hidden cells after it.

    Their length changes with the cut, so that a function which looks at the length is found too.
    """
    value = POISONS[poison][1]
    size = columns[0].size
    buffers = [np.concatenate((column, np.full(margin, value))) for column in columns]
    views = [_read_only(buffer) for buffer in buffers]
    before = size
    for cut in sorted(cuts, reverse=True):
        for buffer in buffers:
            buffer[cut + 1 : before] = value
        before = cut + 1
        yield cut, [view[: cut + 1 + margin] for view in views]


def first_change(full: NDArray[Any], other: NDArray[Any], rows: slice) -> int | None:
    """First row whose bits differ, or None; two NaN are equal. Rows counted from the array's start.

    full, other   arrays of one dtype, int8 or float64, both at least as long as the rows
    """
    left, right = full[rows], other[rows]
    if left.tobytes() == right.tobytes():
        return None
    if left.dtype == np.int8:
        differs = left != right
    else:
        differs = left.view(np.int64) != right.view(np.int64)
        differs &= ~(np.isnan(left) & np.isnan(right))
    return (rows.start or 0) + int(np.argmax(differs)) if differs.any() else None


def _read_only(buffer: NDArray[Any]) -> NDArray[Any]:
    view = buffer.view()
    view.flags.writeable = False
    return view
