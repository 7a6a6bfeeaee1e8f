"""Two sources of one series side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .findings import Finding, by_share, found

if TYPE_CHECKING:
    from kernels.bars import Bars

APART = 0.001  # of the price
SHIFTS = (-2, -1, 1, 2)
ALIKE = 0.9  # of the bars must agree for a shift or a ratio to be the reason


def disagreement(bars: Bars, other: Bars, name: str) -> list[Finding]:
    """Where the closes differ by more than a thousandth; a constant ratio or a shift is named."""
    ts, rows, others = np.intersect1d(bars.ts, other.ts, return_indices=True)
    ratio = bars.close[rows] / other.close[others]
    known = np.isfinite(ratio)
    ts, ratio = ts[known], ratio[known]
    if not ts.size:
        return found(
            "disagreement",
            "major",
            bars.ts[:1],
            f"no bar of {name} has a time of this series",
            "compare zones and intervals",
        )
    apart = np.abs(ratio - 1.0) > APART
    reason = ""
    middle = float(np.median(ratio))
    if apart.mean() > 0.5 and (np.abs(ratio / middle - 1.0) < APART).mean() > ALIKE:
        reason = f": {name} times {middle:.6g}, as by a split or a unit"
    elif apart.mean() > 0.5:
        reason = _shift(bars, other, name)
    return found(
        "disagreement",
        by_share(float(apart.mean()), 0.01, 0.1),
        ts[apart],
        f"{int(apart.sum())} of {ts.size} closes are more than {APART:.1%} from {name}'s{reason}",
        "find out which source is right",
    )


def _shift(bars: Bars, other: Bars, name: str) -> str:
    size = min(bars.close.size, other.close.size)
    for shift in SHIFTS:
        one = bars.close[max(0, shift) : size + min(0, shift)]
        two = other.close[max(0, -shift) : size + min(0, -shift)]
        if one.size and (np.abs(one / two - 1.0) < APART).mean() > ALIKE:
            return f": {name} is {abs(shift)} bars {'ahead' if shift < 0 else 'behind'}"
    return ""
