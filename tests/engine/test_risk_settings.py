"""Risk settings: what they take, how they are kept, and what they refuse in which words."""

import msgspec
import pytest

import engine as ob
from engine.backtest.run import converted
from engine.backtest.spec import BacktestSpec, Leg
from engine.data.instruments import Instrument
from engine.risk.settings import Risk, require_stop
from engine.runs.identity import run_id
from service.cli.pairs import settings

SEVERAL = {"stop": ["percent", "time"], "stop_value": [0.02, 10]}
PARTS = {"target": ["r", "atr"], "target_value": [1.0, 2.5], "target_part": [0.5, 0.25]}


@pytest.mark.parametrize(
    "given",
    [
        {"stop": ["percent", "time"], "stop_value": [0.02, 10]},
        {"stop": ("percent", "time"), "stop_value": (0.02, 10.0)},
        {"stop": "percent,time", "stop_value": "0.02,10"},
        {"stop": "percent, time", "stop_value": " 0.02, 10 "},
    ],
)
def test_lists_tuples_and_text_with_commas_are_one_setting(given):
    risk = converted(Risk, given, {}, "risk")
    assert (risk.stop, risk.stop_value) == (("percent", "time"), (0.02, 10.0))
    assert risk.stops == (("percent", 0.02), ("time", 10.0))
    assert risk == Risk(**given)


def test_on_the_command_line_commas_separate():
    texts = ["stop=percent,time", "stop_value=0.02,10", "target=r,atr", "target_value=1,2.5"]
    risk = Risk(**settings("--risk", [*texts, "target_part=0.5,0.25"], Risk))
    assert risk == Risk(**SEVERAL, **PARTS)
    assert risk.targets == (("r", 1.0, 0.5), ("atr", 2.5, 0.25))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("stop=percent,tme", r"must be one of none, .*several with commas: did you mean 'time'\?"),
        ("stop_value=0.02,x", "must be a number, or several with commas"),
    ],
)
def test_a_wrong_part_on_the_command_line_is_named(text, message):
    with pytest.raises(ob.ParameterError, match=message):
        settings("--risk", [text], Risk)


def test_one_value_is_kept_bare_however_it_was_given():
    plain = Risk(stop="percent", stop_value=0.02, target="percent", target_value=0.04)
    listed = Risk(stop=["percent"], stop_value=[0.02], target=("percent",), target_value=(0.04,))
    assert plain == listed
    assert (listed.stop, listed.stop_value) == ("percent", 0.02)
    assert plain.targets == (("percent", 0.04, 1.0),)
    assert Risk(stop=(), stop_value=()) == Risk(stop=["none"]) == Risk()
    assert (Risk().stops, Risk().targets) == ((), ())


def test_a_value_without_its_kind_says_nothing():
    """As where a run turns off the stop of a strategy's default settings."""
    risk = converted(Risk, {"stop": "none", "target": "none"}, {**SEVERAL, **PARTS}, "risk")
    assert (risk.stops, risk.targets) == ((), ())


def run_of(risk):
    return BacktestSpec(
        legs=(Leg(symbols=("SPY",), strategy="sma_cross", params={}, risk=risk, code="cc"),),
        instruments=(Instrument(symbol="SPY"),),
        costs=ob.Costs(),
        capital=100_000.0,
        interval="1d",
    )


def test_settings_that_were_there_before_keep_the_names_of_their_runs():
    data = {"SPY": "aa"}
    assert run_id(run_of(Risk()), data) == "7a1bf38c0f7f5aa7"
    stopped = Risk(stop="percent", stop_value=0.02, target="r", target_value=2.0)
    assert run_id(run_of(stopped), data) == "98999e1e9ee0eb33"
    assert run_id(run_of(Risk(**SEVERAL)), data) != run_id(run_of(stopped), data)


@pytest.mark.parametrize("risk", [Risk(), Risk(stop="atr", stop_value=2.0), Risk(**SEVERAL)])
def test_settings_survive_json(risk):
    assert msgspec.json.decode(msgspec.json.encode(risk), type=Risk) == risk


