"""Frames become read-only arrays without a copy; what cannot be bars is named by row and column."""

import math
from datetime import date, datetime, timedelta
from pathlib import PurePath
from zoneinfo import ZoneInfo

import numpy as np
import pandas
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import intervals
from engine.data.bars import SCHEMA, normalise, to_bars
from engine.data.fingerprint import fingerprint
from engine.data.instruments import Instrument, require_symbol, symbol_of_path
from engine.data.synthetic import bars_from_ticks, synthetic, tick_path
from engine.errors import DataError

from ..generators import bars as generated

DAY = timedelta(days=1)


def frame(ts, **changes):
    count = len(ts)
    columns = {
        "ts": ts,
        "open": [10.0] * count,
        "high": [11.0] * count,
        "low": [9.0] * count,
        "close": [10.5] * count,
        "volume": [100.0] * count,
    }
    return pl.DataFrame(columns | changes, strict=False)


def days(count: int, first: date = date(2024, 1, 1)) -> list[date]:
    return [first + DAY * i for i in range(count)]


def nanoseconds(*moment: int) -> int:
    return int(np.datetime64(datetime(*moment), "ns").astype(np.int64))  # noqa: DTZ001


def test_a_frame_in_the_schema_is_not_copied():
    source = synthetic("trending", bars=100)
    bars = to_bars(source)
    assert np.shares_memory(bars.close, source["close"].to_numpy())
    assert np.shares_memory(bars.ts, source["ts"].to_physical().to_numpy())


def test_every_array_is_read_only():
    source = frame(days(3), open=[10.0, None, 10.0])
    assert not any(column.flags.writeable for column in to_bars(source)[:7])
    assert not any(column.flags.writeable for column in to_bars(synthetic("jumps", bars=5))[:7])


def test_nulls_become_nan_and_a_row_without_one_price_has_none():
    bars = to_bars(frame(days(3), close=[10.5, None, 10.5], volume=[1.0, 2.0, None]))
    assert np.isnan([bars.open[1], bars.high[1], bars.low[1], bars.close[1]]).all()
    assert np.isfinite(bars.close[[0, 2]]).all()
    assert bars.volume[1] == 2.0
    assert math.isnan(bars.volume[2])


def test_chunks_do_not_matter():
    source = synthetic("ranging", bars=60)
    chunked = pl.concat([source[:20], source[20:]], rechunk=False)
    assert fingerprint(to_bars(chunked)) == fingerprint(to_bars(source))


def test_headers_units_and_types_are_brought_into_the_schema():
    source = pl.DataFrame(
        {"Close": [10], "LOW": [9], "Open": [10], " high ": [11], "Date": [date(2024, 1, 2)]}
    )
    notes = []
    tidy = normalise(source, notes=notes)
    assert tidy.schema == SCHEMA
    assert tidy.columns == list(SCHEMA)
    assert tidy["volume"].to_list() == [0.0]
    assert notes == ["no volume column: volume is 0"]


def test_naive_times_are_utc_and_that_is_said():
    notes = []
    bars = to_bars(frame([datetime(2024, 1, 2, 9, 30)]), notes=notes)  # noqa: DTZ001
    assert bars.ts[0] == nanoseconds(2024, 1, 2, 9, 30)
    assert notes == ["times name no zone: taken as UTC (tz= names another)"]


def test_a_zone_may_be_given_or_carried():
    naive = frame([datetime(2024, 7, 2, 9, 30)])  # noqa: DTZ001
    carried = frame([datetime(2024, 7, 2, 9, 30, tzinfo=ZoneInfo("America/New_York"))])
    assert to_bars(naive, tz="America/New_York").ts[0] == nanoseconds(2024, 7, 2, 13, 30)
    assert to_bars(carried).ts[0] == nanoseconds(2024, 7, 2, 13, 30)


