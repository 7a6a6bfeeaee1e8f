"""What a user waits for: help, a first result in a new process, the very first run on a machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .data import minutes

FIRST = "import engine as ob; ob.backtest(ob.read_bars('bars.csv'), 'sma_cross').metrics['sharpe']"
OPENBELL = str(Path(sys.executable).with_name("openbell"))


@pytest.fixture
def call(tmp_path):
    """Run a command in a folder with bars.csv; `cold` gives it an empty compile cache."""
    minutes(2_520).write_csv(tmp_path / "bars.csv")

    def called(*words, cold=None):
        environment = {**os.environ, "OPENBELL_HOME": str(tmp_path / "home")}
        if cold is not None:
            environment["NUMBA_CACHE_DIR"] = str(cold)
        subprocess.run(words, cwd=tmp_path, env=environment, check=True, capture_output=True)

    return called


def test_help(benchmark, call):
    benchmark.pedantic(call, (OPENBELL, "--help"), rounds=9, warmup_rounds=1)


def test_python_start_to_first_result(benchmark, call):
    benchmark.pedantic(call, (sys.executable, "-c", FIRST), rounds=9, warmup_rounds=1)


def test_command_start_to_saved_run(benchmark, call):
    words = (OPENBELL, "backtest", "--strategy", "sma_cross", "--data", "bars.csv", "--json")
    benchmark.pedantic(call, words, rounds=9, warmup_rounds=1)


def test_first_run_on_a_machine(benchmark, call, tmp_path_factory):
    words = (OPENBELL, "backtest", "--strategy", "sma_cross", "--data", "bars.csv")

    def empty():
        return words, {"cold": tmp_path_factory.mktemp("cache")}

    benchmark.pedantic(call, setup=empty, rounds=3)


def test_warm_on_a_machine(benchmark, call, tmp_path_factory):
    def empty():
        return (OPENBELL, "warm"), {"cold": tmp_path_factory.mktemp("cache")}

    benchmark.pedantic(call, setup=empty, rounds=1)
