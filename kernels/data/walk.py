"""Bars of an imagined market, from random numbers that are handed in."""

import numpy as np

from ..jit import F64, kernel


@kernel
def walk(
    noise: F64,
    gap: F64,
    drift: F64,
    swing: F64,
    busy: F64,
    start: float,
    pull: float,
    ticks: float,
) -> tuple[F64, F64, F64, F64, F64]:
    """Open, high, low, close and volume of a price that takes k steps a bar.

    noise    (n, k) independent numbers of mean 0 and deviation 1, one a step
    gap      (n,) return from the last close to the open
    drift    (n,) expected return of the bar
    swing    (n,) deviation of the bar's return in calm times
    busy     (n,) volume of the bar in calm times
    start    price before the first bar, and the level that `pull` draws to
    pull     share of the distance to `start` that a bar takes back, 0 for none
    ticks    price ticks in one unit of money (100: cents); every price shown is a whole number of
             them, at least one
    returns  five (n,) columns; volume in whole units

    Unrest stays: the deviation of a bar leans on the size of the moves before it.
    """
    n, steps = noise.shape
    open_ = np.empty(n)
    high = np.empty(n)
    low = np.empty(n)
    close = np.empty(n)
    volume = np.empty(n)
    price = start
    unrest = 1.0
    for i in range(n):
        price *= 1.0 + gap[i]
        deviation = swing[i] * (0.4 + 0.6 * unrest) / np.sqrt(steps)
        shown = max(np.floor(price * ticks + 0.5), 1.0) / ticks
        first = top = bottom = shown
        begin = price
        for k in range(steps):
            step = drift[i] / steps + deviation * noise[i, k] - pull / steps * (price / start - 1.0)
            price *= 1.0 + max(step, -0.5)
            shown = max(np.floor(price * ticks + 0.5), 1.0) / ticks
            top = max(top, shown)
            bottom = min(bottom, shown)
        move = min(abs(price / begin - 1.0) / swing[i], 5.0)
        unrest = 0.92 * unrest + 0.08 * move / 0.8
        open_[i] = first
        high[i] = top
        low[i] = bottom
        close[i] = shown
        volume[i] = np.floor(busy[i] * (0.5 + 0.6 * move) + 1.0)
    return open_, high, low, close, volume
