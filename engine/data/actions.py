"""Corporate actions of a symbol: splits, dividends, new symbols; a table that a file can hold."""

from __future__ import annotations

import math
from datetime import date  # noqa: TC003 - msgspec reads the annotations
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import msgspec

from .. import lock
from ..errors import DataError
from .instruments import require_symbol

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
LARGEST_RATIO = 10_000.0
LARGEST_FILE = 10_000_000  # bytes


class Split(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`ratio` new shares for each old one from the ex-date on: 7 for 7:1, 0.1 for 1:10."""

    date: date
    ratio: float


class Dividend(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Money per share, as the share is on the ex-date; `close` is the last price before it.

    close   None where it is to be taken from the bars
    """

    date: date
    amount: float
    close: float | None = None


class Rename(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The symbol from this date on."""

    date: date
    symbol: str


class Actions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happened to a symbol's shares, each kind in the order of dates.

    symbol      the present one
    tz          zone of the exchange, on whose clock an ex-date begins; bars of less than a day
                cannot be adjusted without it
    delisted    the last day of trading

    Raises DataError for a ratio, an amount or a symbol that cannot be, and for doubled rows.
    """

    symbol: str
    splits: tuple[Split, ...] = ()
    dividends: tuple[Dividend, ...] = ()
    renames: tuple[Rename, ...] = ()
    tz: str | None = None
    delisted: date | None = None

    def __post_init__(self) -> None:
        require_symbol(self.symbol)
        if self.tz is not None:
            from .zones import require_zone

            require_zone(self.tz)
        for split in self.splits:
            good = 1.0 / LARGEST_RATIO <= split.ratio <= LARGEST_RATIO and split.ratio != 1.0
            if not good:  # NaN is neither
                raise DataError(
                    f"{self.symbol}: split of {split.date}: ratio {split.ratio:g} must be the new"
                    f" shares for each old one, above 0 and not 1: 7 for 7:1, 0.1 for 1:10"
                )
        for each in self.dividends:
            for name in ("amount", "close"):
                value = getattr(each, name)
                if value is not None and not (math.isfinite(value) and value > 0.0):
                    raise DataError(
                        f"{self.symbol}: dividend of {each.date}: {name} {value:g} must be above 0"
                        " and finite; drop the row if nothing was paid"
                    )
        for rename in self.renames:
            require_symbol(rename.symbol)
        self._require_order()

    def _require_order(self) -> None:
        for kind in ("splits", "dividends", "renames"):
            for one, other in pairwise(getattr(self, kind)):
                name = kind.removesuffix("s")
                if one.date > other.date:
                    raise DataError(
                        f"{self.symbol}: {name} of {other.date} stands after that of {one.date}:"
                        " sort the rows by date"
                    )
                if one.date < other.date or (name == "dividend" and one != other):
                    continue  # a special dividend may share the ordinary one's date
                raise DataError(
                    f"{self.symbol}: two {kind} on {one.date}: keep one of them; two equal"
                    " dividends are one of their sum"
                )

    def until(self, day: date | None) -> Actions:
        """Those whose ex-date is on that day or before; all for None."""
        if day is None:
            return self
        kept: dict[str, Any] = {
            kind: tuple(each for each in getattr(self, kind) if each.date <= day)
            for kind in ("splits", "dividends", "renames")
        }
        delisted = self.delisted if self.delisted and self.delisted <= day else None
        return msgspec.structs.replace(self, **kept, delisted=delisted)

    def symbol_on(self, day: date) -> str | None:
        """The symbol that a day's prices were quoted under; None before the first that is known."""
        if not self.renames:
            return self.symbol
        known = [each.symbol for each in self.renames if each.date <= day]
        return known[-1] if known else None

    def save(self, path: Path) -> None:
        """Write the table as JSON, whole or not at all."""
        document = {"openbell_actions": FORMAT} | msgspec.to_builtins(self)
        draft = path.with_name(path.name + ".part")
        try:
            lock.write_durably(draft, msgspec.json.format(msgspec.json.encode(document)))
            draft.replace(path)
        except OSError as error:
            raise DataError(f"{path}: cannot be written ({error.strerror or error})") from error
        finally:
            draft.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path) -> Actions:
        """Read what `save` wrote; raises DataError for any other file."""
        content = read(path)
        try:
            document = msgspec.json.decode(content)
            if not isinstance(document, dict) or "openbell_actions" not in document:
                raise DataError(f"{path.name}: is no table of actions: import it again")
            found = document.pop("openbell_actions")
            if found != FORMAT:
                raise DataError(
                    f"{path.name}: has format {found!r}, this version reads {FORMAT}: upgrade"
                    " Openbell, or import the actions again"
                )
            return msgspec.convert(document, cls)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise DataError(f"{path.name}: is damaged ({error}): import it again") from error


def read(path: Path) -> bytes:
    """The content of a small file; raises DataError where there is none."""
    try:
        if not path.is_file():
            path.stat()
            raise DataError(f"{path}: cannot be read (is no regular file): name a table of actions")
        if path.stat().st_size > LARGEST_FILE:
            raise DataError(f"{path.name}: is larger than {LARGEST_FILE:,} bytes: no actions")
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error})") from error
    except ValueError as error:
        raise DataError(f"{str(path)[:80]!r}: is no path ({error})") from error
