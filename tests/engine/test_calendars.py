"""Sessions are the exchange's: every row of two independent lists, and what is missing by them."""

import json
import logging
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from engine import lock
from engine.data import calendar_files
from engine.data.calendars import (
    Stretch,
    bar_starts,
    covered,
    gaps,
    is_open,
    known_at,
    session_of,
    sessions_of,
)
from engine.errors import DataError
from tests.generators import shared

SECOND = 10**9
MINUTE, HOUR, DAY = 60 * SECOND, 3_600 * SECOND, 86_400 * SECOND


def ns(text):
    return int(np.datetime64(text, "ns").astype(np.int64))


def day(text):
    return int(np.datetime64(text, "D").astype(np.int64))


def moments(*texts):
    return np.array([ns(text) for text in texts], np.int64)


@pytest.fixture(scope="module")
def nyse():
    return sessions_of("XNYS")


@pytest.fixture(scope="module")
def tokyo():
    return sessions_of("XTKS")


@pytest.fixture(scope="module")
def always():
    return sessions_of("24/7")


def session(table, date):
    """Open and close of the session of a date, as text without the date."""
    row = int(np.searchsorted(table.date, day(date)))
    assert table.date[row] == day(date)
    stamps = (table.open[row], table.close[row])
    return tuple(str(np.datetime64(int(each), "ns"))[11:16] for each in stamps)


def lean(market):
    path = shared("calendars/lean_market_hours_subset.json")
    return json.loads(path.read_text(encoding="utf-8"))[market]


def lean_day(text):
    return day(datetime.strptime(text, "%m/%d/%Y").date())  # noqa: DTZ007 - a date


# the table


def test_every_new_york_session_from_1998_to_2026_is_that_of_the_list(nyse):
    listed = pl.read_csv(shared("calendars/xnys_sessions_1998_2026.csv"), try_parse_dates=True)
    rows = slice(*np.searchsorted(nyse.date, [day("1998-01-01"), day("2027-01-01")]))
    assert listed.height == 7_294
    assert_array_equal(listed["session"].to_physical().to_numpy(), nyse.date[rows])
    for column, name in ((nyse.open, "open_utc"), (nyse.close, "close_utc")):
        listed_ns = listed[name].dt.cast_time_unit("ns").to_physical().to_numpy()
        assert_array_equal(listed_ns, column[rows])


def test_new_york_keeps_the_holidays_of_an_independent_list(nyse):
    holidays = {lean_day(each) for each in lean("Equity-usa-[*]")["holidays"]}
    weekdays = {each for each in range(day("1998-01-01"), day("2026-01-01")) if (each + 3) % 7 < 5}
    sessions = set(nyse.date.tolist())
    assert len(holidays & weekdays) > 250
    assert sessions & weekdays == weekdays - holidays


def test_new_york_closes_early_on_the_days_of_an_independent_list(nyse):
    listed = lean("Equity-usa-[*]")["earlyCloses"]
    wanted = {lean_day(each): clock[:5] for each, clock in listed.items()}
    rows = slice(*np.searchsorted(nyse.date, [day("2000-01-01"), day("2026-01-01")]))
    length = nyse.close[rows] - nyse.open[rows]
    early = set(nyse.date[rows][length < 6.5 * HOUR].tolist())
    listed_here = {each for each in wanted if day("2000-01-01") <= each < day("2026-01-01")}
    assert listed_here - early == {day("2017-12-24")}  # a Sunday
    assert early < listed_here
    assert set(wanted.values()) == {"13:00"}
    assert_array_equal(length[length < 6.5 * HOUR], 3.5 * HOUR)


@pytest.mark.parametrize(
    "date", ["1998-11-27", "2005-11-25", "2013-11-29", "2021-11-26", "2024-11-29", "2030-11-29"]
)
def test_the_day_after_thanksgiving_is_a_half_day(nyse, date):
    assert session(nyse, date) == ("14:30", "18:00")


@pytest.mark.parametrize(
    "date",
    ["2001-09-11", "2001-09-12", "2001-09-13", "2001-09-14", "2012-10-29", "2012-10-30"],
)
def test_new_york_was_closed_when_it_was_closed(nyse, date):
    assert day(date) not in nyse.date
    assert session_of(moments(date), nyse)[0] == -1


