"""Pairs on the command line get the declared types; what is wrong is named with its remedy."""

import pytest

from engine.backtest.costs import Costs
from engine.errors import ParameterError
from engine.risk.settings import Risk
from service.cli.group import spread
from service.cli.pairs import pairs, settings


def test_values_become_what_the_record_declares():
    texts = ["stop=percent", "stop_value=0.02", "allow_short=true", "max_positions=3", "lot=1"]
    found = settings("--risk", texts, Risk)
    assert found == {
        "stop": "percent",
        "stop_value": 0.02,
        "allow_short": True,
        "max_positions": 3,
        "lot": 1.0,
    }
    assert isinstance(found["lot"], float)


@pytest.mark.parametrize(
    ("option", "text", "kind", "message"),
    [
        ("--risk", "stopp=atr", Risk, r"--risk stopp: unknown name: did you mean 'stop'\?"),
        ("--risk", "stop=atrr", Risk, r"must be one of none, .*: did you mean 'atr'\?"),
        ("--risk", "allow_short=maybe", Risk, r"allow_short=maybe: must be true or false"),
        ("--risk", "max_positions=2.5", Risk, r"max_positions=2.5: must be a whole number"),
        ("--cost", "percent=5%", Costs, r"--cost percent=5%: must be a number"),
        ("--cost", "percent", Costs, r"--cost percent: must be NAME=VALUE"),
        ("--cost", "percent=", Costs, r"--cost percent=: must be NAME=VALUE"),
        ("--cost", "=1", Costs, r"--cost =1: must be NAME=VALUE"),
    ],
)
def test_a_wrong_pair_is_refused(option, text, kind, message):
    with pytest.raises(ParameterError, match=message):
        settings(option, [text], kind)


def test_a_name_given_twice_is_refused():
    with pytest.raises(ParameterError, match="--set fast is given twice: 5 and 6"):
        pairs("--set", ["fast=5", "fast=6"])


def test_a_value_may_hold_an_equals_sign():
    assert pairs("--set", ["a=b=c"]) == {"a": "b=c"}


def test_options_take_several_values_at_once():
    given = ["--data", "a.csv", "B=b.csv", "--json", "--set", "fast=5", "slow=9", "--capital", "1"]
    assert list(spread(given)) == [
        *("--data", "a.csv", "--data", "B=b.csv", "--json"),
        *("--set", "fast=5", "--set", "slow=9", "--capital", "1"),
    ]


def test_a_value_after_another_option_is_left_to_the_parser():
    assert list(spread(["--json", "stray", "x"])) == ["--json", "stray", "x"]
