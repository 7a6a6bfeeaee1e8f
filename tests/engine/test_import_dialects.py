"""Text of any usual dialect is read as it is meant; what cannot be told is asked for by name."""

from itertools import pairwise

import pytest

from engine.data.read import load
from engine.errors import DataError

HEADER = "date,open,high,low,close,volume"
ROWS = ["2024-01-02,10.5,11,9,10,100", "2024-01-03,10,11,9,9.5,200", "2024-01-04,9.5,11,9,10,300"]
EXPECTED = [(10.5, 11.0, 9.0, 10.0, 100.0), (10.0, 11.0, 9.0, 9.5, 200.0)]
TWO = "10,11,9,10,1"


@pytest.fixture
def file(tmp_path):
    """file(line, …) or file(bytes) -> path of a CSV with these."""

    def write(*lines, name="x.csv"):
        path = tmp_path / name
        whole = isinstance(lines[0], bytes)
        path.write_bytes(lines[0] if whole else ("\n".join(lines) + "\n").encode())
        return path

    return write


def numbers(path, **options):
    return [row[1:] for row in load(path, **options).bars.rows()]


def times(path, **options):
    bars = load(path, **options).bars
    return [each.strftime("%Y-%m-%d %H:%M:%S.%f").removesuffix(".000000") for each in bars["ts"]]


def noted(loaded, words):
    return any(words in note for note in loaded.notes)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "  ", " \t "])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "latin-1"])
def test_separators_ends_of_lines_and_encodings(file, separator, end, encoding):
    text = end.join([HEADER, *ROWS]).replace(",", separator)
    assert numbers(file(text.encode(encoding)))[:2] == EXPECTED


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1234,5", 1234.5),
        ("1.234,5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1'234.5", 1234.5),
        ("1\u2019234.5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234.567,8", 1234567.8),
        ("12,34,567.8", 1234567.8),
        ("$1,234.50", 1234.5),
        ("1.234,50 €", 1234.5),
        ("£1234.5", 1234.5),
        ("98.5%", 98.5),
        ("1.5e3", 1500.0),
        ("1,5E3", 1500.0),
        ("+1234.5", 1234.5),
        (".5", 0.5),
        ("5.", 5.0),
    ],
)
def test_numbers_as_people_write_them(file, written, value):
    row = ";".join([written] * 4)
    path = file("date;open;high;low;close", f"2024-01-02;{row}", f"2024-01-03;{row}")
    assert numbers(path)[0][:4] == (value,) * 4


def test_a_quoted_field_may_hold_the_separator(file):
    row = '"1,234.50","1,235.00","1,234.00","1,234.75","1,000,000"'
    loaded = load(file(HEADER, f'"Jan 2, 2024",{row}', f'"Jan 3, 2024",{row}'))
    assert loaded.bars.rows()[0][1:] == (1234.5, 1235.0, 1234.0, 1234.75, 1e6)
    assert noted(loaded, "thousands stand apart")


def test_decimals_or_thousands_are_asked_for_and_taken(file):
    path = file("date;open;high;low;close", "2024-01-02;1,234;1,234;1,234;1,234")
    with pytest.raises(DataError, match=r"'1,234' may be 1\.234 or 1234: say which"):
        load(path, interval="1d")
    assert numbers(path, interval="1d", decimal=",")[0][0] == 1.234
    assert numbers(path, interval="1d", thousands=",")[0][0] == 1234.0
    assert numbers(path, interval="1d", decimal=".")[0][0] == 1234.0


def test_a_decimal_that_is_given_holds_for_plain_numbers_too(file):
    path = file("date;open;high;low;close", "2024-01-02;1.234;1.234;1.234;1.234")
    assert numbers(path, interval="1d")[0][0] == 1.234
    assert numbers(path, interval="1d", decimal=",")[0][0] == 1234.0


def test_volumes_in_millions(file):
    rows = [f"Jan 0{day}, 2024,10,10,11,9,{volume},1%" for day, volume in ((2, "1.2M"), (3, "5K"))]
    path = file(
        '"Date","Price","Open","High","Low","Vol.","Change %"',
        *['"' + row[:12] + '"' + row[12:] for row in rows],
    )
    loaded = load(path)
    assert loaded.bars["volume"].to_list() == [1.2e6, 5e3]
    assert noted(loaded, "M are read as millions")
    assert noted(loaded, "the close is the column 'Price'")


