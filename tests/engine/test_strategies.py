"""The built-in strategies do what they say, and their parameters are checked where they come in."""

from typing import ClassVar, Literal, get_args

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from engine.errors import ParameterError, StrategyError
from engine.indicators.columns import columns
from engine.indicators.feature import Feature
from engine.strategies import BUILT_IN, AnyStrategy, strategy
from engine.strategies.base import BaseStrategy, Period, snake_case
from engine.strategies.evaluation import outputs
from engine.strategies.momentum import Momentum, trend
from engine.strategies.parameters import allowed
from engine.strategies.sma_cross import SmaCross, cross
from kernels.enums import SignalType
from kernels.jit import F64, I8, kernel
from tests.generators import frozen, walk

BUY, SELL, HOLD, CLOSE = SignalType.BUY, SignalType.SELL, SignalType.HOLD, SignalType.CLOSE
levels = st.sampled_from([1.0, 2.0, 3.0, float("nan")])
NAN = float("nan")


def crossings(fast, slow):
    result = [HOLD] * len(fast)
    for i in range(1, len(fast)):
        numbers = (fast[i - 1], slow[i - 1], fast[i], slow[i])
        if all(number == number for number in numbers):
            was, is_ = fast[i - 1] > slow[i - 1], fast[i] > slow[i]
            result[i] = BUY if is_ and not was else SELL if was and not is_ else HOLD
    return result


def trends(rows, roc_threshold, adx_threshold, factor):
    """Each row is (fast, slow, roc, adx, volume, usual volume).

    A row with a NaN among the first four is neither rising nor falling.
    """
    result = [HOLD] * len(rows)

    def loud(row):
        unknown = factor == 0 or row[4] != row[4] or row[5] != row[5] or row[5] == 0
        return unknown or row[4] >= factor * row[5]

    def rising(row):
        return row[0] > row[1] and row[2] > roc_threshold and row[3] >= adx_threshold and loud(row)

    def falling(row):
        return row[0] < row[1] and row[2] < -roc_threshold and row[3] >= adx_threshold and loud(row)

    for i in range(1, len(rows)):
        now, before = rows[i], rows[i - 1]
        if rising(now) and not rising(before):
            result[i] = BUY
        elif falling(now) and not falling(before):
            result[i] = SELL
        elif (now[0] <= now[1] and not before[0] <= before[1]) or (
            now[0] >= now[1] and not before[0] >= before[1]
        ):
            result[i] = CLOSE
    return result


@given(st.lists(st.tuples(levels, levels), max_size=40))
def test_sma_cross_follows_its_definition(pairs):
    fast, slow = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    out = np.zeros(len(pairs), np.int8)
    cross(frozen(fast), frozen(slow), out)
    assert out.tolist() == crossings(fast, slow)


def test_sma_cross_needs_both_averages_on_both_bars():
    fast, slow = frozen([1, NAN, 3, 3, 1, NAN, 1]), frozen([2, 2, 2, 2, NAN, 2, 2])
    out = np.zeros(7, np.int8)
    cross(fast, slow, out)
    assert not out.any()


def test_sma_cross_touching_is_not_above():
    out = np.zeros(5, np.int8)
    cross(frozen([1, 2, 3, 2, 2]), frozen([2, 2, 2, 2, 2]), out)
    assert out.tolist() == [HOLD, HOLD, BUY, SELL, HOLD]


def test_sma_cross_reads_two_averages_of_the_close():
    assert SmaCross().features() == {
        "fast": Feature("sma", "close", 20),
        "slow": Feature("sma", "close", 100),
    }


rates = st.sampled_from([-2.0, 0.0, 2.0, float("nan")])
strengths = st.sampled_from([19.0, 20.0, 30.0, float("nan")])


volumes = st.sampled_from([0.0, 50.0, 100.0, 200.0, float("nan")])


@given(
    st.lists(st.tuples(levels, levels, rates, strengths, volumes, volumes), max_size=40),
    st.sampled_from([0.0, 1.5]),
    st.sampled_from([0.0, 1.0, 1.5]),
)
def test_momentum_follows_its_definition(rows, roc_threshold, factor):
    arrays = [frozen([row[at] for row in rows]) for at in range(6)]
    out = np.zeros(len(rows), np.int8)
    trend(*arrays, roc_threshold, 20.0, factor, out)
    assert out.tolist() == trends(rows, roc_threshold, 20.0, factor)


