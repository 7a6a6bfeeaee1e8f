"""Which column of a table is which: the headers that people and programs write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import DataError
from ..nearest import hint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PRICES = ("open", "high", "low", "close")
TIMES = (
    *("ts", "timestamp", "datetime", "date_time", "open_time", "gmt_time", "local_time", "date"),
    *("time", "time_utc", "time_gmt", "time_eet", "time_est", "dtyyyymmdd", "yyyymmdd"),
    *("trade_date", "trading_day", "trading_date", "price_date", "quote_date", "day", "bar_time"),
    *("start", "start_time", "begin", "begins_at", "time_period_start", "period_start", "unix"),
    *("unix_time", "unix_timestamp", "epoch", "timestamp_ms", "timestamp_s", "timestamp_utc"),
    *("datetime_utc", "date_utc", "t", "dt", "datum", "fecha"),
)
DATES = ("date", "datum", "dtyyyymmdd", "yyyymmdd", "trade_date", "trading_day")
CLOCKS = ("time", "zeit", "uhrzeit", "clock", "time_of_day", "hhmmss", "hhmm")
INDICES = ("index", "unnamed_0", "index_level_0")  # as pandas writes them
ADJUSTED = ("adj_close", "adjclose", "adjusted_close", "adjusted", "adj_last", "close_adj")
SPELLINGS = {
    "open": (
        "open",
        "o",
        "op",
        "opening",
        "open_price",
        "openprice",
        "price_open",
        "px_open",
        "eröffnung",
        "erster",
        "ouverture",
        "apertura",
    ),
    "high": (
        "high",
        "h",
        "hi",
        "max",
        "high_price",
        "highprice",
        "price_high",
        "px_high",
        "hoch",
        "haut",
        "plus_haut",
        "máximo",
    ),
    "low": (
        "low",
        "l",
        "lo",
        "min",
        "low_price",
        "lowprice",
        "price_low",
        "px_low",
        "tief",
        "bas",
        "plus_bas",
        "mínimo",
    ),
    "close": (
        *("close", "c", "cl", "close_last", "last", "close_price", "closeprice", "price_close"),
        *(
            "closing",
            "px_last",
            "last_price",
            "latest",
            "settle",
            "settlement",
            "schluss",
            "schlusskurs",
            "clôture",
            "cierre",
            "price",
        ),
    ),
    "volume": (
        *("volume", "vol", "v", "total_volume", "volume_traded", "px_volume", "shares"),
        *("tick_volume", "tickvol", "tick_vol", "volume_base", "base_volume", "volumen", "stück"),
    ),
    "symbol": ("symbol", "ticker", "sym", "secid", "act_symbol"),
}
TARGETS = ("ts", "date", "time", *PRICES, "volume", "symbol")
KNOWN = frozenset((*TIMES, *CLOCKS, *ADJUSTED, *(n for s in SPELLINGS.values() for n in s)))


@dataclass(frozen=True)
class Columns:
    """Positions of what was found; `time` has two where date and time stand apart."""

    time: tuple[int, ...]
    prices: tuple[int, int, int, int]
    volume: int | None
    symbol: int | None
    width: int
    notes: tuple[str, ...]


def plain(name: str) -> str:
    """A header's name in lower case, words joined by `_`: `<Close/Last>` is close_last."""
    words = re.sub(r"[\W_]+", "_", name.lower()).strip("_")
    return re.sub(r"^\d+[a-z]?_(?=[a-z])", "", words)


