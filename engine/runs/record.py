"""What a saved run consists of, and how its numbers are compared, bit for bit."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - msgspec reads the annotation
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

FORMAT = 1
TABLES = ("trades", "orders", "equity", "refused", "symbols")

Number = float | int | None


class RunRecord(msgspec.Struct, frozen=True, kw_only=True):
    """`run.json`: everything of a run but its tables.

    format     version of the stored form
    versions   of the product, Python, the libraries and the machine that made it
    spec       the settings, as JSON has them
    data       fingerprint of each symbol's bars
    sources    for each leg what to load of the kept files ("0/mine.py:Breakout"); None for a
               built-in strategy, for given signals, and where the files were not to be had
    """

    format: int
    run: str
    created: datetime
    versions: dict[str, str]
    spec: dict[str, Any]
    data: dict[str, str]
    sources: tuple[str | None, ...]
    certificate: str
    warnings: tuple[str, ...]
    metrics: dict[str, Number]
    bracket: dict[str, Any]


def different_numbers(saved: Mapping[str, Any], now: Mapping[str, Any], what: str) -> list[str]:
    """A line for each key whose value differs in any bit or is on one side only."""
    absent = object()
    lines = []
    for key in {**saved, **now}:
        old, new = saved.get(key, absent), now.get(key, absent)
        if old is absent or new is absent:
            lines.append(f"{what} {key}: {'not saved' if old is absent else 'no longer there'}")
        elif type(old) is not type(new) or repr(old) != repr(new):
            lines.append(f"{what} {key}: saved {old}, now {new}")
    return lines


def different_rows(saved: pl.DataFrame, now: pl.DataFrame, what: str) -> list[str]:
    """A line on the first row of a table in which any bit differs."""
    if saved.schema != now.schema:
        return [f"{what}: columns were {dict(saved.schema)}, now {dict(now.schema)}"]
    if saved.height != now.height:
        return [f"{what}: {saved.height} rows were saved, now {now.height}"]
    lines = []
    for name in saved.columns:
        unequal = _unequal(saved[name], now[name])
        if unequal.any():
            row = int(unequal.argmax())
            lines.append(
                f"{what} row {row + 1}, {name}: saved {saved[name][row]}, now {now[name][row]}"
                f" ({int(unequal.sum())} of {saved.height} rows differ)"
            )
    return lines


def _unequal(saved: pl.Series, now: pl.Series) -> NDArray[np.bool_]:
    """Where two columns differ: floats in any bit (one NaN is another), null is itself only."""
    import numpy as np

    if not saved.dtype.is_float():
        return saved.ne_missing(now).to_numpy()
    bits = []
    for column in (saved, now):
        values = column.to_numpy().copy()
        values[np.isnan(values)] = np.nan
        bits.append(values.view(np.int64))
    unequal: NDArray[np.bool_] = (bits[0] != bits[1]) | (
        saved.is_null().to_numpy() != now.is_null().to_numpy()
    )
    return unequal