def momentum(fast, roc, adx, volume=None, factor=0.0):
    """Signals beside a slow average of 2 and a usual volume of 100."""
    size = len(fast)
    volume = [100.0] * size if volume is None else volume
    out = np.zeros(size, np.int8)
    columns_ = map(frozen, (fast, [2.0] * size, roc, adx, volume, [100.0] * size))
    trend(*columns_, 0.0, 20.0, factor, out)
    return out.tolist()


def test_momentum_buys_where_the_set_up_completes_and_closes_where_the_trend_ends():
    found = momentum([1, 3, 3, 3, 3, 2, 2], [1.0] * 7, [30, 10, 25, 25, 10, 10, 30])
    assert found == [HOLD, CLOSE, BUY, HOLD, HOLD, CLOSE, HOLD]


def test_momentum_closes_a_trend_that_ended_while_bars_were_missing():
    found = momentum([1, 3, 3, NAN, 1], [1.0] * 5, [30, 30, 30, NAN, 30])
    assert found == [HOLD, BUY, HOLD, HOLD, CLOSE]


def test_momentum_waits_for_volume_and_forgets_where_there_is_none():
    rising = ([1, 3, 3, 3, 3], [1.0] * 5, [30.0] * 5)
    assert momentum(*rising, [50, 50, 99, 100, 400], 1.0) == [HOLD, CLOSE, HOLD, BUY, HOLD]
    assert momentum(*rising, [50, 50, 99, 100, 400], 0.0) == [HOLD, BUY, HOLD, HOLD, HOLD]
    assert momentum(*rising, [50, NAN, 99, 99, 99], 1.0) == [HOLD, BUY, HOLD, HOLD, HOLD]


@pytest.mark.parametrize("nothing", [0.0, NAN])
def test_momentum_trades_bars_without_volume_as_if_it_were_not_asked(nothing):
    market = walk(2_000)
    silent = market._replace(volume=frozen(np.full(2_000, nothing)))
    asks, not_ = Momentum(volume_factor=1.5), Momentum()
    asked = outputs(asks, columns(asks.features(), silent))["signal"]
    assert np.count_nonzero(asked) > 50
    assert_array_equal(asked, outputs(not_, columns(not_.features(), market))["signal"])
    loud = outputs(asks, columns(asks.features(), market))["signal"]
    assert not np.array_equal(loud, asked)


def test_momentum_trades_both_ways_on_a_market_with_trends():
    values = outputs(Momentum(), columns(Momentum().features(), walk(3_000)))["signal"]
    assert {BUY, SELL, CLOSE} <= set(values.tolist())


def test_momentum_protects_itself_by_a_trailing_stop():
    assert Momentum.default_risk == {"stop": "trailing_atr", "stop_value": 3.0}


def test_momentum_refuses_a_fast_average_that_is_not_fast():
    with pytest.raises(ParameterError, match="momentum fast=50: must be below slow=50"):
        strategy("momentum", {"fast": 50})


def test_the_registry_is_the_union():
    assert list(BUILT_IN) == ["sma_cross", "momentum", "range_bound", "level_based"]
    assert tuple(BUILT_IN.values()) == get_args(AnyStrategy)


def test_a_tagged_document_decodes_to_its_strategy():
    decoded = msgspec.convert({"type": "sma_cross", "fast": 5}, AnyStrategy)
    assert decoded == SmaCross(fast=5)
    assert msgspec.to_builtins(decoded) == {"type": "sma_cross", "fast": 5, "slow": 100}


def test_parameters_are_converted_from_text():
    assert strategy("sma_cross", {"fast": "5"}) == SmaCross(fast=5)
    assert strategy("momentum", {"roc_threshold": "0.5"}).roc_threshold == 0.5
    assert strategy("sma_cross", {"fast": np.int64(5), "slow": 50.0}) == SmaCross(fast=5, slow=50)


