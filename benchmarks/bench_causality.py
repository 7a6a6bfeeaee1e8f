"""The proof that a strategy does not look ahead, on a year of minute bars."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.data.bars import arrays
from engine.strategies import BUILT_IN, strategy
from engine.strategies.causality import check

from .data import year_of_minutes

EXAMPLES = Path(__file__).parents[1] / "examples"
STRATEGIES = (*BUILT_IN, EXAMPLES / "rsi_dip.py", EXAMPLES / "breakout.py")
ALONE = (
    "import sys, polars as pl; from engine.data.bars import arrays;"
    "from engine.strategies import strategy; from engine.strategies.causality import check;"
    "check(strategy(sys.argv[1]), arrays(pl.read_parquet(sys.argv[2])))"
)


def names(choice):
    return Path(choice).stem


@pytest.mark.parametrize("choice", STRATEGIES, ids=names)
def test_check(benchmark, choice):
    bars = arrays(year_of_minutes())
    chosen = strategy(choice)
    benchmark.extra_info["bars"] = bars.ts.size
    verdict = benchmark.pedantic(check, (chosen, bars), rounds=7, warmup_rounds=1)
    assert verdict.passed
    benchmark.extra_info["prefixes"] = verdict.cuts + verdict.whole


@pytest.mark.parametrize("choice", STRATEGIES, ids=names)
def test_check_in_a_process_that_must_compile(benchmark, choice, tmp_path, tmp_path_factory):
    file = tmp_path / "bars.parquet"
    year_of_minutes().write_parquet(file)

    def alone(cache):
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache), "OPENBELL_HOME": str(tmp_path)}
        words = (sys.executable, "-c", ALONE, str(choice), str(file))
        subprocess.run(words, env=environment, check=True)

    benchmark.pedantic(alone, setup=lambda: ((tmp_path_factory.mktemp("cache"),), {}), rounds=1)
