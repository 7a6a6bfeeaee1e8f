"""Whether this installation can be trusted, and how to mend what cannot."""

import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

import msgspec

from . import compile_cache, settings
from .errors import ConfigError

DISTRIBUTION = "openbell"
PACKAGES = ("engine", "kernels", "service")
OLDEST_PYTHON = (3, 11)
ENOUGH_DISK = 1_000_000_000
RELEASED = 2026  # a clock that says an earlier year is wrong


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing examined; `remedy` says what to do, and is empty where nothing is."""

    name: str
    level: Literal["ok", "warn", "fail"]
    message: str
    remedy: str = ""


def examine(now: datetime | None = None) -> list[Finding]:
    """Every check; imports nothing compiled, creates nothing but the compile cache's folder."""
    return [
        python(sys.version_info[:2]),
        *packages(),
        *dependencies(),
        charts(),
        configuration(),
        home_folder(),
        compiled(),
        clock(now or datetime.now(UTC)),
        processors(),
    ]


def python(version: tuple[int, ...]) -> Finding:
    """The interpreter is one that the product supports."""
    said = ".".join(map(str, version))
    if tuple(version) >= OLDEST_PYTHON:
        return Finding(name="python", level="ok", message=said)
    return Finding(
        name="python",
        level="fail",
        message=f"{said} is older than 3.11",
        remedy="make a virtual environment with Python 3.11 or later and install there",
    )