def test_an_hour_that_the_clock_shows_twice_is_taken_in_order():
    clock = [datetime(2024, 11, 3, *at) for at in ((0, 30), (1, 0), (1, 30), (1, 0), (1, 30))]  # noqa: DTZ001
    bars = to_bars(frame(clock), tz="America/New_York")
    assert (np.diff(bars.ts) == 30 * intervals.MINUTE).all()
    newest_first = normalise(frame(clock[::-1]), tz="America/New_York")
    assert np.array_equal(newest_first["ts"].reverse().to_physical().to_numpy(), bars.ts)


def test_row_40_a_daily_bar_is_at_midnight_utc_of_its_sessions_date():
    new_york = ZoneInfo("America/New_York")
    session = nanoseconds(2024, 7, 2)
    aware = frame([datetime(2024, 7, 2, tzinfo=new_york), datetime(2024, 12, 3, tzinfo=new_york)])
    assert to_bars(frame([date(2024, 7, 2)]), tz="America/New_York").ts[0] == session
    assert to_bars(frame([datetime(2024, 7, 2)]), tz="Asia/Tokyo").ts[0] == session  # noqa: DTZ001
    assert to_bars(aware).ts.tolist() == [session, nanoseconds(2024, 12, 3)]


def test_row_40_a_bar_is_known_at_its_end():
    ts = to_bars(frame([date(2024, 7, 2)])).ts
    assert intervals.known_at(ts, intervals.parse("1d")).tolist() == [nanoseconds(2024, 7, 3)]
    assert intervals.known_at(ts, intervals.parse("5m")).tolist() == [nanoseconds(2024, 7, 2, 0, 5)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"high": [11.0, 10.2, 11.0]},
            ["row 2 (2024-01-02)", "column high: 10.2", "below close 10.5"],
        ),
        (
            {"low": [9.0, 9.0, 10.2]},
            ["row 3", "column low: 10.2", "above open 10", "max_horizontal"],
        ),
        ({"high": [8.0, 11.0, 11.0]}, ["row 1", "column high: 8", "below low 9"]),
        ({"close": [10.0, 10.0, -1.0]}, ["row 3", "column close: -1", "not above 0"]),
        ({"open": [math.inf, 10.0, 10.0]}, ["row 1", "column open: inf", "not finite"]),
        ({"volume": [1.0, -2.0, 1.0]}, ["row 2", "column volume: -2", "negative"]),
    ],
)
def test_an_impossible_row_is_named_with_its_value_and_remedy(changes, words):
    with pytest.raises(DataError) as caught:
        to_bars(frame(days(3), **changes), where="SPY")
    assert all(word in str(caught.value) for word in ["SPY: ", "; ", *words])


@pytest.mark.parametrize(
    ("ts", "words"),
    [
        (days(3)[::-1], ["row 2 (2024-01-02)", "is before row 1 (2024-01-03)", 'frame.sort("ts")']),
        ([*days(2), *days(1, date(2024, 1, 2))], ["row 3", "stands twice", "frame.unique"]),
        ([date(2024, 1, 1), None, date(2024, 1, 2)], ["row 2", "column ts", "remove the row"]),
        ([date(1500, 1, 1)], ["row 1", "outside 1700 to 2199"]),
        ([1, 2, 3], ["ts holds Int64", "pl.from_epoch"]),
        (["2024-01-01"], ["ts holds String", "str.to_datetime"]),
    ],
)
def test_times_that_cannot_be_used_are_named_with_a_remedy(ts, words):
    with pytest.raises(DataError) as caught:
        to_bars(frame(ts))
    assert all(word in str(caught.value) for word in words)


@pytest.mark.parametrize(
    ("source", "word"),
    [
        (frame([]), "no rows"),
        (frame(days(1)).drop("close"), "no close column"),
        (frame(days(1)).with_columns(Close=1.0), "two columns named close"),
        (frame(days(1)).with_columns(close=pl.lit("x")), "column close holds String"),
        (frame(days(1)).lazy(), "frame.collect()"),
        ([1.0, 2.0], "not builtins.list: give a polars.DataFrame"),
    ],
)
def test_what_is_no_frame_of_bars_is_refused(source, word):
    with pytest.raises(DataError, match=word.replace("(", r"\(").replace(")", r"\)")):
        to_bars(source)


