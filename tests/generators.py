"""Prices for tests: read-only as the kernels get them, whole or with the future poisoned."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from kernels.bars import Bars
from kernels.jit import F64

POISONS = (np.inf, -np.inf, np.nan)
MINUTE = 60_000_000_000
FIRST = 1_577_923_200_000_000_000
LEVELS = (1e-6, 1.0, 100.0, 1e9)

# What a drawn byte moves the price by: often nothing, often a tick or two, at times a jump.
MOVES = np.array([0] * 64 + [1, -1, 2, -2] * 24 + list(range(-48, 48)), dtype=np.float64)


def frozen(values: ArrayLike) -> F64:
    """A C-contiguous, read-only float64 copy: the only form in which kernels get a column."""
    array = np.array(values, dtype=np.float64, order="C")
    array.flags.writeable = False
    return array


def prefix(column: F64, cut: int, poison: float = np.nan) -> F64:
    """A copy as long as the column: the bars before `cut`, then poison where the future was."""
    array = np.full(column.size, poison)
    array[:cut] = column[:cut]
    return frozen(array)


def prefix_bars(bars: Bars, cut: int, poison: float = np.nan) -> Bars:
    """The bars with every price and volume column cut and poisoned; `ts` and `session` stay."""
    return bars._replace(
        **{name: prefix(getattr(bars, name), cut, poison) for name in bars._fields[1:6]}
    )


@st.composite
def closes(draw: st.DrawFn, *, gaps: bool = False, min_size: int = 0, max_size: int = 120) -> F64:
    """A walk of whole ticks at one of four price levels, with flats, ties and missing bars."""
    size = draw(st.integers(min_size, max_size))
    moves = MOVES[np.frombuffer(draw(st.binary(min_size=size, max_size=size)), dtype=np.uint8)]
    tick = draw(st.sampled_from(LEVELS)) / 1_000
    close = tick * np.maximum(1_000 + np.cumsum(moves), 1.0)
    if gaps and close.size:
        missing = draw(st.sets(st.integers(0, close.size - 1), max_size=4))
        close[list(missing)] = np.nan
    return frozen(close)


@st.composite
def bars(draw: st.DrawFn, *, gaps: bool = False, min_size: int = 0, max_size: int = 120) -> Bars:
    """Minute bars round a walk of closes; a missing bar has NaN in its prices and no volume."""
    close = draw(closes(gaps=gaps, min_size=min_size, max_size=max_size))
    seed = draw(st.integers(0, 2**32 - 1))
    return around(close, np.random.default_rng(seed))


def around(close: F64, random: np.random.Generator) -> Bars:
    """Bars with the given closes: opens near the close before, highs and lows ticks outside."""
    size = close.size
    tick = np.fmin.reduce(close, initial=np.inf) / 200
    tick = tick if np.isfinite(tick) else 1.0
    previous = np.concatenate([close[:1], close[:-1]])
    open_ = np.maximum(previous + tick * random.integers(-20, 21, size), tick)
    open_ = np.where(np.isnan(previous), close, open_)
    open_ = np.where(np.isnan(close), np.nan, open_)
    high = np.maximum(open_, close) + tick * random.integers(0, 30, size)
    low = np.maximum(np.minimum(open_, close) - tick * random.integers(0, 30, size), tick / 2)
    volume = np.where(np.isnan(close), 0.0, random.integers(0, 10_000, size).astype(np.float64))
    ts = FIRST + MINUTE * np.arange(size, dtype=np.int64)
    ts.flags.writeable = False
    session = np.cumsum(random.random(size) < 0.06).astype(np.int32)
    session.flags.writeable = False
    return Bars(ts, *map(frozen, (open_, high, low, close, volume)), session)


def walk(size: int, seed: int = 7, *, level: float = 100.0, volatility: float = 0.01) -> Bars:
    """Seeded bars of a geometric random walk, for comparisons on longer series."""
    random = np.random.default_rng(seed)
    return around(frozen(level * np.exp(volatility * random.normal(size=size).cumsum())), random)


def shared(path: str) -> Path:
    """A file of the shared reference data, or a skip where the folder is absent.

    Looked for in OPENBELL_SHARED_DATA, else in `../shared/data` beside the checkout.
    """
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    file = Path(os.environ.get("OPENBELL_SHARED_DATA", beside)) / path
    if not file.exists():
        pytest.skip(f"reference data {path} is not on this machine")
    return file
