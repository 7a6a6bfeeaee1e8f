"""Times one rule on Openbell and on four other libraries, and writes the table in the README.

usage: python -m benchmarks.libraries.compare ENVIRONMENTS   (or `make libraries`)

Each library lives in an environment of its own, ENVIRONMENTS/NAME, and runs in a process of its
own: imports and the first run, which compiles, are not part of the figures. Rounds are interleaved:
Openbell, a library, Openbell, … Ratios are of medians.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..data import minutes
from .page import rewritten, table

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NAMES = ("backtesting", "vectorbt", "nautilus_trader", "backtrader")
ROUNDS = {2_520: 7, 100_000: 3}
COLUMNS = ("open", "high", "low", "close", "volume")


class Figures(NamedTuple):
    """What a library took: medians in seconds, and what it says the account came to."""

    name: str
    version: str
    bars: int
    seconds: float
    ours: float
    first: float
    memory: float
    trades: int
    equity: float


@contextmanager
def served(python: str | Path, name: str, file: Path):
    """The script of a library as a process; its first answer, and a function that asks for runs."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [str(python), str(HERE / f"run_{name}.py"), str(file)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        yield json.loads(process.stdout.readline()), lambda: ask(process), process.pid
        process.stdin.close()


def ask(process) -> dict:
    process.stdin.write("run\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def peak(pid: int) -> float:
    """The most memory that a process held, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024.0


def compared(environments: Path, name: str, bars: int, file: Path) -> tuple[Figures, Figures]:
    """Openbell's figures and the library's, over interleaved rounds."""
    theirs = environments / name / "bin" / "python"
    with (
        served(sys.executable, "openbell", file) as (own, run_own, own_pid),
        served(theirs, name, file) as (other, run_other, other_pid),
    ):
        rounds = [(run_own(), run_other()) for _ in range(ROUNDS[bars])]
        memory = peak(own_pid), peak(other_pid)
    a, b = ([each[side] for each in rounds] for side in (0, 1))
    ours, seconds = (statistics.median(run["seconds"] for run in runs) for runs in (a, b))
    return tuple(
        Figures(
            label, first["version"], bars, time, ours, first["first_seconds"], held,
            runs[-1]["trades"], runs[-1]["equity"],
        )
        for label, first, time, held, runs in (
            ("openbell", own, ours, memory[0], a),
            (name, other, seconds, memory[1], b),
        )
    )  # fmt: skip


def saved(bars: int, folder: str) -> Path:
    """The market as a file that numpy reads."""
    frame = minutes(bars)
    file = Path(folder) / f"bars-{bars}.npz"
    ts = frame["ts"].dt.timestamp("ns").to_numpy()
    np.savez(file, ts=ts, **{name: frame[name].to_numpy() for name in COLUMNS})
    return file


def main() -> None:
    """Time everything, then write peers.md and the README's block."""
    environments = Path(sys.argv[1])
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for bars in ROUNDS:
            file = saved(bars, folder)
            pairs = [compared(environments, name, bars, file) for name in NAMES]
            found += [pairs[0][0], *[other for _, other in pairs]]
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    day = datetime.now(UTC).date().isoformat()
    lines = table([each._asdict() for each in found], f"{machine}, {day}")
    page = HERE.parent / "libraries.md"
    page.write_text(lines, encoding="utf-8")
    readme = ROOT / "README.md"
    readme.write_text(rewritten(readme.read_text(encoding="utf-8"), lines), encoding="utf-8")


if __name__ == "__main__":
    main()
