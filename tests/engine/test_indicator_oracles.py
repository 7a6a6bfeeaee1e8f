"""Every row of the catalogue gives what its plain twin gives and, where it has one, TA-Lib."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from engine.data.bars import to_bars
from engine.data.read import read_bars
from engine.indicators.catalog import CATALOG
from engine.indicators.columns import outputs
from tests.generators import around, bars, frozen, shared, walk
from tests.oracles.indicators import oracle, talib_call, trials
from tests.oracles.indicators.columns import filled

PEERED = [name for name in CATALOG if talib_call(name)]
REAL = ("daily/us_goog_1d_backtestingpy.csv", "daily/crypto_btcusd_1d_coinbase.csv")


def inputs(row, market):
    """The columns of the market that the row reads."""
    return [getattr(market, name) for name in row.inputs]


def tuples(found):
    return found if isinstance(found, tuple) else (found,)


def agree(found, expected, name):
    """Equal to 1e-9 of the value, or of the column's largest; and there where the other is."""
    for output, ours, theirs in zip(CATALOG[name].outputs, found, expected, strict=True):
        if theirs is None:
            continue
        scale = np.nanmax(np.abs(theirs), initial=0.0)
        assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9 * scale, err_msg=f"{name}.{output}")


@pytest.mark.parametrize("name", CATALOG)
@settings(max_examples=30)
@given(market=bars(gaps=True), data=st.data())
def test_an_indicator_is_what_its_definition_says(name, market, data):
    row = CATALOG[name]
    values = data.draw(st.sampled_from(trials(row)))
    expected = tuples(oracle(name)(*(each.tolist() for each in inputs(row, market)), *values))
    agree(outputs(row, inputs(row, market), values), list(map(filled, expected)), name)


@cache
def markets():
    """Bars on which implementations part: real ones, flats, ties, jumps, huge and tiny prices."""
    random = np.random.default_rng(3)
    ticks = 100.0 + np.cumsum(random.integers(-1, 2, 600)) * 0.25
    jumps = 100.0 * np.exp(
        np.cumsum(np.where(random.random(600) < 0.02, 0.5, 0.001) * random.normal(size=600))
    )
    found = {
        "walk": walk(1_500),
        "huge": walk(600, level=1e9),
        "tiny": walk(600, level=1e-6),
        "ties": around(frozen(ticks), random),
        "jumps": around(frozen(jumps), random),
        "flat": around(frozen(np.full(300, 12.5)), np.random.default_rng(1)),
        "one bar": walk(1),
        "ten bars": walk(10),
    }
    still = frozen(np.full(300, 12.5))
    found["still"] = found["flat"]._replace(open=still, high=still, low=still, close=still)
    return found


@pytest.mark.parametrize("market", markets())
@pytest.mark.parametrize("name", PEERED)
def test_an_indicator_equals_ta_lib(name, market):
    row = CATALOG[name]
    columns = inputs(row, markets()[market])
    for values in trials(row):
        agree(outputs(row, columns, values), tuples(talib_call(name)(*columns, *values)), name)


@cache
def real(file):
    return to_bars(read_bars(shared(file)))


@pytest.mark.parametrize("file", REAL)
@pytest.mark.parametrize("name", PEERED)
def test_an_indicator_equals_ta_lib_on_real_bars(name, file):
    row = CATALOG[name]
    columns = inputs(row, real(file))
    values = row.values()
    agree(outputs(row, columns, values), tuples(talib_call(name)(*columns, *values)), name)


def test_what_ta_lib_has_is_said_in_the_row():
    assert {name for name, row in CATALOG.items() if row.talib} == set(PEERED)
