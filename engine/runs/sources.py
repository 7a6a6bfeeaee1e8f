"""A user's strategy as a saved run keeps it: its file, and the user's modules that it imports."""

from __future__ import annotations

import logging
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from ..strategies import BUILT_IN
from ..strategies.sources import contents, digest, files_hash, sources

if TYPE_CHECKING:
    from ..strategies.base import BaseStrategy

logger = logging.getLogger(__name__)


class Sources(NamedTuple):
    """What to call to load it ("mine.py:Breakout"), and the files by path below one folder."""

    entry: str
    files: dict[str, bytes]


def sources_of(used: BaseStrategy) -> Sources | None:
    """The files of a strategy; None for a built-in one, and for one whose files are not to be had.

    That is one typed at a prompt, or whose file was edited after it was loaded: a run of it is
    saved, but cannot be made again.
    """
    kind = type(used)
    if kind in BUILT_IN.values():
        return None
    place = getattr(sys.modules.get(kind.__module__), "__file__", None)
    if place is None or not Path(place).is_file():
        logger.warning("%s has no file: its run cannot be made again later", used.name)
        return None
    modules = sources(Path(place))
    held = contents(modules)
    if digest(held) != files_hash(kind):
        logger.warning("%s was edited since it was loaded: its source is not kept", place)
        return None
    files = {_path(name, modules[name]): content for name, content in held.items()}
    names = [name for name, value in vars(sys.modules[kind.__module__]).items() if value is kind]
    if not names:
        logger.warning("%s is not a name of its file: its run cannot be made again", used.name)
        return None
    return Sources(f"{Path(place).name}:{names[0]}", files)


def _path(module: str, origin: Path) -> str:
    """Where a module's file lies below the strategy's folder, so that it is found by its name."""
    parts = module.split(".")
    package = parts if origin.name == "__init__.py" else parts[:-1]
    return str(PurePosixPath(*package, origin.name))
