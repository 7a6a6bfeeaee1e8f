"""`import engine as ob` gives every public name, in whatever order they are used."""

import subprocess
import sys

import pytest

import engine

CODE = """
import engine as ob
for name in sys.argv[1:]:
    getattr(ob, name)
bars = ob.synthetic("trending", bars=300)
assert ob.backtest(bars, "sma_cross", costs=ob.Costs(percent=0.001)).metrics["trades"] >= 0
"""


@pytest.mark.parametrize("name", engine.__all__)
def test_every_name_is_there(name):
    assert getattr(engine, name) is not None


@pytest.mark.parametrize("first", [["Costs"], ["Result"], ["backtest"]])
def test_backtest_can_be_called_whatever_was_imported_first(first):
    words = [sys.executable, "-c", "import sys\n" + CODE, *first]
    answer = subprocess.run(words, capture_output=True, text=True, check=False)
    assert answer.stderr == ""
