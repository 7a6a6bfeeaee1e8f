"""The quality of a stored series, worked out once for each state of it."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

import msgspec

from ...lock import write_durably
from ..intervals import parse
from .grade import Quality, check
from .waivers import waivers

if TYPE_CHECKING:
    from ..store import Store

FORMAT = b"openbell quality 1"
FOLDER = "quality"
log = logging.getLogger(__name__)


def stored_quality(
    store: Store, symbol: str, interval: str | None = None, *, calendar: str | None = None
) -> Quality:
    """The grade of a stored series; remembered until its bars, actions or waivers change."""
    series = store.find(symbol, interval)
    actions, given = store.actions(symbol), waivers()
    parts = (series.fingerprint, series.instrument, series.interval, actions, given, calendar)
    key = hashlib.blake2b(FORMAT + msgspec.json.encode(parts), digest_size=16).hexdigest()
    file = store.folder.parent / FOLDER / f"{key}.json"
    try:
        return msgspec.json.decode(file.read_bytes(), type=Quality)
    except (OSError, msgspec.MsgspecError):
        pass  # not worked out yet, or not by this version
    quality = check(
        store.frame(symbol, series.interval),
        series.instrument,
        parse(series.interval),
        calendar=calendar,
        actions=actions,
        given=given,
    )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_durably(file, msgspec.json.encode(quality))
    except OSError as error:
        log.warning("%s: the grade cannot be kept (%s)", file, error)
    return quality