@pytest.mark.parametrize(
    "header",
    [
        "t,o,h,l,c,v",
        "Open Time,Open,High,Low,Close,Volume",
        "Date,Open,High,Low,Close/Last,Vol.",
        "<DTYYYYMMDD>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>",
        "Gmt time,Open,High,Low,Close,Volume",
        "timestamp,1. open,2. high,3. low,4. close,5. volume",
        '"Date","Open","High","Low","Close","Volume"',
        "date,bid_open,bid_high,bid_low,bid_close,bid_volume",
        "date,BidOpen,BidHigh,BidLow,BidClose,Vol",
        "Date,SPY.Open,SPY.High,SPY.Low,SPY.Close,SPY.Volume",
        "#Date,Open,High,Low,Close,Volume",
        "unix,Open,High,Low,Last,Volume BTC",
    ],
)
def test_headers_as_vendors_write_them(file, header):
    assert [row[:4] for row in numbers(file(header, *ROWS))][:2] == [row[:4] for row in EXPECTED]


def test_the_bid_is_read_and_the_ask_said_not_to_be(file):
    sides = [f"{side}_{price}" for side in ("ask", "bid") for price in HEADER.split(",")[1:5]]
    loaded = load(file(",".join(["date", *sides]), "2024-01-02,2,2,2,2,1,1,1,1"), interval="1d")
    assert loaded.bars["open"].to_list() == [1.0]
    assert noted(loaded, "those of 'ask' are not read")


def test_a_files_names_are_mapped_to_ours(file):
    path = file("when,first,top,bottom,end,size", *ROWS)
    names = dict(zip(["when", "first", "top", "bottom", "end", "size"], TARGETS, strict=True))
    assert numbers(path, names=names)[:2] == EXPECTED
    with pytest.raises(DataError, match="did you mean 'when'"):
        load(path, names={"wen": "ts"})
    with pytest.raises(DataError, match="did you mean 'close'"):
        load(path, names={"end": "clos"})


TARGETS = ("ts", "open", "high", "low", "close", "volume")


def test_the_adjusted_close_is_taken_only_if_asked(file):
    path = file("date,open,high,low,close,adj close", "2024-01-02,10,11,9,10,9.5")
    assert numbers(path, interval="1d")[0][3] == 10.0
    assert numbers(path, interval="1d", names={"adj close": "close"})[0][3] == 9.5


def test_titles_and_comments_above_the_header_are_said(file):
    loaded = load(file("ACME Corp., daily", "# source: a vendor", "", HEADER, *ROWS))
    assert loaded.bars.height == 3
    assert noted(loaded, "2 lines before the rows are not read: 'ACME Corp., daily'")


def test_yfinances_header_of_three_lines(file):
    path = file(
        "Price,Close,High,Low,Open,Volume",
        "Ticker,SPY,SPY,SPY,SPY,SPY",
        "Date,,,,,",
        "2024-01-02,10,11,9,10.5,100",
        "2024-01-03,9.5,11,9,10,200",
    )
    assert numbers(path) == EXPECTED


@pytest.mark.parametrize(
    ("order", "positions"),
    [("ohlc", (0, 1, 2, 3)), ("ochl", (0, 2, 3, 1)), ("cohl", (1, 2, 3, 0))],
)
@pytest.mark.parametrize("newest_first", [False, True])
def test_columns_without_a_header_are_found_by_their_values(file, order, positions, newest_first):
    closes = [10, 12, 9, 14, 8, 13, 15, 7, 11, 16, 10, 18]
    bars = [
        {"o": before + 0.1, "h": max(before, close) + 1, "l": min(before, close) - 1, "c": close}
        for before, close in pairwise(closes)
    ]
    lines = [
        f"2024-01-{day + 2:02},{','.join(str(bar[letter]) for letter in order)},{day}"
        for day, bar in enumerate(bars)
    ]
    loaded = load(file(*(lines[::-1] if newest_first else lines)))
    first = loaded.bars.row(0)
    assert first[1:] == (bars[0]["o"], bars[0]["h"], bars[0]["l"], bars[0]["c"], 0.0)
    assert noted(loaded, f"open {positions[0] + 2}, high {positions[1] + 2}")


