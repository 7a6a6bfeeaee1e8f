"""Verdicts of the causality check, remembered in the home folder."""

import hashlib
import logging
from collections.abc import Mapping
from pathlib import Path

import msgspec

from kernels.bars import COLUMNS, Bars

from .. import compile_cache
from ..errors import RunError
from ..lock import hold, write_durably
from ..settings import home
from ..version import version
from .base import BaseStrategy
from .causality import ENDLESS, check
from .sources import code_hash, content, digest
from .verdict import Verdict

FORMAT = 3
FOLDER = "verdicts"

logger = logging.getLogger(__name__)


def remembered(strategy: BaseStrategy, bars: Bars | Mapping[str, Bars] | None = None) -> Verdict:
    """The stored verdict on this code, these parameters, this version and these bars, or a new one.

    Where the home folder cannot be written the strategy is checked each time.
    """
    given = {"data": bars} if isinstance(bars, Bars) else dict(bars or {})
    file = home() / FOLDER / f"{key(strategy, given)}.json"
    stored = _read(file)
    if stored is not None:
        return stored
    verdict = check(strategy, given)
    if ENDLESS in verdict.reasons:
        return verdict  # on a busy machine it may only have been slow
    try:
        with hold(file.parent):
            partial = file.with_suffix(".partial")
            write_durably(partial, msgspec.json.encode(verdict))
            partial.replace(file)
    except (RunError, OSError) as error:
        logger.warning("the verdict on %s is not remembered: %s", strategy.name, error)
    return verdict


def key(strategy: BaseStrategy, given: Mapping[str, Bars]) -> str:
    """Hash of the code and all that it imports, the parameters, the product and the bars tried.

    The class is named by what it does, as a file may hold several and a name may be bound anew.
    """
    parts = {
        "format": str(FORMAT).encode(),
        "code": code_hash(type(strategy)).encode(),
        "class": f"{type(strategy).__qualname__} {content(type(strategy))}".encode(),
        "version": f"{version()} {compile_cache.key()}".encode(),
        "parameters": msgspec.json.encode(strategy.parameters(), order="deterministic"),
    }
    for name, bars in given.items():
        total = hashlib.blake2b(digest_size=16)
        for name_of_column in COLUMNS:
            total.update(getattr(bars, name_of_column).data)
        parts[f"bars {name}"] = total.digest()
    return digest(parts)


def _read(file: Path) -> Verdict | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Verdict)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        logger.warning("%s cannot be used (%s): checking again", file, error)
        return None
