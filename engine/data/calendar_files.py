"""Session tables on disk: made once by exchange_calendars, then read in a few milliseconds."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import warnings
from importlib.metadata import version
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import lock, settings
from ..errors import DataError, RunError
from ..nearest import hint
from .intervals import DAY

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1  # a digest, then the arrays as numpy.savez writes them
DIGEST = 32  # bytes
FOLDER = "calendars"
PACKAGE = "exchange_calendars"
NAME = re.compile(r"[A-Za-z0-9_]+(/[A-Za-z0-9_]+)?")
LONGEST_NAME = 32
FIRST, LAST = "1990-01-01", "2035-12-31"
COLUMNS = ("date", "open", "close", "break_start", "break_end")
NONE = np.iinfo(np.int64).min  # no break
Content = dict[str, Any]  # arrays by name
log = logging.getLogger(__name__)


def content(name: str) -> Content:
    """The columns of a calendar, its span in days, its name and its zone, as arrays.

    Taken from the file in the home folder; built, which imports pandas, where there is none or a
    damaged one. A home folder that cannot be written is logged and does no harm. Raises DataError
    for a name that exchange_calendars does not know, or cannot make.
    """
    if len(name) > LONGEST_NAME or not NAME.fullmatch(name):
        raise _unknown(name)
    path = file_of(name)
    found = _read(path, name)
    if found is None:
        found = _build(name)
        _write(path, found)
    return found


def file_of(name: str) -> Path:
    """Where the table of a calendar is kept: under the versions of the format and the package."""
    stem = f"{name.replace('/', '-')}-{FORMAT}-{version(PACKAGE)}.sessions"
    return settings.home() / FOLDER / stem


def known_names() -> list[str]:
    """Every name that exchange_calendars knows, aliases like XNAS included; imports pandas."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it asks of pandas is not for our users to mend
        import exchange_calendars

        return sorted(exchange_calendars.get_calendar_names())


def _read(path: Path, name: str) -> Content | None:
    """The table of a whole file, whose digest fits its content, else None."""
    try:
        whole = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        log.warning("%s cannot be read (%s): it is made again", path, error.strerror or error)
        return None
    digest, archive = whole[:DIGEST], whole[DIGEST:]
    if digest != _digest(archive):
        log.warning("%s is damaged: it is made again", path)
        return None
    with np.load(io.BytesIO(archive), allow_pickle=False) as file:
        found = {each: file[each] for each in file.files}
    if str(found["name"]) != name:
        log.warning("%s is the table of %s: it is made again", path, found["name"])
        return None
    return found


def _write(path: Path, found: Content) -> None:
    stream = io.BytesIO()
    np.savez(stream, **found)
    archive = stream.getvalue()
    draft = path.with_suffix(".part")
    try:
        with lock.hold(path.parent):
            try:
                lock.write_durably(draft, _digest(archive) + archive)
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
    except (OSError, RunError) as error:
        log.warning("the sessions of %s are not kept: %s", found["name"], error)


def _digest(archive: bytes) -> bytes:
    return hashlib.blake2b(archive, digest_size=DIGEST).digest()


def _build(name: str) -> Content:
    if name not in known_names():
        raise _unknown(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        calendar, first, last = _calendar(name)
    columns = {
        "date": calendar.sessions_nanos // DAY,
        "open": calendar.opens_nanos,
        "close": calendar.closes_nanos,
        "break_start": calendar.break_starts_nanos,
        "break_end": calendar.break_ends_nanos,
    }
    found = {each: np.asarray(column, np.int64) for each, column in columns.items()}
    for each in ("break_start", "break_end"):
        found[each] = np.where(found[each] == NONE, found["close"], found[each])
    span = np.array([first, last], "datetime64[D]").astype(np.int64)
    found |= {"span": span, "name": np.array(name), "tz": np.array(str(calendar.tz))}
    _require_order(found, name)
    return found


def _calendar(name: str) -> tuple[Any, str, str]:
    """The calendar and the first and last day that were asked of it."""
    import exchange_calendars

    try:
        try:
            return exchange_calendars.get_calendar(name, start=FIRST, end=LAST), FIRST, LAST
        except ValueError:  # some are known for fewer years
            kind = exchange_calendars.get_calendar(name)
        begin, end = kind.bound_min(), kind.bound_max()
        first = FIRST if begin is None else max(FIRST, str(begin.date()))
        last = LAST if end is None else min(LAST, str(end.date()))
        return exchange_calendars.get_calendar(name, start=first, end=last), first, last
    except (ValueError, TypeError, NotImplementedError, AttributeError) as error:
        raise DataError(
            f"calendar {name}: {PACKAGE} {version(PACKAGE)} with pandas {version('pandas')} cannot"
            f" make it ({str(error)[:60]}): upgrade {PACKAGE}, or take another calendar"
        ) from error


def _require_order(found: Content, name: str) -> None:
    """What every function relies on: sessions follow one another, breaks lie inside."""
    moments = [found[each] for each in ("open", "break_start", "break_end", "close")]
    inside = all((a <= b).all() for a, b in pairwise(moments))
    apart = (moments[3][:-1] <= moments[0][1:]).all() and (np.diff(found["date"]) > 0).all()
    if not (inside and apart and (moments[0] < moments[3]).all()):
        raise DataError(f"calendar {name}: its sessions overlap in {PACKAGE} {version(PACKAGE)}")


def _unknown(name: str) -> DataError:
    return DataError(f"calendar {name[:40]!r} is not known{hint(name[:40], known_names())}")