def test_a_strategy_is_found_by_name_class_and_instance():
    assert strategy("sma_cross") == strategy(SmaCross) == strategy(SmaCross()) == SmaCross()
    assert strategy(SmaCross(fast=5), {"slow": 60}) == SmaCross(fast=5, slow=60)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"fast": "0"}, "sma_cross fast=0: must be an integer from 1 to 1000"),
        ({"fast": "2.5"}, "sma_cross fast=2.5: must be an integer from 1 to 1000"),
        ({"slow": "many"}, "sma_cross slow=many: must be an integer from 1 to 1000"),
        ({"fast": True}, "sma_cross fast=True: must be an integer from 1 to 1000"),
        ({"fst": 5}, "sma_cross has no parameter 'fst': did you mean 'fast'?"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_is_allowed(params, message):
    with pytest.raises(ParameterError) as caught:
        strategy("sma_cross", params)
    assert str(caught.value) == message


def test_an_instance_out_of_bounds_is_refused():
    with pytest.raises(ParameterError, match="sma_cross fast=0: must be"):
        strategy(SmaCross(fast=0))


def test_not_a_number_is_no_parameter():
    with pytest.raises(ParameterError, match="roc_threshold=nan: must be a number from 0 to 100"):
        strategy("momentum", {"roc_threshold": "nan"})


def test_an_unknown_name_gets_the_nearest_one():
    with pytest.raises(StrategyError, match="unknown strategy 'sma_cros': did you mean 'sma_cro"):
        strategy("sma_cros")
    with pytest.raises(StrategyError, match="known: sma_cross, momentum, range_bound"):
        strategy("zzz")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Period, "an integer from 1 to 1000"),
        (float, "a number"),
        (bool, "true or false"),
        (Literal["a", "b"], "a or b"),
    ],
)
def test_what_is_allowed_in_words(kind, words):
    assert allowed(kind) == words


@pytest.mark.parametrize(
    ("name", "tag"),
    [("SmaCross", "sma_cross"), ("RSIDip", "rsi_dip"), ("Breakout2", "breakout2"), ("X", "x")],
)
def test_a_tag_is_the_name_in_snake_case(name, tag):
    assert snake_case(name) == tag


@kernel
def sized(close: F64, threshold: float, out: I8, strength: F64) -> None:
    for i in range(close.size):
        if close[i] > threshold:
            out[i] = 1
            strength[i] = 0.5


class Sized(BaseStrategy):
    """Without staticmethod, with a number of the wrong type as default: both are mended."""

    threshold: float = 100
    columns: ClassVar[tuple[str, ...]] = ("strength",)
    signal = sized

    def features(self):
        return {"close": Feature("close")}


def test_extra_columns_start_as_nan():
    filled = outputs(Sized(threshold=2), {"close": frozen([1, 3])})
    assert_array_equal(filled["signal"], [0, 1])
    assert_array_equal(filled["strength"], [NAN, 0.5])


def test_whole_and_broken_numbers_compile_one_version():
    outputs(Sized(threshold=2), {"close": frozen([1, 3])})
    outputs(Sized(threshold=2.5), {"close": frozen([1, 3])})
    assert len(sized.signatures) == 1


@kernel
def chosen(close: F64, way: int, out: I8) -> None:
    out[0] = way


class Chosen(BaseStrategy):
    way: Literal["hold", "buy", "close"] = "hold"
    signal = staticmethod(chosen)

    def features(self):
        return {"close": Feature("close")}


@pytest.mark.parametrize(("way", "signal"), [("hold", HOLD), ("buy", BUY), ("close", CLOSE)])
def test_a_choice_reaches_the_signal_as_its_position(way, signal):
    picked = strategy(Chosen, {"way": way})
    assert outputs(picked, {"close": frozen([1.0])})["signal"].tolist() == [signal]


def test_a_choice_that_is_none_is_named():
    with pytest.raises(ParameterError, match="way=sell: must be buy or close or hold"):
        strategy(Chosen, {"way": "sell"})


@kernel
def wild(close: F64, out: I8) -> None:
    out[1] = 7


class Wild(BaseStrategy):
    signal = staticmethod(wild)

    def features(self):
        return {"close": Feature("close")}


def test_a_value_that_is_no_signal_is_named():
    with pytest.raises(StrategyError, match=r"wild: signal wrote 7 at bar 1; out takes"):
        outputs(Wild(), {"close": frozen([1, 3])})


@pytest.mark.parametrize(
    ("names", "features", "message"),
    [
        ("close, open", ["close"], "must end with the columns that it fills: out"),
        ("close, out", ["open"], "must begin with its features in the order of features(): open"),
        ("close, high, out", ["close"], "'high' is neither a feature nor a parameter"),
        ("out", [], "features() is empty"),
    ],
)
def test_a_signal_of_the_wrong_form_is_named(names, features, message):
    functions = {
        "close, open": lambda close, open: None,
        "close, out": lambda close, out: None,
        "close, high, out": lambda close, high, out: None,
        "out": lambda out: None,
    }

    class Wrong(BaseStrategy):
        signal = staticmethod(functions[names])

        def features(self):
            return {name: Feature(name) for name in features}

    with pytest.raises(StrategyError) as caught:
        Wrong().signal_arguments()
    assert message in str(caught.value)
