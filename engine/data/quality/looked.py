"""Series as a user names them, looked over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import DataError
from ..bars import to_bars
from ..inputs import named, read_inputs
from ..instruments import Instrument
from ..intervals import parse
from ..read import load
from ..store import Store
from .grade import Quality, check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kernels.bars import Bars


def look(
    items: Iterable[str],
    *,
    against: str | None = None,
    calendar: str | None = None,
    tz: str | None = None,
    interval: str | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> list[Quality]:
    """Grade what the items name, as `read_inputs` takes them; raw prices stay raw.

    against    another source of the same bars, a file or a stored symbol
    say        is told what was assumed of files
    """
    store = Store()
    other = _other(against, tz, interval) if against is not None else None
    out = []
    for wanted in (each for item in items for each in named(item)):
        if wanted.path is None:
            series = store.find(wanted.symbol, wanted.interval or interval)
            frame, instrument = store.frame(wanted.symbol, series.interval), series.instrument
            step, refused = parse(series.interval), 0
        else:
            loaded = load(wanted.path, tz=tz, symbol=wanted.symbol, interval=interval)
            for note in loaded.notes:
                say(f"{wanted.path.name}: {note}")
            frame, step, refused = loaded.bars, loaded.interval, loaded.rows_refused
            instrument = Instrument(symbol=wanted.symbol)
        out.append(
            check(
                frame,
                instrument,
                step,
                calendar=calendar,
                actions=store.actions(wanted.symbol),
                refused=refused,
                against=other,
            )
        )
    return out


def _other(against: str, tz: str | None, interval: str | None) -> tuple[str, Bars]:
    frames = read_inputs([against], tz=tz, interval=interval).frames
    if len(frames) != 1:
        raise DataError(f"--against {against}: name one series")
    ((_, frame),) = frames.items()
    return against, to_bars(frame)
