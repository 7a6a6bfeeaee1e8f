"""Where to cut: the bars at which a look into the future would show."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.jit import I64

EVENTS = 200
BOUNDARIES = 50
RANDOM = 50
LATEST = 2_000
STRETCH = 2_000
WHOLE_BARS = 30_000_000  # that a signal may be called on over long data: 0.3 s at 10 ns a bar
WHOLE_CUTS = 600
DAY = 86_400_000_000_000


def cuts(ts: I64, outputs: dict[str, NDArray[Any]], seed: int) -> list[int]:
    """Bars after which everything is hidden: events and their neighbours, sessions, random ones.

    An event is a bar where an output is not its resting value (0, or NaN) or changes; of more than
    200 events an even choice is taken, first and last included.
    """
    size = ts.size
    events = _even(np.flatnonzero(_active(outputs, size)), EVENTS)
    around = np.concatenate((events - 1, events, events + 1))
    boundaries = session_starts(ts)
    borders = _even(np.unique(np.concatenate((boundaries - 1, boundaries))), BOUNDARIES)
    random = np.random.default_rng(seed).integers(0, size, RANDOM)
    chosen = np.unique(np.concatenate((around, borders, random)))
    return [int(cut) for cut in chosen if 0 <= cut < size]


def latest(size: int) -> range:
    """The last 2,000 bars: where calling the signal alone is cheap, every one of them is a cut."""
    return range(max(0, size - LATEST), size)


def sparse(
    size: int, outputs: dict[str, NDArray[Any]], seed: int, most: int = WHOLE_CUTS
) -> list[int]:
    """At most so many bars of long data: half of them events, evenly chosen, the others at random.

    The longer the data, the fewer: 600 up to 16,000 bars, 100 of a year of minutes.
    """
    events = _even(np.flatnonzero(_active(outputs, size)), max(1, most // 2))
    random = np.random.default_rng(seed).integers(0, size, most - events.size)
    return [int(cut) for cut in np.unique(np.concatenate((events, random)))]


def affordable(size: int) -> int:
    """Cuts of the whole of `size` bars, three calls each, that keep within WHOLE_BARS."""
    return min(WHOLE_CUTS, max(2, WHOLE_BARS // (3 * max(size, 1))))


def session_starts(ts: I64) -> I64:
    """First bars of UTC days; of the bars after a gap where most bars begin a day themselves."""
    starts = np.flatnonzero(np.diff(ts // DAY) > 0) + 1
    if starts.size * 2 > ts.size:
        steps = np.diff(ts)
        starts = np.flatnonzero(steps > np.median(steps)) + 1
    return starts.astype(np.int64)


def stretches(size: int, outputs: dict[str, NDArray[Any]], warmup: int) -> list[slice]:
    """The parts of long data that are checked: 2,000 bars after warm-up, two or three times.

    They end soon after the first, the middle and the last signal, or lie at the beginning and the
    end where there is none; data little longer than one part is checked whole.
    """
    length = STRETCH + warmup
    if size <= 2 * length:
        return [slice(0, size)]
    events = np.flatnonzero(_active(outputs, size))
    ends = [length, size]
    if events.size:
        ends = [int(events[int(share * (events.size - 1))]) + 64 for share in (0.0, 0.5, 1.0)]
    ends = sorted({min(max(end, length), size) for end in ends})
    return [slice(end - length, end) for end in ends]


def _active(outputs: dict[str, NDArray[Any]], size: int) -> NDArray[np.bool_]:
    active = np.zeros(size, np.bool_)
    for column in outputs.values():
        rests = column == 0 if column.dtype == np.int8 else np.isnan(column)
        active |= ~rests
        active[1:] |= rests[1:] != rests[:-1]
    return active


def _even(places: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    if places.size <= most:
        return places
    return places[np.linspace(0, places.size - 1, most).round().astype(np.int64)]
