"""Two strategies of one file are two: each has its own verdict, whichever was checked first."""

import pytest

from engine.runs.sources import sources_of
from engine.strategies import strategy
from engine.strategies.sources import code_hash
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


MADE = """
import engine as ob


def make(ahead):
    @ob.kernel
    def rises(close: ob.F64, out: ob.I8) -> None:
        for i in range(close.size - ahead):
            if i > 0 and close[i + ahead] > close[i - 1 + ahead]:
                out[i] = ob.SignalType.BUY

    class Made(ob.BaseStrategy):
        signal = rises

        def features(self):
            return {"close": ob.Feature("close")}

    return Made


Honest = make(0)
Peeks = make(1)
"""


def test_classes_of_one_name_are_told_apart_by_what_they_do(tmp_path):
    file = tmp_path / "made.py"
    file.write_text(MADE, encoding="utf-8")
    honest, peeks = (strategy(f"{file}:{name}") for name in ("Honest", "Peeks"))
    assert (remembered(honest).passed, remembered(peeks).passed) == (True, False)
    assert code_hash(type(honest)) != code_hash(type(peeks))
    assert sources_of(honest).entry == "made.py:Honest"


def test_a_signal_that_is_put_into_a_checked_class_is_checked_anew(tmp_path):
    file = tmp_path / "two.py"
    file.write_text(SOURCE, encoding="utf-8")
    honest, peeks = (strategy(f"{file}:{name}") for name in ("Honest", "Peeks"))
    assert remembered(honest).passed
    type(honest).signal = staticmethod(type(peeks).signal)
    assert not remembered(honest).passed
