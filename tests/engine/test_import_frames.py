"""Pandas frames, structured arrays and arrays by name are bars where Polars frames are."""

from datetime import datetime

import numpy as np
import pandas
import polars as pl
import pytest

from engine.data.bars import normalise
from engine.errors import DataError

PRICES = {"Open": [1.0, 2.0], "High": [1.5, 2.5], "Low": [0.5, 1.5], "Close": [1.0, 2.0]}
DAYS = np.array(["2024-01-02", "2024-01-03"], "M8[D]")
HOURS = np.array(["2024-01-02T14:30", "2024-01-02T15:30"], "M8[s]")


def times(table):
    return [each.strftime("%Y-%m-%d %H:%M") for each in normalise(table)["ts"]]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_an_index_of_any_unit_is_the_time(unit):
    index = pandas.DatetimeIndex(HOURS).as_unit(unit)
    assert times(pandas.DataFrame(PRICES, index=index)) == ["2024-01-02 14:30", "2024-01-02 15:30"]


def test_an_index_with_a_zone_becomes_utc_and_its_midnights_dates():
    clock = pandas.DatetimeIndex(HOURS).tz_localize("America/New_York")
    assert times(pandas.DataFrame(PRICES, index=clock))[0] == "2024-01-02 19:30"
    days = pandas.DatetimeIndex(DAYS).tz_localize("America/New_York")
    assert times(pandas.DataFrame(PRICES, index=days)) == ["2024-01-02 00:00", "2024-01-03 00:00"]


def test_periods_dates_and_columns_of_times_are_read():
    periods = pandas.period_range("2024-01-02", periods=2)
    assert times(pandas.DataFrame(PRICES, index=periods))[0] == "2024-01-02 00:00"
    dates = [each.item() for each in DAYS]
    assert times(pandas.DataFrame(PRICES, index=dates))[0] == "2024-01-02 00:00"
    column = pandas.DatetimeIndex(HOURS).tz_localize("Europe/Paris")
    assert times(pandas.DataFrame({"date": column, **PRICES}))[0] == "2024-01-02 13:30"


def test_numbers_of_any_kind_are_prices_and_what_lacks_is_nan():
    frame = pandas.DataFrame(PRICES, index=pandas.DatetimeIndex(DAYS))
    frame = frame.astype({"Open": "Float64", "High": "float32"})
    frame.loc[frame.index[1], "Open"] = pandas.NA
    found = normalise(frame)
    assert found["open"][0] == 1.0
    assert np.isnan(found["open"].to_numpy()[1])


def test_yfinances_pairs_of_price_and_symbol_are_read_if_there_is_one_symbol():
    frame = pandas.DataFrame(PRICES, index=pandas.DatetimeIndex(DAYS))
    frame.columns = pandas.MultiIndex.from_product([list(PRICES), ["SPY"]])
    assert normalise(frame)["close"].to_list() == [1.0, 2.0]
    both = pandas.concat([frame, frame.rename(columns={"SPY": "QQQ"})], axis=1)
    with pytest.raises(DataError, match="several symbols"):
        normalise(both)
    several = pandas.DataFrame(PRICES, index=[[1, 2], [3, 4]])
    with pytest.raises(DataError, match="several levels"):
        normalise(several)


def test_a_pandas_frame_is_not_changed():
    frame = pandas.DataFrame(PRICES, index=pandas.DatetimeIndex(DAYS))
    before = frame.copy()
    normalise(frame)
    assert frame.equals(before)


def test_a_structured_array_is_a_table():
    kinds = [("ts", "M8[s]"), *((name.lower(), "f4") for name in PRICES)]
    array = np.zeros(2, dtype=kinds)
    array["ts"] = HOURS
    for name, values in PRICES.items():
        array[name.lower()] = values
    assert normalise(array)["high"].to_list() == [1.5, 2.5]
    assert times(array)[0] == "2024-01-02 14:30"


@pytest.mark.parametrize("kind", ["M8[D]", "M8[h]", "M8[m]", "M8[s]", "M8[ms]", "M8[us]", "M8[ns]"])
def test_arrays_by_name_are_a_table_with_times_of_any_unit(kind):
    columns = {"ts": DAYS.astype(kind), **PRICES, "volume": (1, 2)}
    assert times(columns) == ["2024-01-02 00:00", "2024-01-03 00:00"]
    assert normalise(columns)["volume"].to_list() == [1.0, 2.0]


def test_lists_of_datetimes_and_series_are_columns():
    stamps = [datetime(2024, 1, 2, 9), datetime(2024, 1, 2, 10)]  # noqa: DTZ001
    columns = {"ts": stamps, **{name: pl.Series(each) for name, each in PRICES.items()}}
    assert times(columns)[0] == "2024-01-02 09:00"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (None, "not builtins.NoneType"),
        ([1.0], "not builtins.list"),
        ({}, "not builtins.dict"),
        (np.zeros(3), "not numpy.ndarray"),
        (pl.LazyFrame(PRICES), "frame.collect()"),
        ({"ts": DAYS, **PRICES, "volume": [1.0]}, "make them equal"),
        ({"ts": DAYS, **PRICES, "volume": np.ones((2, 2))}, "2 dimensions"),
        ({"ts": DAYS}, "no open column"),
        ({"ts": [object(), object()], **PRICES}, "bars: "),
        ({"ts": DAYS, **PRICES, "Close": ["a", "b"]}, "not numbers"),
    ],
)
def test_what_is_no_table_of_bars_says_so(table, words):
    with pytest.raises(DataError) as caught:
        normalise(table)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
