"""The time, and waiting: injected, so that tests drive both."""

import time
from typing import Protocol


class Clock(Protocol):
    """What a source knows of time."""

    def now(self) -> int:
        """Nanoseconds since 1970, UTC."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class WallClock:
    """The machine's own clock."""

    def now(self) -> int:
        """Nanoseconds since 1970, UTC."""
        return time.time_ns()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
