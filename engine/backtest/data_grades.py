"""The grade of the bars that a run was made of, for its report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .report import DataGrade

if TYPE_CHECKING:
    from ..data.quality.grade import Quality
    from .result import Result


def data_grades(result: Result) -> tuple[DataGrade, ...]:
    """A grade a symbol: the one that was given with the bars, else of looking them over now."""
    from ..data.quality.grade import check

    named = None if result.spec.calendar == "auto" else result.spec.calendar
    found = []
    for instrument in result.spec.instruments:
        quality = result.quality.get(instrument.symbol)
        if quality is None:
            frame = result.bars[instrument.symbol]
            quality = check(frame, instrument, result._step, calendar=named)
        found.append(shown(quality))
    return tuple(found)


def shown(quality: Quality) -> DataGrade:
    """What a report says of a series: what counted, and what was found and did not."""
    counts = [each.waived is None and each.severity != "note" for each in quality.findings]
    return DataGrade(
        symbol=quality.symbol,
        grade=quality.grade,
        rows=quality.rows,
        reasons=tuple(str(f) for f, bad in zip(quality.findings, counts, strict=True) if bad),
        notes=tuple(str(f) for f, bad in zip(quality.findings, counts, strict=True) if not bad),
    )