def test_the_open_moves_in_utc_with_both_changes_of_the_clocks(nyse):
    listed = pl.read_csv(shared("calendars/dst_transitions_2005_2030.csv"))
    changes = listed.filter(pl.col("zone") == "America/New_York")
    assert changes.height == 52
    for row in changes.iter_rows(named=True):
        sunday = day(row["first_hour_utc_with_new_offset"][:10])
        after = int(np.searchsorted(nyse.date, sunday))
        clocks = nyse.open[after - 1 : after + 1] % DAY // MINUTE
        wall = 9 * 60 + 30
        assert clocks.tolist() == [
            wall - row["offset_before_min"],
            wall - row["offset_after_min"],
        ]


def test_the_weeks_between_two_zones_changes_are_kept_apart(nyse):
    london = sessions_of("XLON")
    assert session(nyse, "2024-03-15") == ("13:30", "20:00")
    assert session(london, "2024-03-15") == ("08:00", "16:30")
    assert session(london, "2024-04-02") == ("07:00", "15:30")


def test_a_market_that_never_closes_has_a_session_each_day(always):
    assert_array_equal(always.date, np.arange(day("1990-01-01"), day("2036-01-01")))
    assert_array_equal(always.open, always.date * DAY)
    assert_array_equal(always.close, (always.date + 1) * DAY)
    assert lean("Crypto-coinbase-[*]")["holidays"] == []


def test_futures_open_on_the_evening_before():
    table = sessions_of("CMES")
    sunday_evening = moments("2024-03-03T23:00", "2024-03-04T22:59", "2024-03-08T22:59")
    assert session_of(sunday_evening, table).tolist() == [
        day("2024-03-04"),
        day("2024-03-04"),
        day("2024-03-08"),
    ]
    # The Globex Sunday of the independent list opens at 18:00 in New York too.
    assert lean("Future-cme-ES")["sunday"][0]["start"] == "18:00:00"
    assert session_of(moments("2024-03-03T22:59", "2024-03-09T12:00"), table).tolist() == [-1, -1]


def test_another_name_of_the_same_exchange_has_the_same_sessions(nyse):
    nasdaq = sessions_of("XNAS")
    assert (nasdaq.name, nasdaq.tz) == ("XNAS", "America/New_York")
    assert_array_equal(nasdaq.close, nyse.close)


def test_a_calendar_reaches_as_far_as_the_package_knows_it(nyse, tokyo):
    assert (nyse.first, nyse.last) == (day("1990-01-01"), day("2035-12-31"))
    assert (tokyo.first, tokyo.last) == (day("1997-01-01"), day("2035-12-31"))
    shanghai = sessions_of("XSHG")
    assert shanghai.first == day("1990-12-03")
    assert shanghai.last >= day("2026-12-31")


