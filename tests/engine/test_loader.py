"""A user's file becomes a strategy, or an error that says what to mend and where."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine import compile_cache
from engine.errors import ParameterError, StrategyError
from engine.strategies import strategy
from engine.strategies.causality import check
from engine.strategies.evaluation import outputs
from engine.strategies.loader import load
from engine.strategies.sources import code_hash, sources
from engine.strategies.template import new
from tests.generators import walk

GOOD = """
from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel

LEVEL = 100.0

@kernel
def rule(close: F64, out: I8) -> None:
    for i in range(close.size):
        if close[i] > LEVEL:
            out[i] = SignalType.BUY

class AboveLevel(BaseStrategy):
    "Buys above a level."
    factor: float = 1.0
    signal = staticmethod(rule)

    def features(self) -> dict[str, Feature]:
        return {"close": Feature("close")}
"""
WITH_HELPER = GOOD.replace("close[i] > LEVEL", "is_above(close[i])").replace(
    "LEVEL = 100.0", "from rules import is_above"
)
HELPER = """
from engine import kernel

@kernel
def is_above(price: float) -> bool:
    return price > 100.0
"""


def written(folder: Path, text: str, name: str = "mine.py") -> Path:
    file = folder / name
    file.write_text(text)
    return file


def bought(file: Path) -> int:
    return int(np.count_nonzero(outputs(load(file)(), {"close": walk(500).close})["signal"]))


def above(level: float) -> int:
    return int(np.count_nonzero(walk(500).close > level))


def test_a_file_gives_its_strategy(tmp_path):
    kind = load(written(tmp_path, GOOD))
    assert kind.__name__ == "AboveLevel"
    assert kind().name == "above_level"
    assert bought(tmp_path / "mine.py") == above(100.0)


def test_a_file_is_a_strategy_by_name_too(tmp_path):
    file = written(tmp_path, GOOD)
    assert strategy(str(file), {"factor": "2"}).factor == 2.0
    assert strategy(f"{file}:AboveLevel").name == "above_level"
    with pytest.raises(ParameterError, match="above_level has no parameter 'facto': did you mean"):
        strategy(file, {"facto": 1})


def test_an_edit_is_seen(tmp_path):
    file = written(tmp_path, GOOD)
    first, before = bought(file), code_hash(load(file))
    written(tmp_path, GOOD.replace("100.0", "101.0"))
    assert first == above(100.0)
    assert bought(file) == above(101.0)
    assert code_hash(load(file)) != before


def test_an_edit_of_a_module_that_it_imports_is_seen(tmp_path):
    file = written(tmp_path, WITH_HELPER)
    written(tmp_path, HELPER, "rules.py")
    first, before = bought(file), code_hash(load(file))
    written(tmp_path, HELPER.replace("100.0", "101.0"), "rules.py")
    assert first == above(100.0)
    assert bought(file) == above(101.0)
    assert code_hash(load(file)) != before


def test_two_folders_may_use_one_module_name(tmp_path):
    for name, level in (("a", "100.0"), ("b", "102.0")):
        (tmp_path / name).mkdir()
        written(tmp_path / name, WITH_HELPER)
        written(tmp_path / name, HELPER.replace("100.0", level), "rules.py")
    assert [bought(tmp_path / name / "mine.py") for name in "ab"] == [above(100.0), above(102.0)]
    assert "rules" not in sys.modules
    assert str(tmp_path / "a") not in sys.path


def test_every_own_module_counts_however_deep(tmp_path):
    (tmp_path / "parts").mkdir()
    written(tmp_path / "parts", "from . import deep\nimport numpy\n", "__init__.py")
    written(tmp_path / "parts", "from .deeper import LEVEL\n", "deep.py")
    written(tmp_path / "parts", "LEVEL = 100.0\n", "deeper.py")
    file = written(tmp_path, GOOD.replace("LEVEL = 100.0", "from parts.deep import LEVEL"))
    assert list(sources(file)) == ["", "parts", "parts.deep", "parts.deeper"]
    before = code_hash(load(file))
    written(tmp_path / "parts", "LEVEL = 101.0\n", "deeper.py")
    assert code_hash(load(file)) != before
    assert bought(file) == above(101.0)


def test_the_same_code_has_the_same_hash_wherever_it_lies(tmp_path):
    (tmp_path / "other").mkdir()
    here, there = written(tmp_path, GOOD), written(tmp_path / "other", GOOD, "yours.py")
    assert code_hash(load(here)) == code_hash(load(there))


def test_a_file_loaded_twice_is_one_class(tmp_path):
    file = written(tmp_path, GOOD)
    assert load(file) is load(file)


def test_nothing_is_written_beside_the_file(tmp_path):
    file = written(tmp_path, WITH_HELPER)
    written(tmp_path, HELPER, "rules.py")
    bought(file)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.py", "rules.py"]


def test_compiled_code_is_kept_under_the_hash_of_the_sources(tmp_path):
    file = written(tmp_path, GOOD)
    bought(file)
    folder = compile_cache.directory() / f"user-{code_hash(load(file))}"
    assert next(folder.glob("*/*.nbi"), None) is not None


def test_another_process_finds_the_compiled_code(tmp_path):
    file = written(tmp_path, GOOD)
    bought(file)
    program = (
        "import sys; from engine.strategies.loader import load; import numpy as np\n"
        "kind = load(sys.argv[1]); rule = kind.signal\n"
        "close = np.ones(5); close.flags.writeable = False\n"
        "rule(close, np.zeros(5, np.int8))\n"
        "sys.exit(0 if sum(rule.stats.cache_hits.values()) == 1 else 3)\n"
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, compile_cache.VARIABLE: str(compile_cache.directory())}
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)], cwd=root, env=environment, check=False
    )
    assert done.returncode == 0


def test_several_strategies_need_a_choice(tmp_path):
    second = GOOD + "\nclass Other(AboveLevel):\n    pass\n"
    file = written(tmp_path, second)
    with pytest.raises(StrategyError, match=r"several strategies \(AboveLevel, Other\): name one"):
        load(file)
    assert load(f"{file}:Other").__name__ == "Other"
    with pytest.raises(StrategyError, match="no strategy 'Othr': did you mean 'Other'"):
        load(f"{file}:Othr")


WRONG = {
    "syntax": ("def f(:\n", r"mine\.py:1: is not Python"),
    "import": ("x = 1\nimport nothing_of_this_name\n", r"mine\.py:2: ModuleNotFoundError"),
    "name": ("x = 1\n\ny = undefined\n", r"mine\.py:3: NameError"),
    "exit": ("raise SystemExit\n", r"mine\.py:1: SystemExit"),
    "nothing": ("x = 1\n", "no strategy: define one class that extends BaseStrategy"),
    "uncompiled": (GOOD.replace("@kernel\n", ""), "above_level: signal is not compiled: decorate"),
    "no signal": (GOOD.replace("    signal = staticmethod(rule)\n", ""), "above_level has no sig"),
    "no features": (GOOD[: GOOD.index("    def features")], "AboveLevel declares no features"),
    "signature": (GOOD.replace('"close":', '"price":'), "must begin with its features"),
    "indicator": (
        GOOD.replace('Feature("close")', 'Feature("smaa", "close", 5)'),
        "unknown indicator 'smaa': did you mean 'sma'",
    ),
    "period": (GOOD.replace('Feature("close")', 'Feature("sma", "close", 0)'), "sma"),
    "typing": (GOOD.replace("> LEVEL", '> "x"'), "above_level: signal cannot be compiled: "),
    "default": (
        GOOD.replace("factor: float = 1.0", 'factor: int = "x"'),
        "above_level factor=x: must be an integer",
    ),
    "no default": (GOOD.replace("factor: float = 1.0", "factor: float"), "has no default"),
    "reserved": (GOOD.replace("factor:", "name:"), "a parameter cannot be called 'name'"),
    "reach": (GOOD.replace("    factor", "    reach = -1\n    factor"), "reach is -1"),
    "features fail": (
        GOOD.replace('return {"close"', 'return 1 / 0 or {"close"'),
        r"mine\.py:18: ZeroDivisionError",
    ),
}


@pytest.mark.parametrize("case", list(WRONG))
def test_a_wrong_file_is_told_what_is_wrong(case, tmp_path):
    text, message = WRONG[case]
    file = written(tmp_path, text)
    with pytest.raises((StrategyError, ParameterError), match=message) as caught:
        load(file)
    assert str(caught.value).startswith(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_a_missing_file_gets_the_nearest_name(tmp_path):
    written(tmp_path, GOOD, "breakout.py")
    with pytest.raises(StrategyError, match=r"no such strategy file: did you mean .*breakout\.py"):
        load(tmp_path / "brekout.py")


def test_other_files_and_folders_are_refused(tmp_path):
    with pytest.raises(StrategyError, match="a strategy file is a Python file"):
        load(written(tmp_path, GOOD, "mine.txt"))
    with pytest.raises(StrategyError, match="a strategy file is a Python file"):
        load(tmp_path)
    binary = tmp_path / "binary.py"
    binary.write_bytes(b"\x00\xff")
    with pytest.raises(StrategyError, match="is not Python"):
        load(binary)


def test_a_failed_load_leaves_nothing_behind(tmp_path):
    before = set(sys.modules)
    with pytest.raises(StrategyError):
        load(written(tmp_path, "x = 1\ny = undefined\n"))
    assert set(sys.modules) == before


def test_a_new_file_works_as_it_is_and_is_causal(tmp_path):
    file = new(tmp_path / "my_breakout.py")
    verdict = check(strategy(file))
    assert verdict.passed, verdict.describe()
    assert verdict.signals > 20
    assert strategy(file).name == "my_breakout"
    assert len(file.read_text().splitlines()) < 35


def test_a_new_file_obeys_the_linter(tmp_path):
    new(tmp_path / "mine.py")
    ruff = Path(sys.executable).with_name("ruff")
    done = subprocess.run(
        [ruff, "check", "--isolated", "--line-length", "100", "--select", "E,F,I", tmp_path],
        check=False,
    )
    assert done.returncode == 0


def test_a_new_file_overwrites_nothing(tmp_path):
    file = written(tmp_path, "mine\n")
    with pytest.raises(StrategyError, match="exists already; nothing was written"):
        new(file)
    assert file.read_text() == "mine\n"
    with pytest.raises(StrategyError, match=r"name it mine\.py"):
        new(tmp_path / "mine")
    with pytest.raises(StrategyError, match="no class can have this name"):
        new(tmp_path / "2nd.py")
    with pytest.raises(StrategyError, match="cannot be written"):
        new(tmp_path / "nowhere" / "mine.py")
