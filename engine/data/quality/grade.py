"""A grade for a series, with its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from ...errors import DataError
from ..actions import Actions
from ..bars import arrays, normalise
from ..instruments import NEVER_SPLIT
from ..intervals import DAY, label
from ..jumps import unadjusted
from .calendar import calendar as calendar_findings
from .findings import Finding, Severity, found
from .prices import prices
from .sources import disagreement
from .waivers import Waiver, waived, waivers

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from kernels.bars import Bars

    from ..instruments import Instrument

Grade = Literal["A", "B", "C", "D", "F"]
BAD: tuple[Grade, ...] = ("D", "F")


class Quality(msgspec.Struct, frozen=True):
    """The grade of a series and all that was found.

    A  nothing that matters        B  small things, up to three
    C  more of them, or a large one        D  several large ones
    F  unusable: half of the bars have no price, or there is none
    """

    symbol: str
    interval: str
    rows: int
    grade: Grade
    findings: tuple[Finding, ...]

    @property
    def is_bad(self) -> bool:
        """Whether --strict-data refuses it."""
        return self.grade in BAD

    def line(self) -> str | None:
        """The line for a run's warnings; None for grade A."""
        if self.grade == "A":
            return None
        reasons = [str(each) for each in self.findings if _counts(each)]
        return f"data: {self.symbol} has grade {self.grade}: {'; '.join(reasons)}"


def check(
    frame: pl.DataFrame,
    instrument: Instrument,
    interval: int,
    *,
    calendar: str | None = None,
    actions: Actions | None = None,
    refused: int = 0,
    against: tuple[str, Bars] | None = None,
    given: Sequence[Waiver] | None = None,
) -> Quality:
    """Look a series over.

    frame      its bars, in the Bars schema or what `normalise` takes
    calendar   the exchange's code, over that of the instrument
    actions    splits and dividends that are known of it
    refused    rows of its file that were refused
    against    name and bars of another source of it
    given      waivers, those of the home folder if None

    Raises DataError for bars that no market can have made, and for an unknown calendar.
    """
    tidy = normalise(frame, where=instrument.symbol)
    bars = arrays(tidy, instrument.symbol)
    name = calendar or instrument.calendar
    out = found(
        "refused",
        "minor" if refused < 0.01 * bars.ts.size else "major",
        bars.ts[:1] if refused else bars.ts[:0],
        f"rows of the file that were refused: {refused}",
        "mend them: the quarantine file lists them",
        refused,
    )
    out += calendar_findings(bars, interval, name)
    out += prices(bars, interval, instrument.tick)
    if interval <= DAY and name not in NEVER_SPLIT:
        out += _splits(tidy, instrument, actions)
    if against is not None:
        out += disagreement(bars, against[1], against[0])
    step = label(interval)
    named = waivers() if given is None else given
    marked = tuple(waived(out, instrument.symbol, step, named))
    return Quality(instrument.symbol, step, bars.ts.size, _grade(marked, bars), marked)


def require_good(quality: Quality) -> None:
    """Raise DataError for a grade of D or F."""
    if quality.is_bad:
        raise DataError(
            f"{quality.line()}; mend the data, waive what you have looked at (waivers.toml), or run"
            " without --strict-data"
        )


def _splits(tidy: pl.DataFrame, instrument: Instrument, actions: Actions | None) -> list[Finding]:
    known = actions or Actions(symbol=instrument.symbol)
    if instrument.adjusted == "yes":
        known = Actions(symbol=instrument.symbol)
    out: list[Finding] = []
    for jump in unadjusted(tidy, known):
        severity: Severity = "major" if jump.kind in ("missing", "other_ratio") else "minor"
        out.append(
            Finding(
                kind="split",
                severity=severity,
                count=1,
                problem=str(jump),
                remedy="give its actions: openbell data actions SYMBOL FILE.csv",
                first=jump.ts,
                last=jump.ts,
            )
        )
    return out


def _counts(finding: Finding) -> bool:
    return finding.waived is None and finding.severity != "note"


def _grade(findings: Sequence[Finding], bars: Bars) -> Grade:
    weights = [each.severity for each in findings if _counts(each)]
    major, minor = weights.count("major"), weights.count("minor")
    if "fatal" in weights or not bars.ts.size:
        return "F"
    if major > 1:
        return "D"
    if major or minor > 3:
        return "C"
    return "B" if minor else "A"