def test_the_arrays_are_read_only_and_in_order(nyse, tokyo, always):
    for table in (nyse, tokyo, always):
        for column in table[:5]:
            assert column.dtype == np.int64
            assert not column.flags.writeable
        assert (np.diff(table.date) > 0).all()
        assert (table.close[:-1] <= table.open[1:]).all()
        moments_in_order = (table.open, table.break_start, table.break_end, table.close)
        assert all((a <= b).all() for a, b in pairwise(moments_in_order))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("xnys", "did you mean 'XNYS'"),
        ("NYS", "did you mean 'XNYS'"),
        ("24-7", "did you mean '24/7'"),
        ("../XNYS", "did you mean 'XNYS'"),
        ("", "known: "),
        ("XNYS\0", "is not known"),
        ("/etc/passwd", "is not known"),
        ("X" * 5_000, "is not known"),
        ("Zürich", "is not known"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_one(name, words):
    with pytest.raises(DataError, match=words):
        sessions_of(name)


def test_what_the_package_cannot_make_is_said_with_its_version(monkeypatch):
    import exchange_calendars

    def broken(*_, **__):
        raise NotImplementedError("implemented by subclasses")

    monkeypatch.setattr(exchange_calendars, "get_calendar", broken)
    with pytest.raises(DataError, match=r"XBEL: exchange_calendars [\d.]+ with pandas"):
        sessions_of("XBEL")


# the file


@pytest.fixture
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENBELL_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def quick(monkeypatch):
    """Count the builds, and let them take three days of sessions."""
    made = []

    def build(name):
        made.append(name)
        dates = np.arange(3, dtype=np.int64)
        columns = {"open": dates * DAY + HOUR}
        columns |= dict.fromkeys(calendar_files.COLUMNS[2:], dates * DAY + 9 * HOUR)
        span = np.array([0, 2])
        return columns | {
            "date": dates,
            "span": span,
            "name": np.array(name),
            "tz": np.array("UTC"),
        }

    monkeypatch.setattr(calendar_files, "_build", build)
    return made


def test_a_second_process_imports_neither_pandas_nor_the_package(nyse):
    code = (
        "import sys; from engine.data.calendars import sessions_of\n"
        "table = sessions_of('XNYS')\n"
        "print(table.date.size, [m for m in ('pandas', 'exchange_calendars') if m in sys.modules])"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert answer.stdout == f"{nyse.date.size} []\n"


def test_a_table_is_built_once(own_home, quick):
    first, second = sessions_of("XNYS"), sessions_of("XNYS")
    assert quick == ["XNYS"]
    assert_array_equal(first.close, second.close)
    assert [each.name for each in (own_home / "calendars").glob("*.sessions")] == [
        calendar_files.file_of("XNYS").name
    ]


def test_the_file_is_named_by_the_versions_of_format_and_package(own_home, monkeypatch, quick):
    assert calendar_files.file_of("24/7").parent == own_home / "calendars"
    sessions_of("24/7")
    monkeypatch.setattr(calendar_files, "version", lambda _: "99.0")
    sessions_of("24/7")
    monkeypatch.setattr(calendar_files, "FORMAT", 2)
    sessions_of("24/7")
    assert quick == ["24/7"] * 3


DAMAGE = {
    "empty": lambda whole: b"",
    "short": lambda whole: whole[:20],
    "half": lambda whole: whole[: len(whole) // 2],
    "one byte less": lambda whole: whole[:-1],
    "one byte more": lambda whole: whole + b" ",
    "text": lambda whole: b"not a table",
    "a bit of the digest": lambda whole: bytes([whole[0] ^ 1]) + whole[1:],
    "a bit of a moment": lambda whole: whole[:300] + bytes([whole[300] ^ 1]) + whole[301:],
    "a hole": lambda whole: whole[:200] + bytes(100) + whole[300:],
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_made_again(own_home, quick, caplog, damage):
    table = sessions_of("XNYS")
    path = calendar_files.file_of("XNYS")
    path.write_bytes(damage(path.read_bytes()))
    with caplog.at_level(logging.WARNING):
        again = sessions_of("XNYS")
    assert "is damaged: it is made again" in caplog.text
    assert_array_equal(again.close, table.close)
    sessions_of("XNYS")
    assert quick == ["XNYS"] * 2


def test_a_folder_in_the_place_of_the_file_does_no_harm(own_home, quick, caplog):
    calendar_files.file_of("XNYS").mkdir(parents=True)
    assert sessions_of("XNYS").date.size == 3
    assert "cannot be read" in caplog.text
    assert "not kept" in caplog.text


def test_many_at_once_leave_one_whole_file(own_home, quick):
    with ThreadPoolExecutor(8) as pool:
        tables = list(pool.map(sessions_of, ["XNYS"] * 32))
    assert all(table.date.size == 3 for table in tables)
    built = len(quick)
    sessions_of("XNYS")
    assert len(quick) == built
    assert [each.suffix for each in own_home.rglob("XNYS*")] == [".sessions"]


def test_the_file_of_another_calendar_is_not_believed(own_home, quick):
    sessions_of("XNYS")
    calendar_files.file_of("XNYS").replace(calendar_files.file_of("XLON"))
    assert sessions_of("XLON").name == "XLON"
    assert quick == ["XNYS", "XLON"]


def test_a_full_disk_does_no_harm(own_home, quick, monkeypatch, caplog):
    def full(file, content):
        file.write_bytes(content[:10])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lock, "write_durably", full)
    with caplog.at_level(logging.WARNING):
        assert sessions_of("XNYS").date.size == 3
    assert "No space left" in caplog.text
    assert not list((own_home / "calendars").glob("*.[sp]*"))


def test_a_home_that_is_a_file_does_no_harm(own_home, quick, caplog):
    own_home.write_text("")
    assert sessions_of("XNYS").date.size == 3
    assert "not kept" in caplog.text


# what belongs where


def test_an_intraday_bar_belongs_to_the_session_that_contains_it(nyse):
    ts = moments(
        "2024-07-03T13:29", "2024-07-03T13:30", "2024-07-03T16:59", "2024-07-03T17:00",
        "2024-07-04T15:00", "2024-07-05T13:30", "2024-07-05T19:59", "2024-07-05T20:00",
    )  # fmt: skip
    third, fifth = day("2024-07-03"), day("2024-07-05")
    found = session_of(ts, nyse)
    assert found.dtype == np.int32
    assert found.tolist() == [-1, third, third, -1, -1, fifth, fifth, -1]
    assert_array_equal(is_open(ts, nyse), found >= 0)


def test_row_40_a_daily_bar_belongs_to_its_date_and_is_known_at_the_close(nyse):
    ts = moments("2024-11-28", "2024-11-29", "2024-12-02")
    assert session_of(ts, nyse).tolist() == [-1, day("2024-11-29"), day("2024-12-02")]
    known = moments("2024-11-29", "2024-11-29T18:00", "2024-12-02T21:00")
    assert_array_equal(known_at(ts, nyse), known)


def test_row_3_midnight_bars_of_minutes_are_no_dates(nyse):
    after_hours = moments("2024-01-03T00:00")
    assert session_of(after_hours, nyse, MINUTE).tolist() == [-1]
    assert session_of(after_hours, nyse).tolist() == [day("2024-01-03")]


def test_daily_bars_of_markets_ahead_of_utc_belong_to_their_date():
    sydney = sessions_of("XASX")
    ts = moments("2024-01-15", "2024-01-16")
    assert session_of(ts, sydney).tolist() == [day("2024-01-15"), day("2024-01-16")]
    morning = moments("2024-01-14T23:30")
    assert session_of(morning, sydney).tolist() == [day("2024-01-15")]


def test_a_lunch_break_is_closed_and_inside_of_the_session(tokyo):
    ts = moments("2024-01-15T02:29", "2024-01-15T02:30", "2024-01-15T03:29", "2024-01-15T03:30")
    assert session_of(ts, tokyo).tolist() == [day("2024-01-15")] * 4
    assert is_open(ts, tokyo).tolist() == [True, False, False, True]


def test_no_bars_belong_to_no_session(nyse):
    none = np.empty(0, np.int64)
    assert session_of(none, nyse).size == is_open(none, nyse).size == known_at(none, nyse).size == 0
    assert gaps(none, DAY, nyse) == []


@pytest.mark.parametrize(
    ("ts", "stray"),
    [
        (("1989-12-29", "1990-01-02"), "1989-12-29"),
        (("2035-12-31", "2036-01-02"), "2036-01-02"),
        (("1929-10-29T15:00", "2050-01-01"), "1929-10-29 15:00"),
    ],
)
@pytest.mark.parametrize("ask", [session_of, is_open, lambda ts, table: gaps(ts, DAY, table)])
def test_a_time_that_the_table_does_not_reach_is_refused(nyse, ts, stray, ask):
    with pytest.raises(DataError, match=f"{stray} is outside .* 1990-01-01 to 2035-12-31"):
        ask(moments(*ts), nyse)


def test_the_rows_that_the_table_reaches_can_be_taken(nyse):
    ts = moments("1989-12-29", "1990-01-02", "2035-12-31", "2036-01-02")
    assert covered(ts, nyse) == slice(1, 3)
    assert session_of(ts[covered(ts, nyse)], nyse).tolist() == [
        day("1990-01-02"),
        day("2035-12-31"),
    ]


@given(st.lists(st.integers(day("2019-01-01") * 1440, day("2021-01-01") * 1440), max_size=60))
def test_every_moment_finds_the_session_that_a_search_finds(minutes):
    table = sessions_of("XTKS")
    ts = np.unique(np.array(minutes, np.int64)) * MINUTE
    rows = [
        next(
            (int(d) for d, o, c in zip(*table[:3], strict=True) if o <= each < c),
            -1,
        )
        for each in ts
    ]
    assert session_of(ts, table, MINUTE).tolist() == rows


# what is missing


def minutes_of(table, start, end, interval=MINUTE):
    return bar_starts(table, interval, ns(start), ns(end))


def test_the_expected_bars_of_a_half_day_end_at_its_close(nyse):
    starts = minutes_of(nyse, "2024-11-29", "2024-11-30", HOUR)
    texts = ["2024-11-29T14:30", "2024-11-29T15:30", "2024-11-29T16:30", "2024-11-29T17:30"]
    assert_array_equal(starts, moments(*texts))
    assert minutes_of(nyse, "2024-11-25", "2024-12-02").size == 3 * 390 + 210
    assert minutes_of(nyse, "2024-11-28", "2024-11-29").size == 0


def test_the_expected_bars_leave_out_the_lunch_break(tokyo):
    assert minutes_of(tokyo, "2024-01-15", "2024-01-16").size == 300
    starts = minutes_of(tokyo, "2024-01-15", "2024-01-16", HOUR) % DAY // MINUTE
    assert starts.tolist() == [0, 60, 120, 210, 270, 330][: starts.size]


def test_the_expected_daily_bars_are_the_dates_of_the_sessions(nyse):
    starts = minutes_of(nyse, "2024-11-27", "2024-12-03", DAY)
    assert_array_equal(starts, moments("2024-11-27", "2024-11-29", "2024-12-02"))
    with pytest.raises(DataError, match="take daily ones"):
        bar_starts(nyse, 7 * DAY, ns("2024-01-01"), ns("2024-02-01"))


@pytest.mark.parametrize("name", ["XNYS", "XTKS", "24/7", "CMES", "XASX", "24/5"])
@pytest.mark.parametrize("interval", [MINUTE, 7 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, DAY])
def test_complete_bars_have_no_gap(name, interval):
    table = sessions_of(name)
    ts = bar_starts(table, interval, ns("2023-09-01"), ns("2024-04-01"))
    assert ts.size > 100
    assert gaps(ts, interval, table) == []
    if interval < DAY:
        assert is_open(ts, table).all()


def test_missing_days_are_named_by_date(nyse):
    ts = minutes_of(nyse, "2024-11-20", "2024-12-07", DAY)
    kept = np.delete(ts, [2, 5, 6, 7])  # 22 November; 27 November to 2 December
    assert gaps(kept, DAY, nyse) == [
        Stretch(ns("2024-11-22"), ns("2024-11-23"), 1),
        Stretch(ns("2024-11-27"), ns("2024-12-03"), 3),
    ]


def test_missing_minutes_are_counted_over_nights_and_half_days(nyse):
    ts = minutes_of(nyse, "2024-11-27", "2024-12-04")
    kept = ts[(ts < ns("2024-11-27T20:00")) | (ts >= ns("2024-12-02T15:00"))]
    assert gaps(kept, MINUTE, nyse) == [
        Stretch(ns("2024-11-27T20:00"), ns("2024-12-02T15:00"), 60 + 210 + 30)
    ]


def test_a_session_without_its_first_and_last_minute_shows_both(nyse):
    ts = minutes_of(nyse, "2024-11-26", "2024-11-28")
    kept = np.delete(ts, [389, 390])
    assert gaps(kept, MINUTE, nyse) == [
        Stretch(ns("2024-11-26T20:59"), ns("2024-11-27T14:31"), 2),
    ]


def test_bars_on_the_full_hour_cover_the_session_too(nyse):
    hours = np.arange(14, 21) * HOUR
    ts = np.concatenate([hours + ns("2024-11-25"), hours + ns("2024-11-26")])
    assert gaps(ts, HOUR, nyse) == []
    assert gaps(np.delete(ts, 8), HOUR, nyse) == [
        Stretch(ns("2024-11-26T15:00"), ns("2024-11-26T16:00"), 1)
    ]


def test_a_weekend_counts_where_the_market_never_closes(nyse, always):
    ts = minutes_of(nyse, "2024-01-02", "2024-01-13", DAY)
    assert gaps(ts, DAY, nyse) == []
    assert gaps(ts, DAY, always) == [Stretch(ns("2024-01-06"), ns("2024-01-08"), 2)]


def test_weeks_and_months_are_missed_where_a_step_is_twice_as_long(nyse):
    weeks = ns("2024-01-01") + 7 * DAY * np.arange(30, dtype=np.int64)
    assert gaps(weeks, 7 * DAY, nyse) == []
    assert [each.bars for each in gaps(np.delete(weeks, [4, 5]), 7 * DAY, nyse)] == [2]
    months = np.arange("2010-01", "2024-01", dtype="datetime64[M]").astype("datetime64[ns]")
    ts = months.astype(np.int64)
    assert gaps(ts, 31 * DAY, nyse) == []
    assert [each.bars for each in gaps(np.delete(ts, [50]), 31 * DAY, nyse)] == [1]


@settings(max_examples=60)
@given(
    name=st.sampled_from(["XNYS", "XTKS", "24/7", "CMES"]),
    interval=st.sampled_from([5 * MINUTE, 30 * MINUTE, HOUR, DAY]),
    seed=st.integers(0, 2**32 - 1),
    share=st.floats(0.0, 0.9),
)
def test_the_gaps_and_the_bars_make_the_whole(name, interval, seed, share):
    table = sessions_of(name)
    whole = bar_starts(table, interval, ns("2024-02-20"), ns("2024-04-05"))
    keep = np.random.default_rng(seed).random(whole.size) >= share
    keep[[0, -1]] = True
    found = gaps(whole[keep], interval, table)
    inside = [((whole >= each.start) & (whole < each.end)).sum() for each in found]
    assert [each.bars for each in found] == inside
    assert sum(inside) == (~keep).sum()


def test_hourly_bars_of_spy_over_23_years_miss_what_they_miss(nyse):
    frame = pl.read_parquet(shared("intraday/us_spy_1h_unadjusted.parquet"))
    wall = frame["timestamp"].cast(pl.Datetime("ns"))
    ts = wall.dt.replace_time_zone("America/New_York").to_physical().to_numpy()
    found = gaps(ts, HOUR, nyse)
    dates = np.unique(ts // DAY)
    missing = set(nyse.date[(nyse.date >= dates[0]) & (nyse.date <= dates[-1])]) - set(dates)
    assert {each.start // DAY for each in found if each.bars >= 4} >= missing
    assert sum(each.bars for each in found) < 40


def test_daily_bars_of_spy_over_23_years_have_every_session(nyse):
    frame = pl.read_csv(shared("daily/us_unadjusted_spy_1d.csv"), try_parse_dates=True)
    ts = frame["timestamp"].cast(pl.Datetime("ns")).to_physical().to_numpy()
    assert gaps(ts, DAY, nyse) == []
    assert (session_of(ts, nyse) >= 0).all()


def test_the_index_of_volatility_lacks_four_sessions_and_has_33_days_without_one(nyse):
    frame = pl.read_csv(shared("daily/vix_1d_1990_on.csv"), try_parse_dates=True)
    ts = frame["timestamp"].cast(pl.Datetime("ns")).to_physical().to_numpy()
    found = gaps(ts, DAY, nyse)
    assert sum(each.bars for each in found) == 4
    assert found[0].start == ns("1991-03-01")
    stray = ts[session_of(ts, nyse) < 0]
    assert stray.size == 33
    assert stray[0] == ns("2004-06-11")
    assert_array_equal(known_at(stray, nyse), stray + DAY)


def test_a_gap_of_a_market_that_never_closes_is_found_in_real_bars(always):
    frame = pl.read_csv(shared("daily/crypto_btcusd_1d_coinbase.csv"), try_parse_dates=True)
    ts = frame["timestamp"].cast(pl.Datetime("ns")).to_physical().to_numpy()
    longest = max(gaps(ts, DAY, always), key=lambda each: each.bars)
    assert longest.end == ns("2015-01-08")
    assert longest.bars == 20
