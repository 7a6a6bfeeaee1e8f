"""A file's good rows are kept, its bad ones named; what cannot be read says why and what to do."""

import gzip
import logging
import warnings
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import intervals
from engine.data.bars import SCHEMA, to_bars
from engine.data.files import LARGEST
from engine.data.inputs import named, read_inputs
from engine.data.read import DataWarning, load, read_bars
from engine.data.synthetic import synthetic
from engine.errors import DataError

from ..generators import bars as generated

HEADER = "date,open,high,low,close,volume"
ROWS = ["2024-01-02,10,11,9,10.5,100", "2024-01-03,10,11,9,10,200", "2024-01-04,10,11,9,9.5,300"]


@pytest.fixture
def file(tmp_path):
    """file(line, line, …) -> path of a CSV with these lines."""

    def write(*lines: str, name: str = "spy.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def moments(path: Path, **options) -> list[str]:
    return [each.strftime("%Y-%m-%d %H:%M") for each in load(path, **options).bars["ts"]]


@given(generated(min_size=2))
def test_bars_survive_csv_and_parquet(tmp_path_factory, bars):
    folder = tmp_path_factory.mktemp("trip")
    columns = {"ts": pl.Series(bars.ts).cast(SCHEMA["ts"])}
    frame = pl.DataFrame(columns | {name: getattr(bars, name) for name in list(SCHEMA)[1:]})
    frame.write_csv(folder / "x.csv")
    frame.write_parquet(folder / "x.parquet")
    assert read_bars(folder / "x.csv").equals(frame)
    assert read_bars(folder / "x.parquet").equals(frame)


@pytest.mark.parametrize(
    "header",
    [
        "Date,Open,High,Low,Close,Volume",
        "TIMESTAMP,OPEN,HIGH,LOW,CLOSE,VOLUME",
        ",open,high,low,close,volume",
        "<DATE>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOLUME>",
        " datetime , open, high, low, close, volume",
        "Open time,open,high,low,close,volume",
    ],
)
def test_ordinary_headers_are_known(file, header):
    assert load(file(header, *ROWS)).bars.rows()[0][1:] == (10.0, 11.0, 9.0, 10.5, 100.0)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("2024-07-02", "2024-07-03", "2024-07-02 00:00"),
        ("20240702", "20240703", "2024-07-02 00:00"),
        ("2024/07/02", "2024/07/03", "2024-07-02 00:00"),
        ("20240702 0930", "20240702 0931", "2024-07-02 09:30"),
        ("20240702 09:30", "20240702 09:31", "2024-07-02 09:30"),
        ("2024-07-02 09:30:00", "2024-07-02 09:31:00", "2024-07-02 09:30"),
        ("2024-07-02T09:30", "2024-07-02T09:31", "2024-07-02 09:30"),
        ("2024-07-02T09:30:00.000Z", "2024-07-02T09:31:00.000Z", "2024-07-02 09:30"),
        ("2024-07-02 09:30:00-04:00", "2024-07-02 09:31:00-04:00", "2024-07-02 13:30"),
        ("2024-07-02 09:30:00+0530", "2024-07-02 09:31:00+0530", "2024-07-02 04:00"),
        ("2024-07-02 00:00:00-04:00", "2024-12-03 00:00:00-05:00", "2024-07-02 00:00"),
        ("1719912600", "1719912660", "2024-07-02 09:30"),
        ("1719912600000", "1719912660000", "2024-07-02 09:30"),
        ("1719912600000000", "1719912660000000", "2024-07-02 09:30"),
        ("1719912600.0", "1719912660.0", "2024-07-02 09:30"),
    ],
)
def test_times_are_read_in_the_forms_that_people_write(file, first, second, expected):
    path = file(HEADER, f"{first},10,11,9,10,1", f"{second},10,11,9,10,1")
    assert moments(path)[0] == expected


def test_date_and_time_may_stand_apart(file):
    rows = ["2024.07.02,09:30,10,11,9,10", "2024.07.02,09:35,10,11,9,10"]
    path = file("<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>", *rows)
    assert moments(path) == ["2024-07-02 09:30", "2024-07-02 09:35"]


