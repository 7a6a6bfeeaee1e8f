"""What a check of a series finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from ..moments import text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Severity = Literal["note", "minor", "major", "fatal"]
Kind = Literal[
    "refused", "missing", "gap", "short_session", "outside", "bad_print", "split", "stale",
    "no_volume", "off_tick", "disagreement",
]  # fmt: skip
NAMED = 5


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something to know of a series.

    count    bars, or places, that it is about; first and last are the ts of the outermost ones
    where    the first few places, as text
    waived   the reason for which it does not count, where a waiver names it
    """

    kind: Kind
    severity: Severity
    count: int
    problem: str
    remedy: str
    first: int = 0
    last: int = 0
    where: tuple[str, ...] = ()
    waived: str | None = None

    def __str__(self) -> str:
        places = f" ({', '.join(self.where)}{', …' if self.count > len(self.where) else ''})"
        waived = f" [waived: {self.waived}]" if self.waived else ""
        return f"{self.problem}{places if self.where else ''}{waived}"


def found(
    kind: Kind,
    severity: Severity,
    ts: NDArray[np.int64],
    problem: str,
    remedy: str,
    count: int | None = None,
) -> list[Finding]:
    """One finding about the bars of those ts; none where there is no such bar."""
    if not ts.size:
        return []
    return [
        Finding(
            kind=kind,
            severity=severity,
            count=int(ts.size if count is None else count),
            problem=problem,
            remedy=remedy,
            first=int(ts[0]),
            last=int(ts[-1]),
            where=tuple(text(each) for each in ts[:NAMED].tolist()),
        )
    ]


def by_share(share: float, minor: float, major: float) -> Severity:
    """How much a share of the bars weighs."""
    if share >= major:
        return "major"
    return "minor" if share >= minor else "note"
