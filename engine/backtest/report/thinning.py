"""Numbers made small enough for a page: extremes of long series, differences, fewer digits."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
Index = NDArray[np.int64]


def extremes(columns: list[Column], buckets: int) -> Index:
    """Positions of lowest and highest of each column in each bucket, and of first and last."""
    size = columns[0].size
    width = math.ceil(size / buckets)
    if width <= 2 * len(columns):
        return np.arange(size, dtype=np.int64)
    kept = {0, size - 1}
    for start in range(0, size, width):
        for column in columns:
            part = column[start : start + width]
            kept.add(start + int(np.argmin(part)))
            kept.add(start + int(np.argmax(part)))
    return np.array(sorted(kept), dtype=np.int64)


def seconds(ts: NDArray[np.int64]) -> Column:
    """Nanoseconds as seconds, exact where they are whole."""
    part: Column = (ts // 1_000_000_000).astype(np.float64) + (ts % 1_000_000_000) * 1e-9
    return part


def differences(time: Column) -> list[int | float]:
    """The first time, then each step; whole numbers where every time is whole."""
    steps = np.diff(time, prepend=0.0)
    if np.all(steps == np.floor(steps)):
        return [int(step) for step in steps]
    return [round(float(step), 6) for step in steps]


def numbers(column: Column) -> list[float | None]:
    """The column to 7 significant digits of its largest value; None where it is not finite."""
    finite = np.isfinite(column)
    largest = float(np.max(np.abs(column[finite]))) if finite.any() else 0.0
    digits = 7 - (math.floor(math.log10(largest)) + 1 if largest > 0.0 else 1)
    rounded = np.round(column, max(0, digits)).tolist()
    return [part if known else None for part, known in zip(rounded, finite.tolist(), strict=True)]


def whole(column: Column, places: int) -> list[int | None]:
    """The column in units of 10^-places, the first finite value and then each step to the next.

    None where it is not finite; such a value is stepped over.
    """
    finite = np.isfinite(column)
    units = np.round(column[finite] * 10.0**places).astype(np.int64)
    steps = iter(np.diff(units, prepend=0).tolist())
    return [next(steps) if known else None for known in finite.tolist()]


def short(value: float | None) -> float | None:
    """One number to 8 significant digits, None where it is not finite."""
    return None if value is None or not math.isfinite(value) else float(f"{value:.8g}")


def decimals(close: Column) -> int:
    """Decimals that show the last 500 prices exactly, at least 2, at most those of six digits.

    Single-precision data such as 209.850006 would otherwise fill the axis with noise.
    """
    recent = close[-500:]
    recent = recent[np.isfinite(recent)]
    most = 2
    if recent.size and float(recent.max()) > 0.0:
        most = min(8, max(2, 5 - math.floor(math.log10(float(recent.max())))))
    for places in range(2, most):
        if np.all(np.abs(np.round(recent, places) - recent) <= 1e-9 * np.abs(recent)):
            return places
    return most
