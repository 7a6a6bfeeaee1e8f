"""A run's id depends on its settings and data, and on nothing else."""

import msgspec
import pytest

from engine.backtest.costs import Costs
from engine.errors import RunError
from engine.risk.settings import Risk
from engine.runs.identity import checked, run_id

DATA = {"SPY": "aa", "QQQ": "bb"}


def test_the_id_is_sixteen_hex_digits_and_the_same_in_every_process():
    assert run_id(Costs(percent=0.001), {"SPY": "aa"}) == "26aa740624e45e5b"


def test_equal_content_has_one_id_however_it_is_written():
    assert run_id(Risk(fraction=1), DATA) == run_id(
        Risk(fraction=1.0), dict(reversed(DATA.items()))
    )


def test_a_setting_added_later_renames_no_run():
    class Before(msgspec.Struct):
        costs: Costs
        capital: float = 1.0

    class After(Before):
        added: str | None = None

    costs = Costs(percent=0.001)
    assert run_id(Before(costs), DATA) == run_id(After(costs), DATA)
    assert run_id(Before(costs), DATA) != run_id(After(costs, added="x"), DATA)


@pytest.mark.parametrize(
    ("spec", "data"),
    [
        (Risk(fraction=0.5), DATA),
        (Risk(fraction=1.0), DATA | {"QQQ": "bc"}),
        (Risk(fraction=1.0), {"SPY": "aa"}),
    ],
)
def test_other_settings_or_data_have_another_id(spec, data):
    assert run_id(spec, data) != run_id(Risk(fraction=1.0), DATA)


@pytest.mark.parametrize("text", ["", "..", "../x", "a/b", "A1", "a" * 17, "g", "a\n", "a.json"])
def test_nothing_but_hex_digits_is_taken_for_an_id(text):
    with pytest.raises(RunError, match="is not a run's id"):
        checked(text)


def test_the_beginning_of_an_id_is_taken():
    assert checked("71b5") == "71b5"
