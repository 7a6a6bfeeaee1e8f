"""Every row of the catalogue keeps its promises, and features become the right columns, once."""

import subprocess
import sys
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from engine.errors import ParameterError
from engine.indicators import catalog
from engine.indicators.catalog import CATALOG, indicator
from engine.indicators.columns import column, columns, is_overlay, warmup
from engine.indicators.feature import Feature
from engine.indicators.indicator import Indicator, Parameter
from kernels.bars import altered
from tests.generators import POISONS, bars, frozen, prefix_bars, walk
from tests.oracles.indicators import trials

MARKET = walk(400)
LIST_WITHOUT_COMPILER = """
import sys
import engine.indicators
from engine.indicators.catalog import CATALOG
[row.document() for row in CATALOG.values()]
dir(engine.indicators), engine.indicators.Feature
print(sorted({"numba", "polars", "numpy"} & set(sys.modules)))
"""


def every_output(short=False):
    """A feature for each output of each row, at the defaults or with short periods."""
    return [
        pytest.param(
            Feature(name, *row.inputs, *(trials(row)[-1] if short else ()), output=each),
            id=f"{name}.{each}",
        )
        for name, row in CATALOG.items()
        for each in row.outputs
    ]


def frozen_part(bars_so_far, array):
    """A copy of the first bars, with nothing of the later ones behind it."""
    part = array[:bars_so_far].copy()
    part.flags.writeable = False
    return part


def leading_gaps(values):
    """Bars before the first value."""
    return int(np.argmax(~np.isnan(values)))


def without_bar(market, i):
    """The same bars with bar i missing."""
    return prefix_bars(market, i)._replace(
        **{
            name: frozen(np.where(np.arange(len(market.ts)) == i, np.nan, getattr(market, name)))
            for name in market._fields[1:6]
        }
    )


@pytest.mark.parametrize(
    ("name", "values"),
    [(name, values) for name, row in CATALOG.items() for values in trials(row)],
    ids=str,
)
def test_the_warmup_is_the_number_of_bars_without_a_value(name, values):
    row = CATALOG[name]
    arrays = columns(
        {each: Feature(name, *row.inputs, *values, output=each) for each in row.outputs}, MARKET
    )
    found = {each: leading_gaps(array) for each, array in arrays.items()}
    said = {each: row.warmup(*values, output=each) for each in row.outputs}
    if row.by_session:
        assert all(found[each] >= said[each] for each in row.outputs)
    else:
        assert found == said
    assert max(said.values()) == row.warmup(*values)


@pytest.mark.parametrize("poison", [*POISONS, 1e299])
@pytest.mark.parametrize("feature", every_output(short=True))
@settings(max_examples=25)
@given(market=bars(gaps=True), data=st.data())
def test_past_values_stay_when_new_bars_arrive(feature, poison, market, data):
    cut = data.draw(st.integers(0, market.close.size))
    past = column(feature, prefix_bars(market, cut, poison))
    assert_array_equal(past[:cut], column(feature, market)[:cut])


@pytest.mark.parametrize("feature", every_output())
def test_a_missing_bar_gives_no_value_and_leaves_no_lasting_harm(feature):
    gap = 150
    values = column(feature, without_bar(MARKET, gap))
    assert np.isnan(values[gap])
    assert_array_equal(values[:gap], column(feature, MARKET)[:gap])
    if not CATALOG[feature.name].by_session:
        assert not np.isnan(values[gap + 2 + warmup(feature) :]).any()


@pytest.mark.parametrize(
    "name", [name for name, row in CATALOG.items() if row.fades and not row.by_session]
)
def test_an_indicator_begins_again_after_a_missing_bar(name):
    row = CATALOG[name]
    feature = Feature(name, *row.inputs, output=row.outputs[-1])
    after = MARKET._replace(**{each: frozen(getattr(MARKET, each)[151:]) for each in row.inputs})
    begun_again = column(feature, without_bar(MARKET, 150))[151:]
    alone = column(feature, after)
    assert_allclose(begun_again[~np.isnan(alone)], alone[~np.isnan(alone)], rtol=1e-11, atol=1e-11)


def test_roc_over_a_missing_bar_needs_its_two_bars_only():
    values = column(Feature("roc", "close", 10), without_bar(MARKET, 150))
    assert_array_equal(np.flatnonzero(np.isnan(values[10:])) + 10, [150, 160])


@pytest.mark.parametrize(
    "name", [name for name, row in CATALOG.items() if row.fades and not row.by_session]
)
def test_after_settling_it_does_not_matter_where_history_began(name):
    row = CATALOG[name]
    settled = row.warmup() + row.unstable()
    market = walk(777 + settled + 800)
    feature = Feature(name, *row.inputs, output=row.outputs[0])
    later = market._replace(**{each: frozen(getattr(market, each)[777:]) for each in row.inputs})
    whole = column(feature, market)[777 + settled :]
    scale = np.abs(whole).max()
    assert_allclose(column(feature, later)[settled:], whole, rtol=2e-9, atol=2e-9 * scale)


@pytest.mark.parametrize("name", CATALOG)
def test_a_feed_that_computes_anew_from_its_first_bar_gives_the_bits_of_the_batch(name):
    row = CATALOG[name]
    features = {each: Feature(name, *row.inputs, output=each) for each in row.outputs}
    batch = columns(features, MARKET)
    for bars_so_far in (*range(1, 60), 150, 399):
        live = altered(MARKET, partial(frozen_part, bars_so_far))
        for each, values in columns(features, live).items():
            assert values[-1:].tobytes() == batch[each][bars_so_far - 1 : bars_so_far].tobytes()


