"""The pass over all bars that every candle pattern shares.

A pattern reads columns open, high, low and close, (n,) prices of which one that is not finite marks
a missing bar. It gives (n,) numbers at the bars that complete it: 100 where it points up, -100
where it points down, 0 where there is none; NaN where its bars, or those that tell what is usual,
are not all there.
"""

from collections.abc import Callable

import numpy as np

from ...jit import F64, inline_kernel, step_kernel
from .measure import Bar, Prices, at, bar

TILE = 1_024  # bars that stay in the nearest cache from one pass over them to the next

Shape = Callable[[Prices, int, float], float]
Proof = Callable[[Prices, int], bool]
Part = Callable[[Bar], float]


@inline_kernel
def scan(
    prices: Prices, out: F64, lookback: int, shape: Shape, proof: Proof, penetration: float
) -> None:
    """Fill `out`: the shape's number where its proof holds, else 0; NaN where bars are missing.

    The shape compares prices only, without a branch, so that it runs on several bars at once; the
    proof asks what was usual before, which is worth a sum only where there is a shape.
    """
    missing = -1
    for start in range(0, out.size, TILE):
        stop = min(start + TILE, out.size)
        for i in range(max(start, lookback), stop):
            out[at(i)] = shape(prices, i, penetration)
        shaped = found(out, max(start, lookback), stop)
        while shaped < stop:
            if not proof(prices, shaped):
                out[at(shaped)] = 0.0
            shaped = found(out, shaped + 1, stop)
        missing = unknown(prices, out, start, stop, missing, lookback)


@inline_kernel
def scan_shape(prices: Prices, out: F64, lookback: int, shape: Shape) -> None:
    """The same for a shape that needs no proof."""
    missing = -1
    for start in range(0, out.size, TILE):
        stop = min(start + TILE, out.size)
        for i in range(max(start, lookback), stop):
            out[at(i)] = shape(prices, i, 0.0)
        missing = unknown(prices, out, start, stop, missing, lookback)


@inline_kernel
def scan_usual(prices: Prices, out: F64, part: Part, shape: Shape) -> None:
    """The same for a shape of one bar that is told the mean of a part of the ten bars before it."""
    missing = -1
    parts = np.empty(TILE + 10)
    for start in range(0, out.size, TILE):
        stop = min(start + TILE, out.size)
        first = max(start, 10)
        for i in range(first - 10, stop):
            parts[at(i - first + 10)] = part(bar(prices, i))
        for i in range(first, stop):
            total = 0.0
            for k in range(10):
                total += parts[at(i - first + k)]
            out[at(i)] = shape(prices, i, total / 10.0)
        missing = unknown(prices, out, start, stop, missing, 10)


@step_kernel
def found(out: F64, start: int, stop: int) -> int:
    """First bar from `start` on with a shape, or `stop`.

    A loop of its own: within one loop the compiler asks for the proof of every bar.
    """
    i = start
    while i < stop and out[at(i)] == 0.0:
        i += 1
    return i


@step_kernel
def unknown(prices: Prices, out: F64, start: int, stop: int, missing: int, lookback: int) -> int:
    """NaN wherever fewer than `lookback` bars passed since the last missing one; returns that."""
    gaps = 0
    for i in range(start, stop):
        gaps += nothing(prices, i)
    if gaps == 0 and start - missing > lookback:
        return missing
    for i in range(start, stop):
        if nothing(prices, i):
            missing = i
        if i - missing <= lookback:
            out[at(i)] = np.nan
    return missing


@step_kernel
def nothing(prices: Prices, i: int) -> bool:
    """Whether a price of bar i is not a finite number."""
    candle = bar(prices, i)
    zero = (candle.open - candle.open) + (candle.high - candle.high)
    return zero + (candle.low - candle.low) + (candle.close - candle.close) != 0.0
