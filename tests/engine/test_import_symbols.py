"""Files of many symbols, refused rows in quarantine, conflicts, and containers with members."""

from pathlib import Path

import pytest

from engine.data.inputs import named
from engine.data.intervals import DAY
from engine.data.read import load, load_all
from engine.data.symbols import of_path
from engine.errors import DataError

from .dirty_files import HEADER, PLAIN, ROWS, parquet, text, zipped

LONG = "date,symbol,open,high,low,close,volume"


@pytest.fixture
def file(tmp_path):
    """file(bytes, name) -> path of a file with these bytes."""

    def write(content, name="x.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def long(*symbols, days=(2, 3, 4)):
    rows = [f"2024-01-0{day},{name},10,11,9,10,{day}" for day in days for name in symbols]
    return text(LONG, *rows)


def test_every_symbol_of_a_long_file_is_loaded_in_the_order_of_the_file(file):
    found = load_all(file(long("QQQ", "SPY", "BRK.B")))
    assert [each.symbol for each in found] == ["QQQ", "SPY", "BRK.B"]
    assert [each.bars.height for each in found] == [3, 3, 3]
    assert {each.interval for each in found} == {DAY}


def test_a_file_without_symbols_is_one(file):
    assert [each.symbol for each in load_all(file(PLAIN.encode(), "spy.csv"))] == ["SPY"]


def test_one_symbol_of_a_long_file_may_be_asked_for(file):
    path = file(long("QQQ", "SPY"))
    assert load(path, symbol="SPY").bars.equals(load_all(path)[1].bars)
    assert [each.symbol for each in load_all(path, symbol="SPY")] == ["SPY"]


@pytest.mark.parametrize(
    "name",
    [
        *("../x", "..", "/etc/passwd", "C:\\x", "a/../../b", "=1+1", "+1", "-2", "@SUM(A1)"),
        *("NUL", "con", "COM1", "LPT9.txt", "AUX", "", " ", "x" * 65, "a\u202eb", "<b>", "a b"),
    ],
)
def test_rows_of_a_hostile_symbol_are_refused_and_the_others_kept(file, name):
    found = load_all(file(long("SPY", name, "QQQ")))
    assert [each.symbol for each in found] == ["SPY", "QQQ"]
    first = found[0]
    assert (first.rows_read, first.rows_refused, first.bars.height) == (6, 3, 3)
    assert {each.column for each in first.problems} == {"symbol"}
    assert [each.row for each in first.problems] == [2, 5, 8]


def test_a_file_of_hostile_symbols_only_is_refused(file):
    with pytest.raises(DataError, match=r"none of 6 rows is usable, the first: row 1.*'\.\./x'"):
        load_all(file(long("../x", "NUL")))


def test_a_symbol_without_a_good_row_is_refused_with_the_first(file):
    content = long("SPY") + b"2024-01-02,BAD,10,9,11,10,1\n2024-01-03,BAD,x,11,9,10,1\n"
    found = load_all(file(content))
    assert [each.symbol for each in found] == ["SPY"]
    assert found[0].quarantine["symbol"].to_list() == ["BAD", "BAD"]


def test_bad_rows_stay_with_their_symbol(file):
    content = long("SPY", "QQQ") + b"2024-01-05,QQQ,10,9,11,10,1\n"
    spy, qqq = load_all(file(content))
    assert (spy.rows_refused, qqq.rows_refused) == (0, 1)
    assert qqq.problems[0].row == 7


def test_a_symbol_with_one_bar_has_the_interval_of_the_others(file):
    content = long("SPY") + b"2024-01-04,NEW,10,11,9,10,1\n"
    assert [each.interval for each in load_all(file(content))] == [DAY, DAY]


def test_an_hour_shown_twice_is_told_for_each_symbol(file):
    clocks = ("00:30", "01:00", "01:30", "01:00", "01:30", "02:00")
    rows = [f"2024-11-03 {clock},{name},10,11,9,10,1" for clock in clocks for name in ("A", "B")]
    for each in load_all(file(text(LONG, *rows)), tz="America/New_York"):
        assert each.bars.height == 6
        assert each.bars["ts"].diff().drop_nulls().unique().len() == 1


def test_quarantine_has_the_row_as_it_stands_in_the_file(file):
    content = text(HEADER, *ROWS, "2024-01-08, 10.0 ,9,11,10,1", "2024-01-09,n/a,11,9,10,1")
    loaded = load(file(content))
    assert loaded.quarantine.rows(named=True) == [
        {
            "row": 5,
            "column": "high",
            "value": "9",
            "problem": "is below the low",
            "remedy": "mend the row, or drop it",
            "date": "2024-01-08",
            "open": " 10.0 ",
            "high": "9",
            "low": "11",
            "close": "10",
            "volume": "1",
        },
        {
            "row": 6,
            "column": "open",
            "value": "n/a",
            "problem": "is empty",
            "remedy": "give the price, or drop the row",
            "date": "2024-01-09",
            "open": "n/a",
            "high": "11",
            "low": "9",
            "close": "10",
            "volume": "1",
        },
    ]
    assert str(loaded.problems[0]).startswith("row 5, column high: '9' is below")


def test_columns_of_the_file_do_not_hide_those_of_the_quarantine(file):
    content = text(HEADER + ",row,value,value", *[f"{row},7,8,9" for row in (*ROWS, "x,1,1,1,1,1")])
    loaded = load(file(content))
    assert loaded.quarantine.columns[:5] == ["row", "column", "value", "problem", "remedy"]
    assert loaded.quarantine.columns[-3:] == ["row_2", "value_2", "value_3"]
    assert loaded.quarantine["row"].to_list() == [5]


def test_a_clean_file_has_an_empty_quarantine_of_the_same_columns(file):
    clean, dirty = load(file(PLAIN.encode())), load(file(PLAIN.encode() + b"x,1,1,1,1,1\n"))
    assert clean.quarantine.height == 0
    assert clean.quarantine.schema == dirty.quarantine.schema


def test_quarantine_holds_more_rows_than_are_listed(file):
    bad = [f"2024-01-08,{i},1,1,1,1" for i in range(2, 1_502)]
    loaded = load(file(text(HEADER, *ROWS, *bad)))
    assert (len(loaded.problems), loaded.quarantine.height) == (1_000, 1_500)


@pytest.mark.parametrize(
    ("policy", "close", "refused"),
    [
        ("refuse", [10.5, 10.25, 9.75], 2),
        ("keep-first", [10.5, 10.25, 9.75, 10.25], 1),
        ("keep-last", [10.5, 10.25, 9.75, 10.0], 1),
    ],
)
def test_of_two_rows_for_one_time_one_is_kept_if_that_is_asked(file, policy, close, refused):
    content = text(HEADER, *ROWS, "2024-01-05,9.75,10.5,9.5,10,400")
    loaded = load(file(content), on_conflict=policy)
    assert loaded.bars["close"].to_list() == close
    assert loaded.rows_refused == refused
    assert {each.value for each in loaded.problems} == {"2024-01-05"}


def test_repeated_and_mended_rows_are_counted(file):
    content = text(HEADER, *ROWS, ROWS[0], ROWS[0], "2024-01-08,10,10.49999999999,9,10.5,1")
    loaded = load(file(content))
    assert (loaded.rows_read, loaded.rows_repeated, loaded.rows_fixed) == (7, 2, 1)
    assert loaded.bars.height == 5


def test_a_member_of_a_zip_is_named_like_a_path(file):
    path = file(zipped({"a.csv": PLAIN, "in/b.parquet": parquet()}), "x.zip")
    assert load(path / "a.csv").bars.equals(load(path / "in" / "b.parquet").bars)
    assert load(path / "A.CSV").symbol == "A"
    assert list(named(f"SPY={path}/a.csv")) == [("SPY", path / "a.csv", None)]
    assert list(named(f"{path}/a.csv")) == [("A", path / "a.csv", None)]
    with pytest.raises(DataError, match=r"the zip holds no 'c\.csv', but 'a\.csv'"):
        load(path / "c.csv")
    with pytest.raises(DataError, match="no zip file"):
        load(file(PLAIN.encode(), "y.csv") / "a.csv")
    assert sorted(each.name for each in path.parent.iterdir()) == ["x.zip", "y.csv"]


@pytest.mark.parametrize("name", ["x.csv.gz", "x.zip", "x.json", "x.feather", "x.jsonl.zst"])
def test_a_symbol_has_none_of_the_suffixes_of_data_files(name):
    assert of_path(Path(name)) == "X"


def test_leans_quotes_are_read_as_the_bid_and_decimals_as_they_are(file):
    row = "0,1.1,1.2,1.0,1.15,5,1.3,1.4,1.2,1.35,6"
    content = zipped({"20240102_eurusd_minute_quote.csv": text(row, "6" + "0000" + row[1:])})
    loaded = load(file(content, "20240102_quote.zip"))
    assert loaded.symbol == "EURUSD"
    assert loaded.bars.rows()[1][1:] == (1.1, 1.2, 1.0, 1.15, 0.0)
    assert loaded.bars["ts"][1].isoformat() == "2024-01-02T00:01:00+00:00"
    assert any("ask are not read" in note for note in loaded.notes)
