"""One function an indicator: polars expressions from names, arrays from arrays."""

import inspect

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_array_equal

from engine import indicators
from engine.errors import ParameterError
from engine.indicators.catalog import CATALOG
from tests.generators import frozen, walk

MARKET = walk(120)
FRAME = pl.DataFrame(MARKET._asdict())
TWO = pl.concat(
    [FRAME.with_columns(symbol=pl.lit("A")), FRAME[:50].reverse().with_columns(symbol=pl.lit("B"))]
)


def inputs(row):
    """The columns of the market that a row reads."""
    return [getattr(MARKET, name) for name in row.inputs]


@pytest.mark.parametrize("name", CATALOG)
def test_expressions_and_arrays_agree(name):
    row, function = CATALOG[name], getattr(indicators, name)
    arrays = function(*inputs(row))
    arrays = arrays if len(row.outputs) > 1 else (arrays,)
    found = FRAME.with_columns(function(*row.inputs))[name]
    parts = found.struct.unnest().get_columns() if len(row.outputs) > 1 else [found]
    assert tuple(part.name for part in parts) == row.outputs
    assert [part.null_count() for part in parts] == [np.isnan(array).sum() for array in arrays]
    assert_array_equal([part.fill_null(np.nan).to_numpy() for part in parts], arrays)


def test_the_example_of_the_contract():
    found = FRAME.with_columns(
        indicators.rsi("close", 14), indicators.atr("high", "low", "close", 14)
    )
    assert found.columns == [*FRAME.columns, "rsi", "atr"]
    assert_array_equal(found["close"], FRAME["close"])


def test_several_outputs_are_a_struct_and_a_named_tuple():
    directions = indicators.adx("high", "low", "close", 7)
    plus = FRAME.select(directions.struct.field("plus_di")).to_series()
    record = indicators.adx(MARKET.high, MARKET.low, MARKET.close, 7)
    assert record._fields == ("adx", "plus_di", "minus_di")
    assert_array_equal(plus.fill_null(np.nan), record.plus_di)


def test_over_a_symbol_each_one_stands_alone():
    together = TWO.with_columns(indicators.ema("close", 5).over("symbol"))
    alone = [
        TWO.filter(symbol=name).with_columns(indicators.ema("close", 5)) for name in ("A", "B")
    ]
    assert together.equals(pl.concat(alone))


def test_a_struct_over_a_symbol_and_in_a_lazy_frame():
    bands = indicators.bollinger("close", 5, 2.0).over("symbol")
    lazy = TWO.lazy().with_columns(bands)
    kind = pl.Struct(dict.fromkeys(CATALOG["bollinger"].outputs, pl.Float64))
    assert lazy.collect_schema()["bollinger"] == kind
    assert lazy.collect().equals(TWO.with_columns(bands))
    assert lazy.collect(engine="streaming").equals(TWO.with_columns(bands))


def test_nulls_and_nans_are_missing_bars_and_come_back_as_nulls():
    frame = pl.DataFrame({"close": [1.0, 2.0, 3.0, None, 5.0, 6.0, float("nan"), 8.0, 9.0]})
    found = frame.select(indicators.sma("close", 2))["sma"].to_list()
    assert found == [None, 1.5, 2.5, None, None, 5.5, None, None, 8.5]


def test_whole_numbers_expressions_and_slices_serve_as_inputs():
    frame = pl.DataFrame({"count": [1, 2, 3, 4]})
    doubled = frame.lazy().select(indicators.sma(pl.col("count") * 2, period=2).alias("x"))
    assert doubled.collect()["x"].to_list() == [None, 3.0, 5.0, 7.0]
    assert doubled.slice(2, 2).collect()["x"].to_list() == [5.0, 7.0]


def test_an_expression_of_an_expression():
    nested = FRAME.select(indicators.sma(indicators.rsi("close", 14), 5))["sma"]
    inner = frozen(indicators.rsi(MARKET.close, 14))
    assert_array_equal(nested.fill_null(np.nan), indicators.sma(inner, 5))


@pytest.mark.parametrize(
    "close",
    [
        pytest.param([1, 2, 4], id="list"),
        pytest.param(pl.Series([1.0, 2.0, 4.0]), id="series"),
        pytest.param(np.array([1, 2, 4], dtype=np.int32), id="integers"),
        pytest.param(np.array([1.0, 0.0, 2.0, 0.0, 4.0])[::2], id="strided"),
    ],
)
def test_anything_like_a_column_of_numbers_serves_as_an_array(close):
    assert_array_equal(indicators.sma(close, 2), [np.nan, 1.5, 3.0])


def test_the_callers_array_stays_writeable_and_unchanged():
    close = np.array([1.0, 2.0, 4.0])
    indicators.sma(close, 2)
    close[0] = 7.0
    assert_array_equal(close, [7.0, 2.0, 4.0])


def test_an_empty_frame_gives_an_empty_column():
    assert (
        FRAME.clear().with_columns(indicators.atr("high", "low", "close"))["atr"].dtype
        == pl.Float64
    )


def test_the_functions_can_be_found_and_read():
    assert set(CATALOG) <= set(dir(indicators))
    assert str(inspect.signature(indicators.adx)) == "(high, low, close, period=14)"
    assert "2 to 100000" in inspect.getdoc(indicators.adx)
    assert indicators.adx is indicators.adx


def test_an_unknown_function_names_the_nearest():
    with pytest.raises(AttributeError, match="unknown indicator 'smaa': did you mean 'sma'"):
        _ = indicators.smaa


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: indicators.sma("close", 0), "sma period=0: must be a whole number from 1"),
        (lambda: indicators.sma("close", FRAME["close"]), "sma period=Series: must be a whole"),
        (lambda: indicators.atr("high", MARKET.low, "close"), "all as names or expressions"),
        (lambda: indicators.sma(5), "a one-dimensional array, not int with 0 dimensions"),
        (lambda: indicators.sma(np.ones((2, 2))), "not ndarray with 2 dimensions"),
        (lambda: indicators.sma(["x"]), "sma close: not a column of numbers"),
        (lambda: indicators.atr([1.0], [1.0, 2.0], [1.0]), "differ in length: high 1, low 2"),
    ],
)
def test_a_wrong_call_is_refused_and_named(call, message):
    with pytest.raises(ParameterError, match=message):
        call()