def test_settings_saved_before_there_were_lists_still_open():
    saved = b'{"stop": "atr", "stop_value": 2.0, "target": "none", "target_value": null, "lot": 1}'
    assert msgspec.json.decode(saved, type=Risk) == Risk(stop="atr", stop_value=2.0, lot=1.0)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"stop": "percnt"}, r"risk stop=percnt: unknown: did you mean 'percent'\?"),
        ({"target": "chandelier"}, "risk target=chandelier: unknown; known: none, percent, r, atr"),
        ({"stop": "percent"}, "risk stop=percent needs stop_value, such as stop_value=0.02"),
        ({"target": "r"}, "risk target=r needs target_value, such as target_value=2"),
        (
            {"stop": "percent,time", "stop_value": 0.02},
            "risk stop has 2 and stop_value 1 values: one for each",
        ),
        (
            {"stop": "percent", "stop_value": (0.02, 10)},
            "risk stop has 1 and stop_value 2 values: one for each",
        ),
        (
            {"stop": "none,time", "stop_value": "1,2"},
            "risk stop=none,time: none cannot stand beside others",
        ),
        (
            {"stop": "atr,atr", "stop_value": "1,2"},
            "risk stop=atr,atr: atr is given twice, keep the tighter one",
        ),
        (
            {"stop": "atr,percent", "stop_value": "2,1"},
            r"risk stop_value=1.0: must be a fraction below 1 \(0.02 is 2 %\)",
        ),
        (
            {"stop": "time", "stop_value": 2.5},
            "risk stop_value=2.5: stop=time counts bars, a whole number from 1 on",
        ),
        (
            {"stop": "time,percent", "stop_value": (0, 0.1)},
            "risk stop_value=0.0: must be a finite number above 0",
        ),
        ({"stop_value": "a,1"}, r"risk stop_value='a,1': must be a number or several"),
        (
            {"target": "r,percent", "target_value": "1,0.1"},
            "risk target with several kinds needs target_part, the part of the position that each"
            " closes, for example target_part=0.5,0.5",
        ),
        (
            {"target": "r", "target_value": 1, "target_part": "0.5,0.5"},
            "risk target has 1 and target_part 2 values: one for each",
        ),
        (
            {"target": "r,r", "target_value": "1,2", "target_part": "0.5,0.6"},
            "risk target_part: the parts sum to 1.1, above 1",
        ),
        (
            {"target": "r", "target_value": 1, "target_part": 0},
            "risk target_part=0.0: must be a finite number above 0",
        ),
        ({"target": ["r"] * 5, "target_value": [1] * 5}, "risk target has 5 kinds: at most 4"),
        (
            {"trail_after_target": True, "stop": "percent", "stop_value": 0.1},
            "risk trail_after_target=true needs a trailing stop: trailing_percent, trailing_atr or"
            " chandelier",
        ),
        (
            {
                "trail_after_target": True,
                "stop": "chandelier",
                "stop_value": 3,
                "target": "percent,percent",
                "target_value": "0.1,0.2",
                "target_part": "0.5,0.5",
            },
            "risk trail_after_target=true needs a target that leaves a part of the position: parts"
            " that sum below 1, for example target_part=0.5",
        ),
        (
            {"drawdown_scale": 20},
            r"risk drawdown_scale=20: must be a fraction up to 1 \(0.2 is 20 %\)",
        ),
        ({"kelly_cap": 0.0}, "risk kelly_cap=0.0: must be a finite number above 0"),
        ({"target_volatility": -1.0}, "risk target_volatility=-1.0: must be a finite number above"),
        ({"cooldown": -1}, "risk cooldown=-1: must be 0 or a number of bars"),
        ({"entry_bars": 0}, "risk entry_bars=0: must be a finite number above 0"),
        ({"sizing": "quantity"}, "risk sizing=quantity needs quantity, for example quantity=100"),
    ],
)
def test_what_cannot_be_is_refused_in_words_that_help(given, message):
    with pytest.raises(ob.ParameterError, match=f"^{message}"):
        Risk(**given)


def test_parts_of_thirds_sum_to_one():
    thirds = {"target": ["percent"] * 3, "target_value": [0.1, 0.2, 0.3]}
    assert len(Risk(**thirds, target_part=[1 / 3] * 3).targets) == 3
    assert len(Risk(**thirds, target_part=[0.1, 0.2, 0.7000000000000001]).targets) == 3


NEEDY = [
    ({"sizing": "risk"}, "risk sizing=risk needs a stop to measure by"),
    ({"target": "r", "target_value": 2.0}, "risk target=r counts distances to the stop"),
    ({"stop": "break_even", "stop_value": 1.0}, "risk stop=break_even counts distances to another"),
    (
        {"sizing": "risk", "stop": "time", "stop_value": 5},
        "risk sizing=risk needs a stop to measure by",
    ),
    (
        {
            "sizing": "risk",
            "stop": "chandelier",
            "stop_value": 3.0,
            "target": "percent",
            "target_value": 0.1,
            "target_part": 0.5,
            "trail_after_target": True,
        },
        "risk sizing=risk needs a stop to measure by",
    ),
]


@pytest.mark.parametrize(("given", "message"), NEEDY)
def test_what_measures_by_a_stop_needs_one_with_a_price(given, message):
    risk = Risk(**given)
    require_stop(risk, stop_column=True)
    with pytest.raises(ob.ParameterError, match=f"^{message}"):
        require_stop(risk, stop_column=False)


@pytest.mark.parametrize(
    "stop", ["percent", "atr", "trailing_percent", "trailing_atr", "chandelier"]
)
def test_any_stop_with_a_first_price_is_enough(stop):
    given = {"stop": [stop, "break_even"], "stop_value": [0.5, 1.0]}
    require_stop(Risk(sizing="risk", target="r", target_value=1.0, **given), stop_column=False)


@pytest.mark.parametrize(
    ("given", "needs"),
    [
        ({}, False),
        ({"stop": "percent,time", "stop_value": "0.02,10"}, False),
        ({"stop": "percent,chandelier", "stop_value": "0.02,3"}, True),
        ({"target": "atr", "target_value": 2}, True),
    ],
)
def test_the_atr_is_needed_by_stops_and_targets_of_its_kind(given, needs):
    assert Risk(**given).needs_atr is needs
