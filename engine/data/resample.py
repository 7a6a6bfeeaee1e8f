"""Bars of a longer interval made of shorter ones, by session."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..errors import ParameterError
from .calendars import day_ends, sessions_of
from .intervals import DAY, label, parse
from .sessions import EVERY_DAY, PLAIN, dated

if TYPE_CHECKING:
    import polars as pl

    from kernels.bars import Bars
    from kernels.jit import I32, I64

FRIDAY = 4
MONDAY = 3  # days from Monday 1969-12-29 to 1970-01-01


class Longer(NamedTuple):
    """Longer bars, and for each of the shorter ones the newest that had ended with it, or -1."""

    bars: Bars
    known: I32


def resample(frame: pl.DataFrame, interval: str, *, calendar: str = "auto") -> pl.DataFrame:
    """Bars of a longer interval: first open, highest high, lowest low, last close, summed volume.

    frame     bars in the Bars schema (or what `normalise` takes)
    interval  "5m", "4h", "1d", "1w", …: a whole multiple of the frame's. Below a day it counts from
              00:00 UTC of the date on which the session began, and no bar spans two sessions; "1d"
              is one bar a session, its ts the session's date; weeks begin on Monday
    calendar  whether Saturday and Sunday are sessions: "auto", "252" or "365" (semantics row 3); or
              an exchange's code such as XNYS

    The last bar may still be forming. A missing bar adds nothing; a longer bar without any price is
    a missing bar. Resampling in two steps gives what one gives, volumes that are no whole numbers
    to rounding. Raises ParameterError, DataError.
    """
    import polars as pl

    from .bars import SCHEMA, to_bars

    bars = longer(dated(to_bars(frame), calendar), parse(interval)).bars
    columns = {"ts": pl.Series(bars.ts).cast(SCHEMA["ts"])}
    columns |= {name: pl.Series(getattr(bars, name)) for name in bars._fields[1:6]}
    return pl.DataFrame(columns).with_columns(pl.exclude("ts").fill_nan(None))


def longer(bars: Bars, interval: int) -> Longer:
    """Longer bars of bars that `dated` has seen; raises ParameterError for another interval."""
    from kernels.bars import COLUMNS, Bars
    from kernels.data.resample import groups, latest_known
    from kernels.data.resample import resample as joined

    step = bars.interval
    if interval < step or interval % (DAY if interval > DAY else step):
        raise ParameterError(
            f"interval {label(interval)}: bars of {label(step)} make longer ones of whole multiples"
            f" of {label(step)}, above a day of whole days"
        )
    if interval == step:
        return Longer(bars, np.arange(bars.ts.size, dtype=np.int32))
    group, starts = groups(bars.ts, bars.session, interval)
    columns = joined(*bars[1:6], group, starts.size)
    known_from, ends = _ended(bars, starts, interval)
    first = np.searchsorted(group, np.arange(starts.size)) if group.size else group
    session = (starts // DAY).astype(np.int32) if interval >= DAY else bars.session[first]
    made = Bars(starts, *columns, session, interval, bars.calendar)
    for name in COLUMNS:
        getattr(made, name).flags.writeable = False
    known = latest_known(bars.ts, step, group, known_from, ends)
    return Longer(made, known)


def _ended(bars: Bars, starts: I64, interval: int) -> tuple[I64, I64]:
    """When longer bars may be known, and from when on no further bar can belong to them."""
    ends = starts + interval
    if interval < DAY:
        return ends, ends
    if bars.calendar not in PLAIN:
        table = sessions_of(bars.calendar)
        last = np.searchsorted(table.date, ends // DAY) - 1
        return table.close[last], day_ends(table)[last]
    friday = (ends // DAY - 1 + MONDAY) % 7 == FRIDAY
    if bars.calendar != str(EVERY_DAY):  # Saturday's bars still belong to Friday
        return ends, ends + np.where(friday, DAY, 0)
    return ends, ends