@pytest.mark.parametrize("name", CATALOG)
def test_a_row_is_complete(name):
    row = CATALOG[name]
    assert row.name == name
    assert len(set(row.outputs)) == len(row.outputs)
    assert set(row.overlay) | set(row.ready_early) <= set(row.outputs)
    assert all([row.summary, row.formula, row.source, row.family, row.inputs])
    assert row.values() == tuple(each.default for each in row.parameters)
    assert row.document()["usage"].startswith(f"{name}(")


def test_listing_the_catalogue_imports_nothing_heavy(root):
    answer = subprocess.run(
        [sys.executable, "-c", LIST_WITHOUT_COMPILER],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == "[]"


def test_equal_features_are_computed_once(monkeypatch):
    calls = []
    original = Indicator.function
    monkeypatch.setattr(
        Indicator, "function", lambda row: (calls.append(row.name), original(row))[1]
    )
    found = columns(
        {
            "a": Feature("adx", "high", "low", "close"),
            "b": Feature("adx", "high", "low", "close", 14.0, output="plus_di"),
            "c": Feature("sma", Feature("adx", "high", "low", "close", 14), 5),
            "d": Feature("sma", Feature("close"), 5),
            "e": Feature("sma", "close", 5),
            "f": Feature("close"),
        },
        MARKET,
    )
    assert sorted(calls) == ["adx", "sma", "sma"]
    assert found["d"] is found["e"]
    assert found["f"] is MARKET.close
    assert not any(array.flags.writeable for array in found.values())


def test_an_indicator_of_a_feature_reads_that_feature():
    rsi = column(Feature("rsi", "close", 14), MARKET)
    smooth = Feature("sma", Feature("rsi", "close", 14), 5)
    assert_array_equal(
        column(smooth, MARKET), column(Feature("sma", "close", 5), MARKET._replace(close=rsi))
    )
    assert warmup(smooth) == leading_gaps(column(smooth, MARKET)) == 18


def test_the_namesake_is_the_output_where_none_is_named():
    named = Feature("adx", "high", "low", "close", output="adx")
    assert_array_equal(
        column(Feature("adx", "high", "low", "close"), MARKET), column(named, MARKET)
    )


@pytest.mark.parametrize(
    ("feature", "overlay"),
    [
        (Feature("close"), True),
        (Feature("volume"), False),
        (Feature("sma", "close"), True),
        (Feature("sma", "volume"), False),
        (Feature("sma", Feature("rsi", "close")), False),
        (Feature("ema", Feature("bollinger", "close", output="upper")), True),
        (Feature("bollinger", "close", output="width"), False),
        (Feature("atr", "high", "low", "close"), False),
    ],
    ids=str,
)
def test_only_levels_of_price_are_drawn_over_the_bars(feature, overlay):
    assert is_overlay(feature) is overlay


@pytest.mark.parametrize(
    ("feature", "message"),
    [
        (
            Feature("smaa", "close"),
            "feature smaa(close): unknown indicator 'smaa': did you mean 'sma'?",
        ),
        (Feature("sma", "clsoe"), "unknown price column 'clsoe': did you mean 'close'?"),
        (Feature("sma", "rsi"), "an indicator as input is Feature('rsi', ...)"),
        (Feature("sma", 20), "needs 1 input(s) first (close)"),
        (Feature("sma", "close", "high"), "needs 1 input(s) first (close)"),
        (Feature("adx", "close"), "needs 3 input(s) first (high, low, close)"),
        (Feature("sma", "close", 2, 3), "takes 1 parameters after close, not 2"),
        (Feature("sma", "close", 0), "sma period=0: must be a whole number from 1 to 100000"),
        (Feature("sma", "close", 2.5), "sma period=2.5: must be a whole number"),
        (Feature("sma", "close", True), "sma period=True: must be a whole number"),
        (Feature("sma", "close", float("nan")), "sma period=nan: must be a whole number"),
        (
            Feature("bollinger", "close", 20, -1),
            "bollinger deviations=-1: must be a number from 0.0",
        ),
        (
            Feature("bollinger", "close"),
            "give output= one of upper, middle, lower, percent_b, width",
        ),
        (Feature("bollinger", "close", output="up"), "has no output 'up'; it has upper, middle"),
        (Feature("rsi", "close", output="k"), "rsi has no output 'k'; it has rsi"),
        (Feature("close", 3), "close is a price column and takes nothing"),
        (Feature("sma", Feature("rsi", "close", 0), 5), "feature rsi(close, 0): rsi period=0"),
    ],
    ids=str,
)
def test_a_wrong_feature_is_refused_and_named(feature, message):
    with pytest.raises(ParameterError) as caught:
        column(feature, MARKET)
    assert message in str(caught.value)
    with pytest.raises(ParameterError):
        warmup(feature)


def test_parameters_are_whole_where_their_default_is_whole():
    assert [type(each) for each in CATALOG["bollinger"].values(20.0, 2)] == [int, float]
    assert Parameter("period", 14, 1, 100).value(np.int64(5), "rsi") == 5
    assert indicator("sma") is catalog.CATALOG["sma"]


def test_long_bars_give_the_same_bits_when_features_are_computed_side_by_side(monkeypatch):
    features = {
        "fast": Feature("sma", "close", 5),
        "again": Feature("sma", "close", 5),
        "nested": Feature("ema", Feature("rsi", "close", 14), 3),
        "rsi": Feature("rsi", "close", 14),
        "price": Feature("close"),
    }
    alone = columns(features, MARKET)
    monkeypatch.setattr("engine.indicators.columns.WORTH_THREADS", 1)
    together = columns(features, MARKET)
    assert list(together) == list(features)
    assert together["fast"] is together["again"]
    assert all(together[key].tobytes() == alone[key].tobytes() for key in features)
