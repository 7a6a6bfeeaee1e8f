"""A run's id depends on its settings and data, and on nothing else."""

import msgspec
import pytest

from engine.backtest.costs import Costs
from engine.backtest.spec import BacktestSpec, Leg
from engine.data.instruments import Instrument
from engine.errors import RunError
from engine.risk.settings import Risk
from engine.runs.identity import checked, run_id

DATA = {"SPY": "aa", "QQQ": "bb"}


class Later(BacktestSpec):
    """The settings of a later release, which has one more."""

    added: str | None = None


def spec(kind=BacktestSpec, symbols=("SPY", "QQQ"), percent=0.001, **others):
    leg = {"symbols": symbols, "strategy": "sma_cross", "params": {"fast": 20}, "code": "cc"}
    settings = {
        "legs": (Leg(**leg, risk=Risk(lot=1.0)),),
        "instruments": tuple(Instrument(symbol=symbol) for symbol in symbols),
        "costs": Costs(percent=percent),
        "capital": 100_000.0,
        "interval": "1d",
    }
    return kind(**settings | others)


def test_the_id_is_sixteen_hex_digits_and_the_same_in_every_process():
    assert run_id(spec(), DATA) == "5511ed41195bcb89"


def test_equal_content_has_one_id_however_it_is_written():
    other = spec(capital=100_000, start=None)
    assert run_id(other, dict(reversed(DATA.items()))) == run_id(spec(), DATA)


def test_a_setting_added_later_renames_no_run():
    assert run_id(spec(Later), DATA) == run_id(spec(), DATA)
    assert run_id(spec(Later, added="x"), DATA) != run_id(spec(), DATA)


@pytest.mark.parametrize(
    ("other", "data"),
    [
        (spec(percent=0.002), DATA),
        (spec(capital=1.0), DATA),
        (spec(start="2020-01-01"), DATA),
        (spec(symbols=("QQQ", "SPY")), DATA),
        (spec(semantics=99), DATA),
        (spec(legs=(msgspec.structs.replace(spec().legs[0], code="dd"),)), DATA),
        (spec(legs=(msgspec.structs.replace(spec().legs[0], params={"fast": 21}),)), DATA),
        (spec(), DATA | {"QQQ": "bc"}),
        (spec(), {"SPY": "aa"}),
    ],
)
def test_other_settings_code_or_data_have_another_id(other, data):
    assert run_id(other, data) != run_id(spec(), DATA)


def test_new_rules_rename_every_run():
    class NewRules(BacktestSpec):
        semantics: int = 2

    assert run_id(spec(NewRules), DATA) != run_id(spec(), DATA)


@pytest.mark.parametrize("text", ["", "..", "../x", "a/b", "A1", "a" * 17, "g", "a\n", "a.json"])
def test_nothing_but_hex_digits_is_taken_for_an_id(text):
    with pytest.raises(RunError, match="is not a run's id"):
        checked(text)


def test_the_beginning_of_an_id_is_taken():
    assert checked("71b5") == "71b5"
