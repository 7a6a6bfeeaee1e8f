"""Sessions, their number a year, intervals and grids, without an exchange calendar."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine as ob
from engine.data import intervals
from engine.data.bars import to_bars
from engine.data.sessions import annual, session_dates, sessions
from engine.data.synthetic import synthetic
from engine.errors import DataError
from kernels.bars import altered

HOUR = intervals.HOUR
DAY = intervals.DAY
WEEKLY = np.array([0, 7, 28], np.int64) * DAY
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
moments = st.lists(
    st.integers(-(2**61) // HOUR, 2**61 // HOUR), unique=True, max_size=40, min_size=1
).map(lambda hours: np.array(sorted(hours), np.int64) * HOUR)


def at(*moment: int) -> int:
    return int((datetime(*moment, tzinfo=UTC) - EPOCH) / timedelta(hours=1)) * HOUR


def session_date(ts: int):
    """The weekday whose session has the moment, by the calendar of the standard library."""
    date = (EPOCH + timedelta(hours=ts // HOUR)).date()
    return date + timedelta(days={5: -1, 6: 1}.get(date.weekday(), 0))


def hourly(first: int, count: int) -> np.ndarray:
    return first + HOUR * np.arange(count)


@given(moments)
def test_row_3_a_weekday_session_has_the_weekend_on_either_side(ts):
    ordinals = sessions(ts, "252")
    dates = [session_date(int(each)) for each in ts]
    weekdays = np.busday_count("1969-12-29", np.array(dates, "datetime64[D]"))
    assert ordinals.dtype == np.int32
    assert ordinals.tolist() == weekdays.tolist()


@given(moments)
def test_row_3_where_the_market_never_closes_a_session_is_a_date(ts):
    dates = [(EPOCH + timedelta(hours=int(each) // HOUR)).date() for each in ts]
    assert sessions(ts, "365").tolist() == [(date - EPOCH.date()).days for date in dates]


def test_row_3_saturday_belongs_to_friday_and_sunday_to_monday():
    friday, saturday, sunday, monday = (at(2024, 1, day, 12) for day in (5, 6, 7, 8))
    ordinals = sessions(np.array([friday, saturday, sunday, monday]), "252")
    assert (ordinals - ordinals[0]).tolist() == [0, 0, 1, 1]


def test_row_4_a_market_open_every_day_has_365_sessions():
    assert annual(hourly(at(2024, 1, 1), 24 * 30)) == 365


def test_row_4_sunday_evenings_alone_leave_252():
    week = [hourly(at(2024, 1, 7, 22), 5 * 24) + intervals.WEEK * i for i in range(10)]
    assert annual(np.concatenate(week)) == 252


def test_row_4_saturdays_and_sundays_must_each_be_a_tenth_of_the_dates():
    saturday, sunday = at(2024, 1, 6), at(2024, 1, 7)
    weekdays = [
        at(2024, 1, 8) + intervals.WEEK * (i // 5) + intervals.DAY * (i % 5) for i in range(9)
    ]
    assert annual(np.array([saturday, sunday, *weekdays[:8]])) == 365
    assert annual(np.array([saturday, sunday, *weekdays])) == 252
    assert annual(np.array([sunday, *weekdays[:4]])) == 252


def test_row_4_a_given_calendar_overrules_the_bars():
    always = hourly(at(2024, 1, 1), 24 * 30)
    assert annual(always, "252") == 252
    assert annual(synthetic("intraday", bars=500)["ts"].to_physical().to_numpy(), "365") == 365
    assert annual(always, "XNYS") == 252
    assert annual(always, "24/7") == 365
    with pytest.raises(DataError, match="XNYZ"):
        annual(always, "XNYZ")


def test_row_3_an_exchange_counts_early_and_late_bars_to_the_day():
    """Thanksgiving week 2024 in New York: Thursday closed, Friday a half day."""
    moments = [
        (at(2024, 11, 27, 13), 27),  # before the open
        (at(2024, 11, 27, 15), 27),
        (at(2024, 11, 28, 1), 27),  # 20:00 in New York, after the close
        (at(2024, 11, 28, 15), 29),  # the holiday: a bar there counts to the next session
        (at(2024, 11, 29, 15), 29),
        (at(2024, 11, 29, 20), 29),  # after the early close
        (at(2024, 11, 30, 4), 29),
        (at(2024, 11, 30, 6), 32),  # Saturday counts to Monday, the 2nd of December
    ]
    ts = np.array([moment for moment, _ in moments], np.int64)
    first = at(2024, 11, 1) // DAY
    assert (session_dates(ts, "XNYS", HOUR) - first + 1).tolist() == [day for _, day in moments]
    ordinals = sessions(ts, "XNYS", HOUR)
    assert np.diff(ordinals).tolist() == [0, 0, 1, 0, 0, 0, 1]


def test_row_3_daily_bars_are_sessions_of_their_date():
    days = np.array([at(2024, 11, 27), at(2024, 11, 29), at(2024, 12, 2)], np.int64)
    assert np.diff(sessions(days, "XNYS", DAY)).tolist() == [1, 1]


def test_a_run_takes_the_calendar_that_its_instruments_share():
    bars = synthetic("intraday", bars=2_000)
    described = {"SPY": ob.Instrument(symbol="SPY", calendar="XNYS")}
    run = ob.backtest({"SPY": bars}, "sma_cross", instruments=described)
    assert run.spec.calendar == "XNYS"
    again = ob.backtest({"SPY": bars}, "sma_cross", calendar="XNYS")
    assert run.equity.equals(again.equity)


@given(st.lists(st.sampled_from([1, 2, 3, 60]), min_size=1, max_size=30))
def test_row_59_the_interval_is_the_commonest_difference_and_of_equals_the_smaller(steps):
    ts = np.concatenate([[0], np.cumsum(steps)]).astype(np.int64)
    assert intervals.of(ts) == min(steps, key=lambda step: (-steps.count(step), step))


def test_row_59_one_bar_has_no_interval():
    with pytest.raises(DataError, match="SPY: one bar does not show its interval"):
        intervals.of(np.array([0]), "SPY")


@given(st.integers(1, 400), st.sampled_from("smhd"))
def test_row_59_an_interval_has_one_shortest_name(count, unit):
    length = intervals.parse(f"{count}{unit}")
    assert intervals.parse(intervals.label(length)) == length
    assert len(intervals.label(length)) <= len(f"{count}{unit}")


@pytest.mark.parametrize("name", ["", "m", "0m", "1y", "1.5h", "-1d", "5 m", "999999w", "\u0661m"])
def test_row_59_an_unknown_interval_is_refused(name):
    with pytest.raises(DataError, match="is not known"):
        intervals.parse(name)


def test_row_46_symbols_on_one_grid_share_its_interval():
    whole = to_bars(synthetic("intraday", bars=900, interval="5m"))
    later = to_bars(synthetic("intraday", bars=300, interval="5m", start="2015-01-09"))
    assert intervals.common_grid({"A": whole, "B": later}) == intervals.parse("5m")


def test_row_46_different_intervals_are_refused_naming_two_bars():
    fast = to_bars(synthetic("intraday", bars=20, interval="5m"))
    slow = to_bars(synthetic("trending", bars=20))
    with pytest.raises(DataError) as caught:
        intervals.common_grid({"SPY": fast, "QQQ": slow})
    words = ["SPY has bars of 5m", "2015-01-01 14:30", "QQQ of 1d", "2015-01-01 and 2015-01-02"]
    assert all(word in str(caught.value) for word in words)


def test_row_46_bars_beside_the_grid_are_refused_naming_two_bars():
    whole = to_bars(synthetic("trending", bars=30, interval="1h"))
    ts = whole.ts.copy()
    ts[20:] += 30 * intervals.MINUTE
    with pytest.raises(DataError) as caught:
        intervals.common_grid({"SPY": whole, "QQQ": whole._replace(ts=ts)})
    words = ["SPY has a bar at 2015-01-01,", "QQQ one at 2015-01-01 20:30 (row 21)", "grid of 1h"]
    assert all(word in str(caught.value) for word in words)


def test_row_46_a_given_interval_spares_the_bars_the_question():
    whole = to_bars(synthetic("trending", bars=30, interval="1h"))
    one = altered(whole, lambda column: column[:1])
    with pytest.raises(DataError, match="B: one bar"):
        intervals.common_grid({"A": whole, "B": one})
    assert intervals.common_grid({"A": whole, "B": one}, HOUR) == HOUR


def test_row_46_months_follow_the_calendar():
    ends = np.array([at(2023, month, day) for month, day in ((1, 31), (2, 28), (3, 31), (4, 30))])
    bars = to_bars(synthetic("trending", bars=4))
    ends.flags.writeable = False
    assert intervals.common_grid({"A": bars._replace(ts=ends), "B": bars._replace(ts=ends)}) > 0


def test_row_4_bars_longer_than_a_day_are_annualised_by_their_own_number():
    assert annual(WEEKLY, interval=7 * DAY) == 52
    assert annual(WEEKLY, "365", interval=7 * DAY) == 52
    assert annual(WEEKLY, interval=31 * DAY) == 12
    assert annual(WEEKLY, interval=92 * DAY) == 4


def test_row_3_bars_longer_than_a_day_are_sessions_and_absent_ones_leave_a_number_out():
    assert sessions(WEEKLY, interval=7 * DAY).tolist() == [0, 1, 4]
    months = [0, 31, 59, 90, 120]
    stamps = np.array(months, np.int64) * DAY
    assert sessions(stamps, interval=31 * DAY).tolist() == [0, 1, 2, 3, 4]
