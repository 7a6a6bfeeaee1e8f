"""What every test stands on: an own home folder, a compile cache that fits, the fixtures."""

import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from engine import compile_cache

from . import chromium as headless

ROOT = Path(__file__).parents[1]
FOR_TESTS = ("OPENBELL_HYPOTHESIS", "OPENBELL_SHARED_DATA")
NO_CHROMIUM = "no Chromium on this machine"

# Set while this file is imported: modules that read them may be imported by a test's first line.
for name in [name for name in os.environ if name.startswith("OPENBELL_")]:
    if name not in FOR_TESTS:
        del os.environ[name]
home = tempfile.TemporaryDirectory(prefix="openbell-home-", ignore_cleanup_errors=True)
os.environ["OPENBELL_HOME"] = home.name
os.environ.setdefault(
    compile_cache.VARIABLE, str(ROOT / "build" / f"compiled-{compile_cache.key()}")
)

# The first call of a kernel compiles it, which no deadline can allow for.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", patient, max_examples=100)
settings.register_profile("ci", patient, max_examples=100, print_blob=True, derandomize=True)
settings.register_profile("thorough", patient, max_examples=2_000, print_blob=True)
settings.load_profile(
    os.environ.get("OPENBELL_HYPOTHESIS", "ci" if os.environ.get("CI") == "true" else "default")
)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the home folder of this test run."""
    home.cleanup()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were left out because the machine lacks something."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(NO_CHROMIUM in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(
            f"{count} browser tests were left out: {NO_CHROMIUM}", yellow=True
        )


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real market data that lies beside the repository on some machines; skips without it."""
    place = os.environ.get("OPENBELL_SHARED_DATA")
    folder = Path(place) if place else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no shared market data: OPENBELL_SHARED_DATA may name its folder")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; skips without one, fails in continuous integration."""
    path = headless.find()
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(f"{NO_CHROMIUM}; continuous integration must have one")
    if path is None:
        pytest.skip(f"{NO_CHROMIUM} (on Debian: apt-get install chromium)")
    return path


@pytest.fixture(scope="session")
def screenshot(chromium: str) -> Callable[..., Path]:
    """screenshot(page, width, height, *flags) -> path of a PNG beside the page."""
    return partial(headless.screenshot, chromium)


@pytest.fixture(scope="session")
def dom(chromium: str) -> Callable[..., str]:
    """dom(page, *flags) -> the page's HTML after its scripts have run."""
    return partial(headless.dom, chromium)


@pytest.fixture(scope="session")
def console(chromium: str) -> Callable[..., list[str]]:
    """console(page, *flags) -> what the page wrote to its console, uncaught errors included."""
    return partial(headless.console, chromium)