def packages() -> Iterator[Finding]:
    """The import packages belong to this distribution, not to another of the same name."""
    try:
        own = importlib.metadata.distribution(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        yield Finding(
            name="distribution",
            level="fail",
            message=f"{DISTRIBUTION} is not installed in {sys.prefix}",
            remedy="pip install openbell, or in a checkout: make",
        )
        return
    yield Finding(name="distribution", level="ok", message=f"{DISTRIBUTION} {own.version}")
    owners = importlib.metadata.packages_distributions()
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        origin = Path(spec.origin) if spec and spec.origin else None
        others = [each for each in owners.get(name, []) if each != DISTRIBUTION]
        yield ownership(name, origin, places(own, name), others)


def places(own: importlib.metadata.Distribution, package: str) -> list[Path]:
    """Where a distribution's package may lie: its installed file, or its editable checkout."""
    url = json.loads(own.read_text("direct_url.json") or "{}")
    if url.get("dir_info", {}).get("editable"):
        root = Path(url2pathname(unquote(urlsplit(url["url"]).path)))
        return [root / package / "__init__.py"]
    return [Path(str(own.locate_file(f"{package}/__init__.py")))]


def ownership(
    package: str, origin: Path | None, expected: Iterable[Path], others: list[str]
) -> Finding:
    """Whether a package is ours: where it is imported from, and who else claims its folder."""
    ours = [path.resolve() for path in expected]
    own_environment = "install openbell into a virtual environment of its own"
    if origin is None:
        return Finding(
            name=package,
            level="fail",
            message="cannot be imported",
            remedy=f"pip install --force-reinstall {DISTRIBUTION}",
        )
    if origin.resolve() not in ours:
        return Finding(
            name=package,
            level="fail",
            message=f"is imported from {origin.parent}, not from {ours[0].parent}",
            remedy=f"another project or folder is also named {package}: {own_environment},"
            " and start it outside that folder",
        )
    if others:
        return Finding(
            name=package,
            level="fail",
            message=f"{', '.join(others)} installed files into the same folder {origin.parent}",
            remedy=f"pip uninstall {' '.join(others)}; pip install --force-reinstall"
            f" {DISTRIBUTION}; better: {own_environment}",
        )
    return Finding(name=package, level="ok", message=str(origin.parent))


def dependencies() -> Iterator[Finding]:
    """Each library is there, and at least of the version that the distribution asks for."""
    try:
        asked = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        return
    for requirement in asked:
        if "extra ==" in requirement:
            continue
        name, least = split(requirement)
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            version = ""
        yield dependency(name, version, least)


def dependency(name: str, version: str, least: str) -> Finding:
    """One library: "" for a version is a library that is not there."""
    remedy = f"pip install --upgrade '{name}>={least}'"
    if not version:
        return Finding(name=name, level="fail", message="is not installed", remedy=remedy)
    if numbers(version) < numbers(least):
        message = f"{version} is older than {least}"
        return Finding(name=name, level="fail", message=message, remedy=remedy)
    return Finding(name=name, level="ok", message=version)


def split(requirement: str) -> tuple[str, str]:
    """Name and least version of a requirement such as "numpy>=2.2"."""
    name = re.match(r"[\w.-]+", requirement)
    least = re.search(r">=\s*([\d.]+)", requirement)
    return (name.group() if name else requirement), (least.group(1) if least else "0")


def numbers(version: str) -> tuple[int, ...]:
    """The release part of a version as numbers, for comparing."""
    release = re.match(r"\d+(\.\d+)*", version)
    return tuple(map(int, release.group().split("."))) if release else ()


def charts() -> Finding:
    """The library that draws a report's charts is in its wheel."""
    spec = importlib.util.find_spec("litecharts")
    folders = list(spec.submodule_search_locations or []) if spec else []
    if any((Path(each) / "js" / "lightweight-charts.js").is_file() for each in folders):
        return Finding(name="charts", level="ok", message="lightweight-charts is there")
    return Finding(
        name="charts",
        level="fail",
        message="litecharts/js/lightweight-charts.js is missing: reports cannot draw",
        remedy="pip install --force-reinstall litecharts",
    )


def configuration() -> Finding:
    """The settings can be read, and every OPENBELL_ variable is one that something reads."""
    try:
        found = settings.resolve()
    except ConfigError as error:
        remedy = "mend that line, or write a fresh file: openbell config init --force"
        return Finding(name="settings", level="fail", message=str(error), remedy=remedy)
    if found.unknown:
        remedy = "rename or unset it"
        message = "; ".join(found.unknown)
        return Finding(name="settings", level="warn", message=message, remedy=remedy)
    return Finding(name="settings", level="ok", message=str(found.file or "defaults, no file"))


def home_folder() -> Finding:
    """The home folder, or the nearest folder above it that exists, can be written and has room."""
    try:
        folder = settings.home()
    except ConfigError:
        return Finding(
            name="home",
            level="fail",
            message="unknown, as the settings cannot be read",
            remedy="mend the settings first",
        )
    above = next(each for each in (folder, *folder.parents) if each.exists())
    if not above.is_dir() or not os.access(above, os.W_OK | os.X_OK):
        return Finding(
            name="home",
            level="fail",
            message=f"{folder} cannot be written",
            remedy="give yourself the right to write it, or set OPENBELL_HOME to another folder",
        )
    free = shutil.disk_usage(above).free
    said = f"{folder}, {free / 1e9:.1f} GB free"
    if free < ENOUGH_DISK:
        remedy = "free some space, or set OPENBELL_HOME to another disk"
        return Finding(name="home", level="warn", message=said, remedy=remedy)
    return Finding(name="home", level="ok", message=said)


def compiled() -> Finding:
    """The compile cache can be written, and is warm."""
    try:
        folder = compile_cache.directory()
    except (OSError, ModuleNotFoundError) as error:
        return Finding(
            name="compile cache",
            level="fail",
            message=str(error),
            remedy=f"set {compile_cache.VARIABLE} to a folder that can be written",
        )
    if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
        return Finding(
            name="compile cache",
            level="warn",
            message=f"{folder} cannot be written: every new process compiles again",
            remedy=f"set {compile_cache.VARIABLE} to a folder that can be written",
        )
    if compile_cache.is_cold():
        return Finding(
            name="compile cache",
            level="ok",
            message=f"{folder}, empty: the first backtest compiles, once (or: openbell warm)",
        )
    return Finding(name="compile cache", level="ok", message=f"{folder}, warm")


def clock(now: datetime) -> Finding:
    """The clock is not behind this release."""
    if now.year >= RELEASED:
        return Finding(name="clock", level="ok", message=f"{now:%Y-%m-%d %H:%M} UTC")
    return Finding(
        name="clock",
        level="fail",
        message=f"says {now:%Y-%m-%d}, before this release was made",
        remedy="set the machine's clock, best by a time service",
    )


def processors() -> Finding:
    """How many processors and threads there are to compute with."""
    threads = os.environ.get("NUMBA_NUM_THREADS")
    message = f"{os.cpu_count()} processors" + (f", {threads} threads" if threads else "")
    return Finding(name="processors", level="ok", message=message)