def test_a_clock_change_takes_no_bar_and_makes_none(file):
    rows = [
        f"2024-11-03 0{hour}:{minute},10,11,9,10,1" for hour in (0, 1) for minute in ("00", "30")
    ]
    rows += [
        f"2024-11-03 0{hour}:{minute},10,11,9,10,{hour}"
        for hour in (1, 2)
        for minute in ("00", "30")
    ]
    loaded = load(file(HEADER, *rows), tz="America/New_York")
    assert loaded.bars["ts"].diff().drop_nulls().unique().len() == 1
    gone = load(
        file(
            HEADER,
            "2024-03-10 01:59,10,11,9,10,1",
            *[f"2024-03-10 0{hour}:00,10,11,9,10,1" for hour in (2, 3, 4)],
        ),
        tz="America/New_York",
    )
    assert [problem.row for problem in gone.problems] == [2]


def test_row_59_naive_times_are_utc_and_that_is_reported_and_a_zone_overrides(file, caplog):
    path = file(HEADER, "2024-07-02 09:30,10,11,9,10,1", "2024-07-02 09:31,10,11,9,10,1")
    with caplog.at_level(logging.INFO, logger="engine.data.read"):
        assert moments(path)[0] == "2024-07-02 09:30"
    assert "spy.csv: times name no zone: taken as UTC" in caplog.text
    assert moments(path, tz="America/New_York")[0] == "2024-07-02 13:30"


def test_row_59_the_interval_is_found_reported_and_overridden(file):
    rows = [f"2024-01-0{day},10,11,9,10,1" for day in (2, 3, 4, 5, 8)]
    loaded = load(file(HEADER, *rows))
    assert loaded.interval == intervals.DAY
    assert "interval 1d, the commonest step from bar to bar" in loaded.notes
    assert load(file(HEADER, *rows), interval="1w").interval == intervals.WEEK


def test_row_59_one_row_needs_an_interval(file):
    path = file(HEADER, ROWS[0])
    with pytest.raises(DataError, match="one bar does not show its interval"):
        read_bars(path)
    assert read_bars(path, interval="1d").height == 1


def test_row_59_a_files_symbol_is_its_stem_unless_named(file):
    assert load(file(HEADER, *ROWS, name="brk.b.csv")).symbol == "BRK.B"
    assert load(file(HEADER, *ROWS), symbol="QQQ").symbol == "QQQ"
    path = file(HEADER, *ROWS, name="y.csv")
    assert list(named(f"SPY={path}")) == [("SPY", path, None)]
    assert list(named(str(path))) == [("Y", path, None)]


def test_row_59_a_file_whose_name_has_an_equals_sign_is_a_file(file):
    path = file(HEADER, *ROWS, name="es=f.csv")
    assert list(named(str(path))) == [("ES=F", path, None)]


def test_row_59_two_equal_symbols_are_refused(file):
    path = file(HEADER, *ROWS, name="spy.csv")
    assert list(read_inputs([str(path), f"QQQ={path}"]).frames) == ["SPY", "QQQ"]
    with pytest.raises(DataError, match=r"SPY is .*spy\.csv already"):
        read_inputs([str(path), str(path)])
    with pytest.raises(DataError, match="no file after ="):
        read_inputs(["SPY="])


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        ("2024-01-05,10,11,9,,1", "close", "is empty"),
        ("2024-01-05,10,11,9,NaN,1", "close", "is empty"),
        ("2024-01-05,10,11,9, n/a ,1", "close", "is empty"),
        ("2024-01-05,10,11,9,abc,1", "close", "is no number"),
        ("2024-01-05,10,inf,9,10,1", "high", "is not finite"),
        ("2024-01-05,10,11,-9,10,1", "low", "is not above 0"),
        ("2024-01-05,10,8,9,10,1", "high", "is below the low"),
        ("2024-01-05,12,11,9,10,1", "high", "is below open or close"),
        ("2024-01-05,10,11,9,8,1", "low", "is above open or close"),
        ("2024-01-05,10,11,9,10,-1", "volume", "is negative"),
        ("2024-01-05,10,11,9,10,x", "volume", "is no number"),
        ("05.01.2024,10,11,9,10,1", "ts", "cannot be read as a time"),
        ("0001-01-05,10,11,9,10,1", "ts", "cannot be read as a time"),
        (",10,11,9,10,1", "ts", "is no time"),
        ("2024-01-05,10,11,9,10,1,7", "row", "stands beyond the header"),
        ("2024-01-05,10,11", "low", "is empty"),
    ],
)
def test_a_bad_row_is_refused_and_named_and_the_good_ones_kept(file, row, column, problem):
    loaded = load(file(HEADER, ROWS[0], ROWS[1], row, ROWS[2]))
    found = loaded.problems[0]
    assert (found.row, found.column, found.problem) == (3, column, problem)
    assert found.remedy
    assert (loaded.rows_read, loaded.rows_refused, loaded.bars.height) == (4, 1, 3)


