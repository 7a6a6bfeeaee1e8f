"""Chromium without a window: what a page looks like, what it becomes, what it complains about."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
CONSOLE = re.compile(r':CONSOLE[:(]\d+\)?\] "(.*)", source: ', re.DOTALL)
TIMEOUT_SECONDS = 180
ATTEMPTS = 5


def find() -> str | None:
    """Path of the browser, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def run(browser: str, page: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """Open the page once, in a profile of its own, and wait for the browser to end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        return subprocess.run(
            [browser, *QUIET, f"--user-data-dir={profile}", *flags, page.resolve().as_uri()],
            capture_output=True,
            text=True,
            check=True,
            timeout=TIMEOUT_SECONDS,
        )


def screenshot(browser: str, page: Path, width: int, height: int, *flags: str) -> Path:
    """A PNG beside the page, as a window of this size shows it."""
    picture = page.with_name(f"{page.stem}-{width}x{height}.png")
    run(browser, page, f"--window-size={width},{height}", f"--screenshot={picture}", *flags)
    return picture


def dom(browser: str, page: Path, *flags: str) -> str:
    """The page's HTML after its scripts have run for ten virtual seconds.

    Frames are drawn in real time: on a busy machine virtual time may be over first, so that a page
    whose probe (`tests/browser/probe.py`) has not answered is opened again.
    """
    asks = 'said.id = "probe"' in page.read_text(encoding="utf-8")
    for _ in range(ATTEMPTS):
        found = run(browser, page, "--virtual-time-budget=10000", "--dump-dom", *flags).stdout
        if not asks or '<output id="probe">' in found:
            break
    return found


def console(browser: str, page: Path, *flags: str) -> list[str]:
    """Everything the page wrote to its console, uncaught errors and blocked loads included."""
    flags = ("--virtual-time-budget=10000", "--dump-dom", "--enable-logging=stderr", *flags)
    lines = run(browser, page, *flags).stderr.splitlines()
    return [found[1] for found in map(CONSOLE.search, lines) if found]