def locate(
    names: Sequence[str], where: str, given: Mapping[str, str] | None = None, *, headed: bool = True
) -> Columns:
    """Find the columns by their names: any case, and the spellings that are usual.

    given   the file's names to ours, looked at before any spelling; None if nobody can give them

    Raises DataError, beginning with `where`, if a column is missing or stands there twice.
    """
    given_ = given or {}
    known = renamed(names, given_, where, headed=headed)
    notes: list[str] = []

    def position(name: str) -> int | None:
        for spelling in SPELLINGS.get(name, (name,)):
            if known.count(spelling) > 1:
                raise DataError(f"{where}: two columns named {spelling}: remove or rename one")
            if spelling in known:
                return known.index(spelling)
        return None

    prices = [position(name) for name in PRICES]
    if any(found is None for found in prices):
        prices = _prefixed(known, where, notes) or prices
    if prices[:3] == [None, None, None] and prices[3] is not None and "close" in given_.values():
        prices = [prices[3]] * 4
        notes.append("one price a row: open, high and low are the close")
    time = _time(known, where)
    missing = [name for name, found in zip(PRICES, prices, strict=True) if found is None]
    if time is None or missing:
        what = "time" if time is None else missing[0]
        say = f", or say which is which: names={{'…': '{'ts' if time is None else what}'}}"
        say += " (of one price a row: {'…': 'close'})" if what == "open" else ""
        say = "" if given is None else say
        raise DataError(
            f"{where}: no {what} column among {_listed(names)}: name the columns"
            f" ts (or date, datetime, timestamp), open, high, low, close, volume{say}"
        )
    found = (prices[0] or 0, prices[1] or 0, prices[2] or 0, prices[3] or 0)
    taken = {*time, *found}
    volume = position("volume")
    if volume is None:
        volume = next((i for i, name in enumerate(known) if name.startswith("volume_")), None)
        if volume is not None:
            notes.append(f"volume is the column {names[volume]!r}")
    if volume is None or volume in taken:
        volume = None
        notes.append("no volume column: volume is 0")
    if any(name in known for name in ADJUSTED):
        notes.append("the adjusted close is not read: prices are those of the close column")
    if known[found[3]] not in ("close", "c"):
        notes.append(f"the close is the column {names[found[3]]!r}")
    return Columns(time, found, volume, position("symbol"), len(names), tuple(notes))


def renamed(
    names: Sequence[str], given: Mapping[str, str], where: str, *, headed: bool = True
) -> list[str]:
    """The plain names, with those of `given` in place of what they replace."""
    known = [plain(name) for name in names]
    places: dict[int, str] = {}
    for column, target in given.items():
        exact = [i for i, name in enumerate(names) if name.strip() == column.strip()]
        likely = exact or [i for i, name in enumerate(known) if name == plain(column)]
        if not headed:
            likely = [int(column) - 1] if column.isdecimal() else []
        if len(likely) != 1 or not 0 <= likely[0] < len(names):
            many = "several columns are" if len(likely) > 1 else "no column is"
            raise DataError(f"{where}: names: {many} {column!r}{hint(column, names)}")
        if target in places.values():
            raise DataError(f"{where}: names: two columns become {target}: give one of them")
        places[likely[0]] = target
    targets = set(places.values())
    replaced = {each for target in targets for each in SPELLINGS.get(target, ())}
    if targets & {"ts", "date", "time"}:
        replaced |= {*TIMES, *CLOCKS}
    known = ["" if name in replaced and i not in places else name for i, name in enumerate(known)]
    for i, target in places.items():
        known[i] = target
    return known


def _prefixed(known: list[str], where: str, notes: list[str]) -> list[int | None] | None:
    """Prices that all have one word before or after them: the bid's, or one symbol's."""
    found: dict[str, list[int | None]] = {}
    for name in known:
        for form in (r"^(.+?)_?open$", r"^open_?(.+)$"):
            match = re.match(form, name)
            if not match:
                continue
            word = match[1]
            for shape in ("{0}_{1}", "{0}{1}", "{1}_{0}", "{1}{0}"):
                wanted = [shape.format(word, price) for price in PRICES]
                if all(known.count(each) == 1 for each in wanted):
                    found.setdefault(word, [known.index(each) for each in wanted])
    found = {word: place for word, place in found.items() if word not in ("adj", "adjusted")}
    if len(found) > 1 and "bid" not in found:
        raise DataError(
            f"{where}: has the prices of {', '.join(map(repr, list(found)[:6]))}: say which:"
            " names={'…': 'open', '…': 'high', '…': 'low', '…': 'close'}"
        )
    if not found:
        return None
    word = "bid" if "bid" in found else next(iter(found))
    notes.append(
        f"prices are those of {word!r}"
        + (": those of 'ask' are not read" if word == "bid" and "ask" in found else "")
    )
    return found[word]


def _time(known: list[str], where: str) -> tuple[int, ...] | None:
    named = [name for name in TIMES if name in known]
    for name in named[:1]:
        if known.count(name) > 1:
            raise DataError(f"{where}: two columns named {name}: remove or rename one")
    clock = next((name for name in CLOCKS if name in known), None)
    date = next((name for name in DATES if name in known), None)
    if date is not None and clock is not None and named[0] in (*DATES, *CLOCKS):
        return known.index(date), known.index(clock)
    if named:
        return (known.index(named[0]),)
    if known[:1] == [""]:
        return (0,)
    return next(((known.index(name),) for name in INDICES if name in known), None)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(repr(name[:40]) for name in names[:12]) + (", …" if len(names) > 12 else "")