def test_columns_without_a_header_are_numbered_for_names(file):
    path = file("2024-01-02,3,2,4,1", "2024-01-03,3,2,4,1")
    with pytest.raises(DataError, match=r"open and close cannot be told apart.*names={'1': 'ts'"):
        load(path)
    names = {"1": "ts", "2": "open", "3": "close", "4": "high", "5": "low"}
    assert numbers(path, names=names)[0][:4] == (3.0, 4.0, 1.0, 2.0)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("01/31/2024", "02/01/2024", "2024-01-31 00:00:00"),
        ("31/01/2024", "01/02/2024", "2024-01-31 00:00:00"),
        ("1/31/2024 9:30", "1/31/2024 9:31", "2024-01-31 09:30:00"),
        ("31.01.2024", "01.02.2024", "2024-01-31 00:00:00"),
        ("31.01.2024 09:30:00.500", "31.01.2024 09:31:00.000", "2024-01-31 09:30:00.500000"),
        ("31-01-2024", "01-02-2024", "2024-01-31 00:00:00"),
        ("Jan 31 2024", "Feb 1 2024", "2024-01-31 00:00:00"),
        ("January 31st 2024", "February 1st 2024", "2024-01-31 00:00:00"),
        ("31-Jan-24", "01-Feb-24", "2024-01-31 00:00:00"),
        ("31 January 2024", "1 February 2024", "2024-01-31 00:00:00"),
        ("Wed Jan 31 2024", "Thu Feb 1 2024", "2024-01-31 00:00:00"),
        ("01/31/2024 09:30 AM", "01/31/2024 01:30 PM", "2024-01-31 09:30:00"),
        ("1/31/2024 12:00:00 AM", "1/31/2024 12:00:00 PM", "2024-01-31 00:00:00"),
        ("2024-01-31 04:00 p.m.", "2024-01-31 05:00 p.m.", "2024-01-31 16:00:00"),
        ("20240131093000", "20240131093100", "2024-01-31 09:30:00"),
        ("202401310930", "202401310931", "2024-01-31 09:30:00"),
        ("20240131 93000", "20240131 93100", "2024-01-31 09:30:00"),
        ("20240131 09:30:00 US/Eastern", "20240131 09:31:00 US/Eastern", "2024-01-31 14:30:00"),
        ("2024-01-31T09:30:00+01:00", "2024-01-31T09:31:00.5+01:00", "2024-01-31 08:30:00"),
    ],
)  # fmt: skip
def test_dates_and_clocks_as_people_write_them(file, first, second, expected):
    assert times(file(HEADER, f"{first},{TWO}", f"{second},{TWO}"))[0] == expected


def test_which_date_shows_the_order_is_said(file):
    loaded = load(file(HEADER, f"01/02/2024,{TWO}", f"01/31/2024,{TWO}"))
    assert noted(loaded, "month first, as '01/31/2024' shows")


def test_the_order_of_dates_is_asked_for_and_taken(file):
    path = file(HEADER, f"01/02/2024,{TWO}", f"03/04/2024,{TWO}")
    with pytest.raises(DataError, match="dates='mdy' or dates='dmy'"):
        load(path)
    assert times(path, dates="mdy")[0] == "2024-01-02 00:00:00"
    assert times(path, dates="dmy")[0] == "2024-02-01 00:00:00"


@pytest.mark.parametrize(
    ("first", "second"),
    [("93000", "93100"), ("093000", "093100"), ("930", "931"), ("09:30", "09:31")],
)
def test_date_and_time_stand_in_two_columns(file, first, second):
    header = "<TICKER>,<DTYYYYMMDD>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>"
    path = file(header, *[f"SPY,20240131,{clock},{TWO}" for clock in (first, second)])
    assert times(path) == ["2024-01-31 09:30:00", "2024-01-31 09:31:00"]


def test_a_time_that_has_its_date_needs_no_other(file):
    rows = [f"{1_706_693_400 + 60 * i},2024-01-31,{TWO}" for i in range(3)]
    loaded = load(file("time,date,open,high,low,close,volume", *rows))
    assert loaded.bars["ts"][0].isoformat() == "2024-01-31T09:30:00+00:00"
    assert noted(loaded, "those of the column 'time' alone")


def test_date_and_time_in_two_columns_without_a_header(file):
    lines = [f"2024.01.31,09:{minute},10,11,9,10,5" for minute in range(30, 42)]
    assert times(file(*lines))[0] == "2024-01-31 09:30:00"