def test_refused_rows_warn_once_with_the_first_of_them(file):
    path = file(HEADER, *ROWS, "2024-01-05,10,11,9,x,1", "2024-01-08,10,11,9,,1")
    with pytest.warns(
        DataWarning, match=r"2 of 5 rows refused, the first: row 4, column close: 'x'"
    ) as seen:
        assert read_bars(path).height == 3
    assert len(seen) == 1


def test_repeated_rows_are_dropped_and_rows_that_differ_are_both_refused(file):
    rows = [*ROWS, ROWS[0], "2024-01-03,10,11,9,10.1,200", "2024-01-05,10,11,9,10,1"]
    loaded = load(file(HEADER, *rows))
    assert "1 repeated rows dropped" in loaded.notes
    assert [(each.row, each.column, each.value) for each in loaded.problems] == [
        (2, "ts", "2024-01-03"),
        (5, "ts", "2024-01-03"),
    ]
    assert loaded.bars["close"].to_list() == [10.5, 9.5, 10.0]


def test_rows_newest_first_are_sorted_and_that_is_said(file):
    loaded = load(file(HEADER, *ROWS[::-1]))
    assert loaded.bars["ts"].is_sorted()
    assert "rows were not in the order of time: sorted" in loaded.notes


def test_rows_keep_their_number_past_empty_lines(file):
    loaded = load(file(HEADER, ROWS[0], "", ROWS[1], "2024-01-05,10,11,9,x,1"))
    assert [each.row for each in loaded.problems] == [4]
    assert loaded.rows_read == 3


def test_a_rounding_between_high_and_close_is_mended_and_said(file):
    loaded = load(file(HEADER, *ROWS, "2024-01-05,10,10.49999999999,9,10.5,1"))
    assert loaded.bars["high"][-1] == 10.5
    assert "1 rows: high or low widened to open and close, a rounding apart" in loaded.notes
    assert to_bars(loaded.bars).high[-1] == 10.5


def test_volume_may_lack_and_adjusted_closes_are_left(file):
    loaded = load(file("Date,Open,High,Low,Close,Adj Close", *ROWS))
    assert loaded.bars["volume"].to_list() == [0.0] * 3
    assert loaded.notes[:2] == [
        "no volume column: volume is 0",
        "the adjusted close is not read: prices are those of the close column",
    ]
    assert np.isnan(load(file(HEADER, *ROWS, "2024-01-05,10,11,9,10,")).bars["volume"][-1])


def test_semicolons_decimal_commas_and_a_byte_order_mark_are_read(file):
    rows = [row.replace(",", ";").replace(".", ",") for row in ROWS]
    path = file("\ufeff" + HEADER.replace(",", ";"), *rows)
    assert read_bars(path)["close"].to_list() == [10.5, 10.0, 9.5]


def test_a_decimal_comma_in_a_comma_file_never_passes(file):
    with pytest.raises(DataError, match="beyond the header"):
        read_bars(file(HEADER, "2024-01-02,10,5,11,5,9,5,10,5,100"))


def test_packed_files_are_read(file, tmp_path):
    plain = file(HEADER, *ROWS)
    packed = tmp_path / "qqq.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_bars(packed).equals(read_bars(plain))
    assert load(packed).symbol == "QQQ"


def test_of_several_symbols_one_must_be_chosen(file):
    rows = [f"{row},{symbol}" for row in ROWS for symbol in ("SPY", "../x")]
    path = file(HEADER + ",symbol", *rows)
    with pytest.raises(DataError, match=r"holds 2 symbols \('SPY', '../x'\)"):
        read_bars(path)
    assert read_bars(path, symbol="SPY").height == 3


