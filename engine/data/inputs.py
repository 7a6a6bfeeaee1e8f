"""What a user names as data: files, stored symbols, watchlists."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from ..errors import DataError
from . import symbols
from .archives import SUFFIXES
from .instruments import Instrument, require_symbol
from .intervals import label, parse
from .quality.grade import Quality, check
from .quality.stored import stored_quality
from .read import load
from .store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import polars as pl

WATCHLIST = "@"
LONGEST_LIST = 1_000_000  # bytes
PATH_MARKS = ("/", "\\")


class Input(NamedTuple):
    """One symbol and where its bars are: in a file, or else in the store."""

    symbol: str
    path: Path | None
    interval: str | None


class Inputs(NamedTuple):
    """Bars by symbol in the order given.

    notes      what was assumed of the files
    refused    a line for each file of which rows were refused
    quality    by symbol, where it was asked for
    """

    frames: dict[str, pl.DataFrame]
    instruments: dict[str, Instrument]
    notes: list[str]
    refused: list[str]
    quality: dict[str, Quality]


def read_inputs(
    items: Iterable[str],
    *,
    tz: str | None = None,
    interval: str | None = None,
    store: Store | None = None,
    checked: bool = False,
    calendar: str | None = None,
) -> Inputs:
    """The bars that the items name.

    items      "spy.csv", "SPY=x.csv", a stored "SPY" or "SPY@1m", "@watchlist.txt" (one a line)
    tz         zone of files' times that name none; interval of files that do not show it, and of
               stored symbols that have several
    checked    look each series over and grade it; by this calendar, over that of the instrument

    Raises DataError for what is neither, and for a symbol that is named twice.
    """
    home = Store() if store is None else store
    found = Inputs({}, {}, [], [], {})
    for wanted in _distinct(each for item in items for each in named(item)):
        if wanted.path is None:
            chosen = wanted.interval or interval
            step = None if chosen is None else label(parse(chosen))
            frame, instrument, note = _from_store(home, wanted.symbol, step)
            found.frames[wanted.symbol], found.instruments[wanted.symbol] = frame, instrument
            found.notes.extend([note] if note else [])
            if checked:
                found.quality[wanted.symbol] = stored_quality(
                    home, wanted.symbol, step, calendar=calendar
                )
            continue
        loaded = load(wanted.path, tz=tz, symbol=wanted.symbol, interval=interval)
        found.frames[wanted.symbol] = loaded.bars
        if checked:
            found.quality[wanted.symbol] = check(
                loaded.bars,
                Instrument(symbol=wanted.symbol),
                loaded.interval,
                calendar=calendar,
                refused=loaded.rows_refused,
            )
        found.notes.extend(f"{wanted.path.name}: {note}" for note in loaded.notes)
        if loaded.problems:
            found.refused.append(
                f"refused: {wanted.path.name}: {loaded.rows_refused} of {loaded.rows_read} rows,"
                f" the first: {loaded.problems[0]}"
            )
    return found


def named(item: str) -> Iterator[Input]:
    """What one item names; a watchlist names many."""
    if item.startswith(WATCHLIST):
        yield from _watchlist(Path(item.removeprefix(WATCHLIST)))
        return
    path = Path(item)
    if _is_file(path):
        yield Input(symbols.of_path(path), path, None)
        return
    symbol, equals, file = item.partition("=")
    if equals and file and (_is_file(Path(file)) or any(mark in file for mark in PATH_MARKS)):
        require_symbol(symbol)
        yield Input(symbol, Path(file), None)
        return
    if equals and not file:
        raise DataError(f"{item}: there is no file after =: write {symbol}=path/to/file.csv")
    if path.suffix.lower() in (*SUFFIXES, ".zip") or any(mark in item for mark in PATH_MARKS):
        raise DataError(f"{file or item}: there is no such file: check the path")
    yield _stored(item)


def _from_store(
    store: Store, symbol: str, interval: str | None
) -> tuple[pl.DataFrame, Instrument, str]:
    """Stored bars and what they are; raw prices adjusted by the actions that are kept of them."""
    frame, instrument = store.frame(symbol, interval), store.find(symbol, interval).instrument
    actions = store.actions(symbol) if instrument.adjusted != "yes" else None
    if actions is None or not (actions.splits or actions.dividends):
        return frame, instrument, ""
    if instrument.adjusted == "unknown":
        note = (
            f"{symbol}: actions are kept, but not said whether prices are adjusted: these are used"
            " as they are; openbell data import … --adjusted no makes the actions count"
        )
        return frame, instrument, note
    from .adjust import adjusted

    note = (
        f"{symbol}: prices are adjusted by what is kept with them (splits: {len(actions.splits)},"
        f" dividends: {len(actions.dividends)})"
    )
    return adjusted(frame, actions), msgspec.structs.replace(instrument, adjusted="yes"), note


def _stored(item: str) -> Input:
    symbol, _, interval = item.partition("@")
    require_symbol(symbol)
    return Input(symbol, None, interval or None)


def _is_file(path: Path) -> bool:
    """Whether the path is a file, or names a member of a zip file."""
    packed = any(each.suffix.lower() == ".zip" and each.is_file() for each in path.parents)
    return packed or path.is_file()


def _watchlist(path: Path) -> Iterator[Input]:
    try:
        if path.stat().st_size > LONGEST_LIST or not path.is_file():
            raise DataError(f"{path}: is no file of at most {LONGEST_LIST:,} bytes: no watchlist")
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is not text in UTF-8"
        raise DataError(f"{path}: no watchlist can be read ({reason})") from error
    symbols = [line.partition("#")[0].strip() for line in lines]
    if not any(symbols):
        raise DataError(f"{path}: names no symbol: write one a line, like SPY or SPY@1m")
    for number, symbol in enumerate(symbols, start=1):
        if not symbol:
            continue
        try:
            yield _stored(symbol)
        except DataError as error:
            raise DataError(f"{path}:{number}: {error}") from error


def _distinct(inputs: Iterator[Input]) -> Iterator[Input]:
    seen: dict[str, Input] = {}
    for each in inputs:
        if each.symbol in seen:
            first = seen[each.symbol].path
            if first is None and each.path is None:
                raise DataError(f"{each.symbol} is named twice: name it once")
            raise DataError(
                f"{each.path or each.symbol}: {each.symbol} is {first or 'stored'} already: name"
                f" one, for example {each.symbol}2={each.path or 'file.csv'}"
            )
        seen[each.symbol] = each
        yield each
