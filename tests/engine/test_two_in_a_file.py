"""Two strategies of one file are two: each has its own verdict, whichever was checked first."""

import pytest

from engine.strategies import strategy
from engine.strategies.verdicts import remembered

SOURCE = """
import engine as ob


@ob.kernel
def last(close: ob.F64, out: ob.I8) -> None:
    for i in range(1, close.size):
        if close[i] > close[i - 1]:
            out[i] = ob.SignalType.BUY


@ob.kernel
def next_(close: ob.F64, out: ob.I8) -> None:
    for i in range(close.size - 1):
        if close[i + 1] > close[i]:
            out[i] = ob.SignalType.BUY


class Honest(ob.BaseStrategy):
    signal = last

    def features(self):
        return {"close": ob.Feature("close")}


class Peeks(ob.BaseStrategy):
    signal = next_

    def features(self):
        return {"close": ob.Feature("close")}
"""


@pytest.mark.parametrize("order", [("Honest", "Peeks"), ("Peeks", "Honest")])
def test_each_strategy_of_a_file_has_its_own_verdict(order, tmp_path):
    file = tmp_path / "two.py"
    file.write_text(SOURCE, encoding="utf-8")
    passed = {name: remembered(strategy(f"{file}:{name}")).passed for name in order}
    assert passed == {"Honest": True, "Peeks": False}