def test_windows_line_ends_and_quotes_are_read(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(
        b'"date","open","high","low","close"\r\n"2024-01-02","10","11","9","10"\r\n'
        b"2024-01-03,10,11,9,10\r\n"
    )
    assert read_bars(path)["close"].to_list() == [10.0, 10.0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["is empty"]),
        (b"date,open,high,low,close\n", ["no rows"]),
        (b"date,open,high,low\n2024-01-02,1,1,1\n", ["no close column", "'low'"]),
        (b"2024-01-02,1,1,1,1\n", ["one bar does not show its interval"]),
        (b"date,open,high,low,close\nx,y,z,a,b\n", ["none of 1 rows", "row 1, column ts: 'x'"]),
        (b"\x89PNG\r\n\x1a\n\0\0", ["which is not text"]),
        (b"d\0a\0t\0e\0", ["no open column"]),
        (b"PAR1 and then nothing", ["damaged"]),
        (b'date,open,high,low,close\n"2024-01-02,1,1,1,1\n', ["none of 1 rows", "as a time"]),
        (b"[[1, 2, 3], [4, 5, 6]]\nmore, and, more, and\n", ["no header"]),
        (b"date,close,Close,open,high,low\n2024-01-02,1,1,1,1,1\n", ["two columns named close"]),
    ],
)
def test_a_file_that_is_no_bars_says_what_is_wrong(tmp_path, content, words):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_bars(path)
    assert all(word in str(caught.value) for word in ["x.csv: ", *words])


def test_what_is_no_file_says_so(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_bars(tmp_path / "absent.csv")
    with pytest.raises(DataError, match="folder"):
        read_bars(tmp_path)
    with pytest.raises(DataError, match="cannot be read"):
        read_bars("x\0y.csv")


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as sparse:
        sparse.truncate(LARGEST + 1)
    with pytest.raises(DataError, match="split the file"):
        read_bars(path)


def test_a_cut_gzip_is_refused(tmp_path):
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress("\n".join([HEADER, *ROWS]).encode())[:-20])
    with pytest.raises(DataError, match=r"x\.csv\.gz"):
        read_bars(path)


@given(st.binary(max_size=200))
def test_no_content_gives_anything_but_bars_or_a_data_error(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "x.csv"
    path.write_bytes(HEADER.encode() + b"\n" + content)
    with pytest.raises(DataError), warnings.catch_warnings(action="ignore"):
        read_bars(path)
        raise DataError("content that happens to be bars")


def test_parquet_of_other_programs_is_read(tmp_path):
    index = pandas.DatetimeIndex([datetime(2024, 7, 2, 9), datetime(2024, 7, 2, 10)])  # noqa: DTZ001
    prices = {"Open": [1, 2], "High": [1.0, 2.0], "Low": [1.0, 2.0], "Close": [1.0, np.nan]}
    path = tmp_path / "x.parquet"
    pandas.DataFrame(prices, index=index.tz_localize("Europe/Paris")).to_parquet(path)
    loaded = load(path, interval="1h")
    assert loaded.bars["ts"][0].isoformat() == "2024-07-02T07:00:00+00:00"
    assert [(each.row, each.problem) for each in loaded.problems] == [(2, "is empty")]


def test_a_long_file_keeps_every_bit(tmp_path):
    frame = synthetic("intraday", bars=100_000)
    frame.write_parquet(tmp_path / "x.parquet")
    assert read_bars(tmp_path / "x.parquet").equals(frame)


@pytest.mark.parametrize(
    ("name", "rows", "refused"),
    [
        ("daily/us_goog_1d_backtestingpy.csv", 2_148, 0),
        ("daily/us_spy_1d_yahoo_adj.csv", 2_517, 2),
        ("daily/vix_1d_1990_on.csv", 9_188, 47),
        ("daily/crypto_ethusd_1d_2016_2025_coinbase.csv", 3_450, 0),
        ("intraday/crypto_btcusdt_5m_2025.parquet", 25_920, 0),
        ("intraday/us_qqq_1m_2025-11_12.parquet", 11_147, 0),
        ("intraday/fx_gbpusd_1m_2012-02_ask.parquet", 30_117, 0),
        ("dirty/a_unsorted_with_duplicates.csv", 250, 0),
        ("dirty/b_semicolon_decimal_comma_bom.csv", 250, 0),
        ("dirty/c_missing_volume.csv", 250, 0),
        ("dirty/d_high_below_low.csv", 249, 1),
        ("dirty/e_nan_and_negative.csv", 248, 2),
        ("dirty/f_epoch_ms.csv", 500, 0),
        ("dirty/i_conflicting_duplicate.csv", 249, 2),
    ],
)
def test_real_files_are_read(shared_data, name, rows, refused):
    loaded = load(shared_data / name)
    assert (loaded.bars.height, loaded.rows_refused) == (rows, refused)
    assert to_bars(loaded.bars).ts.size == rows


@pytest.mark.parametrize(
    "name", ["g_header_only.csv", "h_truncated.parquet", "j_hostile_symbols.csv"]
)
def test_real_files_without_usable_rows_are_refused(shared_data, name):
    with pytest.raises(DataError, match=name):
        load(shared_data / "dirty" / name)
