"""Prices and volumes that a market seldom makes: bad prints, frozen feeds, steps off the tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..intervals import DAY
from .findings import Finding, by_share, found

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kernels.bars import Bars

HALF = 0.5
FAR = 12.0  # robust deviations of an ordinary move
BACK = 0.25  # of the move may be left after the next bar
AT_LEAST = 0.005  # a smaller move is no bad print, however calm the market
MAD = 1.4826  # times the median absolute deviation is the deviation of a normal distribution
FROZEN_DAYS, FROZEN_BARS = 3, 30  # bars with one price for all, before a feed looks frozen
EMPTY_DAYS, EMPTY_BARS = 5, 60  # bars without volume in a row


def prices(bars: Bars, interval: int, tick: float) -> list[Finding]:
    """Findings about the values of bars that no market forbids."""
    there = np.isfinite(bars.close)
    missing = bars.ts[~there]
    share = missing.size / max(1, bars.ts.size)
    out = found(
        "missing",
        "fatal" if share > HALF else by_share(share, 0.001, 0.05),
        missing,
        f"bars without a price: {missing.size}",
        "fill them from another source, or leave them out",
    )
    out += _bad_prints(bars, there)
    daily = interval >= DAY
    flat = there & (bars.high == bars.low)
    flat[1:] &= bars.close[1:] == bars.close[:-1]
    out += _stretches(
        "stale", flat, bars.ts, FROZEN_DAYS if daily else FROZEN_BARS, "one price again and again"
    )
    if (bars.volume > 0.0).any():
        empty = there & ~(bars.volume > 0.0)
        length = EMPTY_DAYS if daily else EMPTY_BARS
        out += _stretches("no_volume", empty, bars.ts, length, "without volume")
    elif bars.ts.size:
        out += found(
            "no_volume",
            "note",
            bars.ts[:1],
            "the series has no volume at all",
            "leave out what reads volume",
            bars.ts.size,
        )
    return out + _off_tick(bars, there, tick)


def _bad_prints(bars: Bars, there: NDArray[np.bool_]) -> list[Finding]:
    """Bars whose close, high or low stands far out and comes back at once."""
    ts, close = bars.ts[there], bars.close[there]
    if close.size < 20:
        return []
    moves = np.diff(np.log(close))
    ordinary = max(MAD * float(np.median(np.abs(moves - np.median(moves)))), AT_LEAST / FAR)
    out = np.abs(moves[:-1]) > FAR * ordinary
    back = np.abs(moves[:-1] + moves[1:]) < BACK * np.abs(moves[:-1])
    closes = np.flatnonzero(out & back) + 1
    top = np.log(bars.high[there] / np.maximum(bars.open[there], close))
    bottom = np.log(np.minimum(bars.open[there], close) / bars.low[there])
    reach = np.maximum(top, bottom)
    usual = max(MAD * float(np.median(reach)), ordinary)
    wicks = np.flatnonzero(reach > 2.0 * FAR * usual)
    rows = np.union1d(closes, wicks)
    return found(
        "bad_print",
        by_share(rows.size / close.size, 1e-4, 0.01),
        ts[rows],
        f"prices that stand far out and come back at once: {rows.size}",
        "compare the bars with another source, and mend or remove them",
    )


def _stretches(
    kind: str, holds: NDArray[np.bool_], ts: NDArray[np.int64], least: int, what: str
) -> list[Finding]:
    """Runs of at least that many bars of which something holds."""
    padded = np.concatenate(([False], holds, [False])).astype(np.int8)
    edges = np.diff(padded)
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    long = ends - begins >= least
    begins, ends = begins[long], ends[long]
    count = int((ends - begins).sum())
    return found(
        kind,  # type: ignore[arg-type]
        by_share(count / max(1, ts.size), 0.01, 0.2),
        ts[begins],
        f"{what}: {count} bars in {begins.size} stretches",
        "see whether the feed stood still; another source tells",
        begins.size,
    )


def _off_tick(bars: Bars, there: NDArray[np.bool_], tick: float) -> list[Finding]:
    if tick <= 0.0:
        return []
    off = np.zeros(bars.ts.size, bool)
    for column in (bars.open, bars.high, bars.low, bars.close):
        steps = column / tick
        off |= there & (np.abs(steps - np.rint(steps)) > 1e-6)
    return found(
        "off_tick",
        by_share(off.mean(), 0.001, 0.5),
        bars.ts[off],
        f"bars with prices between ticks of {tick:g}: {int(off.sum())}",
        "adjusted prices leave the tick; else give the right tick",
    )
