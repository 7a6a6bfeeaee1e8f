"""From a source into the store: what is new since the last time, and the actions with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from .actions import Actions, Dividend, Split
from .intervals import label
from .sources.download import Downloaded, download
from .sources.protocol import canonical, length

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from .sources.protocol import Action, Progress, Source
    from .store import Put, Store


class Fetched(NamedTuple):
    """What a source gave, and what storing it did; nothing was stored where nothing came."""

    downloaded: Downloaded
    put: Put | None


def fetch(
    store: Store,
    source: Source | str,
    symbol: str,
    interval: str = "1d",
    start: date | None = None,
    end: date | None = None,
    *,
    currency: str | None = None,
    again: bool = False,
    progress: Progress | None = None,
    now: int = 0,
) -> Fetched:
    """Download a symbol into the store, from its last stored bar on where there is one.

    again   read all of it again; rows that the service has changed replace the stored ones
    now     nanoseconds UTC, by which the import is dated
    Other arguments and the errors as `download`. What came before a source failed is stored, and
    its error is `downloaded.stopped`: the next call goes on from there.
    """
    step = length(canonical(interval))
    known = store.stored(symbol, label(step))
    resume = None if known is None or again or start is not None else known.last
    found = download(
        source, symbol, interval, start, end, resume=resume, currency=currency, progress=progress
    )
    put = None
    if found.frame.height:
        put = store.put(
            found.frame,
            interval=found.interval,
            instrument=found.instrument,
            source=found.source,
            on_conflict="keep-last" if again else "refuse",
            now=now,
        )
    new = table(symbol, found.actions)
    if new.splits or new.dividends:
        store.put_actions(joined(store.actions(symbol), new))
    return Fetched(found, put)


def table(symbol: str, actions: Iterable[Action]) -> Actions:
    """The actions that are not in the prices yet, which are all that adjusting needs."""
    splits, dividends = [], []
    for each in actions:
        day = datetime.fromtimestamp(each.ts // 10**9, UTC).date()
        if each.applied:
            continue
        if each.kind == "split":
            splits.append(Split(day, each.value))
        else:
            dividends.append(Dividend(day, each.value))
    return Actions(symbol=symbol, splits=tuple(splits), dividends=tuple(dividends))


def joined(old: Actions, new: Actions) -> Actions:
    """Both tables as one, each action once; the new one's zone and last day where it has them."""
    return Actions(
        symbol=new.symbol,
        splits=tuple(sorted({*old.splits, *new.splits}, key=lambda each: each.date)),
        dividends=tuple(
            sorted({*old.dividends, *new.dividends}, key=lambda each: (each.date, each.amount))
        ),
        renames=tuple(sorted({*old.renames, *new.renames}, key=lambda each: each.date)),
        tz=new.tz or old.tz,
        delisted=new.delisted or old.delisted,
    )