def test_a_pandas_frame_with_an_index_of_times_is_bars():
    index = pandas.DatetimeIndex(["2024-01-02", "2024-01-03"])
    prices = {name: [1.0, 2.0] for name in ("Open", "High", "Low", "Close")}
    assert to_bars(pandas.DataFrame(prices, index=index)).close.tolist() == [1.0, 2.0]


def test_an_unknown_zone_is_refused():
    with pytest.raises(DataError, match="IANA"):
        to_bars(frame([datetime(2024, 1, 1, 9)]), tz="Mars/Base")  # noqa: DTZ001


@given(generated(gaps=True, min_size=1))
def test_arrays_survive_the_way_through_a_frame(bars):
    columns = {"ts": pl.Series(bars.ts).cast(SCHEMA["ts"])}
    columns |= {name: pl.Series(getattr(bars, name)) for name in list(SCHEMA)[1:]}
    back = to_bars(pl.DataFrame(columns))
    assert all(map(np.array_equal, back[:6], bars[:6], [False] + [True] * 5))


@given(generated(min_size=1), st.data())
def test_a_fingerprint_hangs_on_every_bit(bars, data):
    name = data.draw(st.sampled_from(bars._fields[:6]))
    column = getattr(bars, name).copy()
    row = data.draw(st.integers(0, column.size - 1))
    column[row] = column[row] + 1 if name == "ts" else np.nextafter(column[row], np.inf)
    assert fingerprint(bars._replace(**{name: column})) != fingerprint(bars)


def test_a_fingerprint_is_the_same_in_every_release():
    bars = to_bars(bars_from_ticks(tick_path(20), 4))
    assert fingerprint(bars) == "eab786d6f7850da52ed8a19c340db18c"
    assert fingerprint(bars._replace(volume=bars.volume * -0.0)) == fingerprint(
        bars._replace(volume=bars.volume * 0.0)
    )


@pytest.mark.parametrize(
    "symbol", ["SPY", "BRK.B", "BTC/USDT", "^GSPC", "ES=F", "BINANCE:BTC", "日経225"]
)
def test_symbols_of_the_world_are_taken(symbol):
    assert Instrument(symbol=symbol).symbol == symbol


@pytest.mark.parametrize(
    "symbol", ["", "../x", "/etc", "=1+1", "a b", "A..B", "X" * 65, "-A", "A\n", "A/"]
)
def test_a_text_that_is_no_symbol_is_refused(symbol):
    with pytest.raises(DataError, match="cannot be used"):
        require_symbol(symbol)


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("data/spy.csv", "SPY"),
        ("brk.b.csv.gz", "BRK.B"),
        ("my file (1).parquet", "MY_FILE__1"),
        ("../../etc/x.csv", "X"),
        ("..a..b.csv", "A.B"),
        ("x" * 200, "X" * 64),
    ],
)
def test_a_file_gives_its_stem_in_upper_case(name, symbol):
    assert symbol_of_path(PurePath(name)) == symbol


def test_a_file_without_a_usable_stem_needs_a_symbol():
    with pytest.raises(DataError, match="cannot be used"):
        symbol_of_path(PurePath("---.csv"))


@pytest.mark.parametrize(
    "change",
    [
        {"multiplier": 0.0},
        {"tick": -1.0},
        {"lot": math.nan},
        {"currency": "usd"},
        {"calendar": "7"},
    ],
)
def test_an_instrument_that_cannot_be_is_refused(change):
    with pytest.raises(DataError, match=f"SPY: {next(iter(change))}"):
        Instrument(symbol="SPY", **change)