@pytest.mark.parametrize(("unit", "scale"), [("s", 1), ("ms", 10**3), ("us", 10**6), ("ns", 10**9)])
def test_epochs_of_four_units_are_found_and_may_be_given(file, unit, scale):
    rows = [f"{(1_706_693_400 + 60 * i) * scale},{TWO}" for i in range(3)]
    path = file(HEADER, *rows)
    assert times(path)[0] == "2024-01-31 09:30:00"
    assert times(path, unit=unit) == times(path)


def test_a_unit_that_is_given_reads_what_size_alone_would_not(file):
    rows = [f"{60 * i * 1000},{TWO}" for i in range(1, 4)]
    with pytest.raises(DataError, match="none of 3 rows"):
        load(file(HEADER, *rows))
    assert times(file(HEADER, *rows), unit="ms")[0] == "1970-01-01 00:01:00"


@pytest.mark.parametrize("newest_first", [False, True])
def test_an_hour_that_the_clock_shows_twice_goes_by_the_order_of_rows(file, newest_first):
    clocks = ["00:30", "01:00", "01:30", "01:00", "01:30", "02:00"]
    rows = [f"2024-11-03 {clock},{TWO}{i}" for i, clock in enumerate(clocks)]
    loaded = load(file(HEADER, *(rows[::-1] if newest_first else rows)), tz="America/New_York")
    assert loaded.bars["ts"].diff().drop_nulls().unique().len() == 1
    assert loaded.bars["volume"].to_list() == [10.0, 11.0, 12.0, 13.0, 14.0, 15.0]
    assert noted(loaded, "4 times that the clocks of America/New_York show twice")


def test_a_thin_second_hour_is_told_from_the_first(file):
    clocks = ["00:30", "01:00", "01:30", "01:15", "02:00"]
    rows = [f"2024-11-03 {clock},{TWO}" for clock in clocks]
    assert times(file(HEADER, *rows), tz="America/New_York") == [
        *("2024-11-03 04:30:00", "2024-11-03 05:00:00", "2024-11-03 05:30:00"),
        *("2024-11-03 06:15:00", "2024-11-03 07:00:00"),
    ]


def test_times_that_the_clock_skips_are_refused_and_counted(file):
    rows = [f"2024-03-10 0{hour}:00,{TWO}" for hour in (1, 2, 3, 4)]
    loaded = load(file(HEADER, *rows), tz="America/New_York")
    assert [each.row for each in loaded.problems] == [2]
    assert noted(loaded, "1 times that the clocks of America/New_York skip are refused")


def test_bars_dated_by_their_end_are_moved_back(file):
    rows = [f"2024-01-31 09:3{minute},{TWO}" for minute in (1, 2, 3)]
    assert times(file(HEADER, *rows), stamps="end")[0] == "2024-01-31 09:30:00"
    with pytest.raises(DataError, match="for bars within a day"):
        load(file(HEADER, *ROWS), stamps="end")


def test_prices_are_divided_by_what_is_given(file):
    assert numbers(file(HEADER, *ROWS), divisor=1000)[0][:2] == (0.0105, 0.011)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ({"unit": "min"}, "unit='min' is not known"),
        ({"stamps": "ends"}, "did you mean 'end'"),
        ({"on_conflict": "keep"}, "on_conflict='keep'"),
        ({"dates": "usa"}, "dates='usa' is not known"),
        ({"decimal": ";"}, "decimal=';' must be one of"),
        ({"decimal": ",", "thousands": ","}, "give two signs"),
        ({"delimiter": "x"}, "delimiter='x' must be"),
        ({"divisor": 0.0}, "divisor=0.0 must be"),
        ({"tz": "Mars/Base"}, "IANA name"),
        ({"zone": "UTC"}, "zone="),
        ({"names": {"date": "when"}}, "cannot become 'when'"),
    ],
)
def test_what_cannot_be_asked_is_refused(file, option, words):
    with pytest.raises(DataError) as caught:
        load(file(HEADER, f"2024-01-02 10:00,{TWO}", f"2024-01-02 11:00,{TWO}"), **option)
    assert words in str(caught.value)


@pytest.mark.parametrize("name", ["tab", "\\t", "\t"])
def test_a_delimiter_is_given_by_its_sign_or_its_name(file, name):
    lines = [line.replace(",", "\t") for line in (HEADER, *ROWS)]
    assert numbers(file(*lines), delimiter=name)[:2] == EXPECTED
