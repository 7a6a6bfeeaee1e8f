"""The folder that keeps compiled kernels: a new one whenever the kernels or their compiler change.

Numba looks only at the file that holds a function, not at the helpers it calls: after an upgrade it
would go on running old code. A folder named after everything that was compiled cannot go stale.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sys
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from platformdirs import user_cache_path

VARIABLE = "NUMBA_CACHE_DIR"
PREFIX = "compiled-"
KEEP_DAYS = 30.0
DAY_SECONDS = 86_400.0

logger = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def key() -> str:
    """Hash of every file in `kernels`, of numba's version and of the Python version."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"{sys.implementation.cache_tag} {sys.hexversion:x}".encode())
    for package, pattern in (("numba", "_version.py"), ("kernels", "**/*.py")):
        folder = _folder(package)
        for path in sorted(folder.glob(pattern)):
            content = path.read_bytes()
            digest.update(
                f"{package}/{path.relative_to(folder).as_posix()} {len(content)}".encode()
            )
            digest.update(content)
    return digest.hexdigest()


def directory() -> Path:
    """Where compiled code is kept: `$NUMBA_CACHE_DIR` if the user set it, else a folder of our own.

    A folder of ours that an older process left in the variable does not count as the user's choice.
    """
    chosen = os.environ.get(VARIABLE)
    if chosen and not _is_ours(Path(chosen)):
        return Path(chosen)
    return _own_directory()


def use() -> None:
    """Make numba keep compiled code in `directory()`; cheapest before numba is imported."""
    folder = directory()
    if folder.name.startswith(PREFIX):
        os.utime(folder)
    os.environ[VARIABLE] = str(folder)
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = str(folder)


def is_cold() -> bool:
    """Whether nothing has been compiled yet, so that the first run will have to."""
    return next(directory().glob("*/*.nbi"), None) is None


def prune(days: float = KEEP_DAYS) -> list[Path]:
    """Remove the folders of other versions last used `days` before this one; returns what went."""
    current = _own_directory()
    newest = current.stat().st_mtime
    removed = []
    for folder in sorted(current.parent.glob(f"{PREFIX}*")):
        unused = newest - folder.stat().st_mtime
        if folder != current and folder.is_dir() and unused >= days * DAY_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
            removed.append(folder)
    return removed


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed", name=package)
    return Path(spec.origin).parent


def _is_ours(folder: Path) -> bool:
    return folder.name.startswith(PREFIX) and folder.parent in _places()


def _places() -> tuple[Path, ...]:
    return user_cache_path("openbell", appauthor=False), _temporary_place()


def _temporary_place() -> Path:
    import tempfile

    user = os.getuid() if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"openbell-{user}"


@lru_cache(maxsize=1)
def _usable_place(places: tuple[Path, ...]) -> Path:
    lasting, temporary = places
    try:
        _make_writable(lasting)
    except OSError as error:
        logger.warning(
            "compiled code cannot be kept in %s (%s): using %s; set %s to a writable folder",
            *(lasting, error.strerror, temporary, VARIABLE),
        )
        return _private(temporary)
    return lasting


def _own_directory() -> Path:
    folder = _usable_place(_places()) / f"{PREFIX}{key()}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _make_writable(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    trial = folder / f".trial-{os.getpid()}"
    trial.touch()
    trial.unlink(missing_ok=True)


def _private(folder: Path) -> Path:
    """The folder, if this user alone can write it: what lies in a compile cache gets executed."""
    import tempfile

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = folder.lstat()
    foreign = hasattr(os, "getuid") and status.st_uid != os.getuid()
    if folder.is_symlink() or foreign or (os.name == "posix" and status.st_mode & 0o022):
        return Path(tempfile.mkdtemp(prefix="openbell-"))
    return folder
