"""Each service is read as it documents itself, and what no market can have made is refused."""

import logging
import pickle
from datetime import date

import polars as pl
import pytest

from engine.data.bars import SCHEMA
from engine.data.sources import NAMES, open_source
from engine.data.sources.alpha_vantage import AlphaVantage
from engine.data.sources.binance import Binance
from engine.data.sources.client import Limits
from engine.data.sources.download import download
from engine.data.sources.keys import Secret, find
from engine.data.sources.protocol import Action
from engine.data.sources.stooq import Stooq
from engine.data.sources.yahoo import Yahoo
from engine.errors import ConfigError, DataError, DataProviderError

from . import market_servers as servers
from .market_servers import DAY, NANO, NEW_YORK, Bar, Clock, Service, days, seconds, steps

EVENING = seconds(2024, 6, 3, 17, zone=NEW_YORK)  # a Monday, after the close
SESSIONS = days("2024-01-02", 109, hour=9, zone=NEW_YORK, weekdays=True)  # to 2024-05-31
FIRST, LAST = date(2024, 1, 2), date(2024, 5, 31)
KEY = "K9-secret/key"


@pytest.fixture
def clock():
    return Clock(EVENING)


def day(*parts):
    return seconds(*parts) * NANO


def stamps(frame):
    return frame["ts"].to_physical().to_list()


def expected(bars, stamp=lambda bar: bar.at // DAY * DAY):
    rows = [(stamp(bar) * NANO, *bar[1:]) for bar in bars]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def read(kind, answer, clock, *args, faults=(), key=None, limits=None, **options):
    """The download, and what the server was asked."""
    with Service(answer, clock, faults) as service:
        first = [Secret(key)] if key else []
        source = kind(*first, base=service.base, clock=clock, limits=limits)
        try:
            return download(source, *args, **options), service.asked
        finally:
            source.client.close()


# Yahoo


def test_yahoo_days_are_dates_of_sessions_though_stamped_with_the_open(clock):
    answer = servers.yahoo({"SPY": SESSIONS})
    got, asked = read(Yahoo, answer, clock, "SPY", "1d", FIRST, LAST)
    assert got.frame.equals(expected(SESSIONS))
    assert got.frame.schema == SCHEMA
    assert asked[0][1]["events"] == "div,splits"
    assert (got.rows_read, got.rows_refused, got.stopped) == (109, 0, None)
    assert (got.instrument.currency, got.instrument.adjusted) == ("USD", "unknown")


def test_both_dates_are_included_and_none_beyond_them(clock):
    answer = servers.yahoo({"SPY": SESSIONS})
    got, _ = read(Yahoo, answer, clock, "SPY", "1d", date(2024, 2, 5), date(2024, 2, 9))
    assert stamps(got.frame) == [day(2024, 2, each) for each in range(5, 10)]


def test_an_eastern_market_keeps_its_own_dates(clock):
    tokyo = [bar._replace(at=bar.at // DAY * DAY) for bar in SESSIONS]  # 09:00 there is 00:00 UTC
    answer = servers.yahoo({"7203.T": tokyo}, meta={"exchangeTimezoneName": "Asia/Tokyo"})
    got, _ = read(Yahoo, answer, clock, "7203.T", "1d", FIRST, LAST)
    assert stamps(got.frame) == [bar.at * NANO for bar in tokyo]


def test_the_date_in_sydney_is_that_of_sydney_and_not_of_utc(clock):
    stamp = seconds(2024, 1, 8, 23)  # 10:00 on the ninth in Sydney
    answer = servers.yahoo(
        {"BHP.AX": [Bar(stamp, 10, 11, 9, 10, 1)]},
        meta={"exchangeTimezoneName": "Australia/Sydney"},
    )
    got, _ = read(Yahoo, answer, clock, "BHP.AX", "1d", date(2024, 1, 9), date(2024, 1, 9))
    assert stamps(got.frame) == [day(2024, 1, 9)]


@pytest.mark.parametrize("symbol", ["^GSPC", "EURUSD=X", "BTC-USD", "BRK-B", "VOD.L"])
def test_symbols_reach_yahoo_as_they_are_written(clock, symbol):
    answer = servers.yahoo({symbol: SESSIONS})
    got, _ = read(Yahoo, answer, clock, symbol, "1d", FIRST, LAST)
    assert got.frame.height == 109


def test_rows_without_prices_are_left_out_and_rows_with_some_are_refused(clock):
    bars = [*SESSIONS]
    bars[3] = bars[3]._replace(open=None, high=None, low=None, close=None, volume=None)
    bars[5] = bars[5]._replace(open=None)
    bars[7] = bars[7]._replace(high=90.0)
    bars[9] = bars[9]._replace(close="dear")
    got, _ = read(Yahoo, servers.yahoo({"SPY": bars}), clock, "SPY", "1d", FIRST, LAST)
    assert "1 rows without any price left out" in got.notes
    assert [(each.column, each.problem) for each in got.problems] == [
        ("open", "is empty"),
        ("high", "is below the low"),
        ("close", "is no number"),
    ]
    good = [bar for n, bar in enumerate(SESSIONS) if n not in (3, 5, 7, 9)]
    assert got.frame.equals(expected(good))
    assert got.rows_refused == 3


def session(moment, *, traded=None):
    """Meta of New York's session on 3 June 2024 and of the last trade that was shown."""
    opened = seconds(2024, 6, 3, 9, 30, zone=NEW_YORK)
    closed = seconds(2024, 6, 3, 16, zone=NEW_YORK)
    shown = moment if traded is None else traded
    regular = {"start": opened, "end": closed}
    return {"currentTradingPeriod": {"regular": regular}, "regularMarketTime": shown}


@pytest.mark.parametrize(
    ("hour", "minute", "shown", "kept"),
    [
        (15, 59, (15, 59), False),
        (16, 0, (15, 59), False),  # closed, but the feed has not shown the close
        (16, 5, (16, 0), True),
        (16, 20, (15, 50), False),  # a delayed feed
        (16, 30, (15, 50), True),  # nothing later can come
    ],
)
def test_a_day_is_complete_once_its_close_has_been_shown(hour, minute, shown, kept):
    clock = Clock(seconds(2024, 6, 3, hour, minute, zone=NEW_YORK))
    today = Bar(seconds(2024, 6, 3, 9, 30, zone=NEW_YORK), 100, 101, 99, 100, 5)
    meta = session(0, traded=seconds(2024, 6, 3, *shown, zone=NEW_YORK))
    answer = servers.yahoo({"SPY": [*SESSIONS, today]}, meta=meta)
    got, _ = read(Yahoo, answer, clock, "SPY", "1d", FIRST)
    assert (stamps(got.frame)[-1] == day(2024, 6, 3)) is kept
    assert any("had not ended" in note for note in got.notes) is not kept


def test_a_day_that_yahoo_sends_twice_counts_once_by_its_last_row(clock):
    opened = seconds(2024, 6, 3, 9, 30, zone=NEW_YORK)
    closed = seconds(2024, 6, 3, 16, zone=NEW_YORK)
    twice = [Bar(opened, 100, 101, 99, 100, 5), Bar(closed, 100, 101, 99, 100, 6)]
    answer = servers.yahoo({"SPY": [*SESSIONS, *twice]}, meta=session(closed))
    got, _ = read(Yahoo, answer, clock, "SPY", "1d", FIRST)
    assert got.frame.equals(expected([*SESSIONS, twice[1]]))
    assert got.rows_refused == 0


def test_the_current_quote_is_no_bar_of_minutes(clock):
    opened = seconds(2024, 6, 3, 9, 30, zone=NEW_YORK)
    closed = seconds(2024, 6, 3, 16, zone=NEW_YORK)
    minutes = steps(opened, 78, 300)
    quote = Bar(closed, 101, 101, 101, 101, 0)
    answer = servers.yahoo({"SPY": [*minutes, quote]}, meta=session(closed))
    got, _ = read(Yahoo, answer, clock, "SPY", "5m", date(2024, 6, 3))
    assert got.frame.equals(expected(minutes, stamp=lambda bar: bar.at))
    assert "the current quote, which Yahoo adds as a row, is not taken for a bar" in got.notes


def test_a_quote_between_two_minutes_is_no_bar_either():
    clock = Clock(seconds(2024, 6, 3, 10, 3, 20, zone=NEW_YORK))
    opened = seconds(2024, 6, 3, 9, 30, zone=NEW_YORK)
    quote = Bar(opened + 33 * 60 + 17, 101, 101, 101, 101, 0)
    answer = servers.yahoo({"SPY": [*steps(opened, 7, 300), quote]}, meta=session(quote.at))
    got, _ = read(Yahoo, answer, clock, "SPY", "5m", date(2024, 6, 3))
    assert stamps(got.frame) == [(opened + n * 300) * NANO for n in range(6)]


@pytest.mark.parametrize(
    ("interval", "kept"), [("1m", 30), ("5m", 60), ("15m", 60), ("90m", 60), ("1h", 730)]
)
def test_yahoos_limits_are_told_before_it_is_asked(clock, interval, kept):
    with Service(servers.yahoo({}), clock) as service:
        source = Yahoo(base=service.base, clock=clock)
        early = date.fromordinal(date(2024, 6, 3).toordinal() - kept)
        with pytest.raises(DataError, match=f"keeps bars of {interval} for {kept} days") as caught:
            download(source, "SPY", interval, early)
        assert service.asked == []
    named = date.fromisoformat(str(caught.value).partition("begin on ")[2][:10])
    with Service(servers.yahoo({"SPY": steps(EVENING - 43_200, 5, 60)}), clock) as service:
        source = Yahoo(base=service.base, clock=clock)
        assert download(source, "SPY", interval, named).frame.height > 0


def test_a_month_of_minutes_is_asked_week_by_week(clock):
    minutes = steps(EVENING - 20 * DAY, 20 * 1440 - 5, 60)
    told = []
    answer = servers.yahoo({"BTC-USD": minutes}, meta={"instrumentType": "CRYPTOCURRENCY"})
    got, asked = read(
        Yahoo, answer, clock, "BTC-USD", "1m", progress=lambda *step: told.append(step)
    )
    assert got.frame.equals(expected(minutes, stamp=lambda bar: bar.at))
    assert len(asked) == 5
    assert told == [(n, 5) for n in range(1, 6)]
    assert all(int(p["period2"]) - int(p["period1"]) <= 7 * DAY for _, p, _ in asked)
    assert (got.instrument.calendar, got.instrument.adjusted) == ("365", "no")


def test_splits_are_told_as_applied_and_dividends_as_not(clock):
    split, paid = SESSIONS[40].at, SESSIONS[20].at
    answer = servers.yahoo({"SPY": SESSIONS}, splits=[(split, 4, 1)], dividends=[(paid, 0.24)])
    got, _ = read(Yahoo, answer, clock, "SPY", "1d", FIRST, LAST)
    assert got.actions == [
        Action(paid // DAY * DAY * NANO, "dividend", 0.24, applied=False),
        Action(split // DAY * DAY * NANO, "split", 4.0, applied=True),
    ]


def test_a_split_after_the_stored_bars_ends_the_download(clock):
    answer = servers.yahoo({"SPY": SESSIONS}, splits=[(SESSIONS[40].at, 4, 1)])
    stored = SESSIONS[39].at // DAY * DAY * NANO
    with pytest.raises(DataError, match="has rescaled all earlier prices since"):
        read(Yahoo, answer, clock, "SPY", "1d", FIRST, LAST, resume=stored)
    after = SESSIONS[40].at // DAY * DAY * NANO  # stored after the split: nothing has changed
    got, _ = read(Yahoo, answer, clock, "SPY", "1d", FIRST, LAST, resume=after)
    assert stamps(got.frame)[0] == after


def test_weeks_begin_on_monday_and_the_running_one_is_left_out(clock):
    mondays = [bar for bar in days("2024-01-01", 154, zone=NEW_YORK) if bar.at // DAY % 7 == 4]
    running = Bar(seconds(2024, 6, 3, 16, zone=NEW_YORK), 1, 1, 1, 1, 1)
    answer = servers.yahoo({"SPY": [*mondays, running]})
    got, asked = read(Yahoo, answer, clock, "SPY", "1w", date(2024, 1, 3))
    assert stamps(got.frame)[0] == day(2024, 1, 8)  # the week of 1 January began before
    assert stamps(got.frame)[-1] == day(2024, 5, 27)
    assert int(asked[0][1]["period1"]) == seconds(2023, 12, 31, 10)  # Monday anywhere


def test_pence_are_named(clock):
    answer = servers.yahoo({"VOD.L": SESSIONS}, meta={"currency": "GBp"})
    got, _ = read(Yahoo, answer, clock, "VOD.L", "1d", FIRST, LAST)
    assert got.instrument.currency == "GBX"
    assert any("hundredths" in note for note in got.notes)


def test_a_currency_that_is_not_told_can_be_given(clock):
    answer = servers.yahoo({"SPY": SESSIONS}, meta={"currency": None})
    got, _ = read(Yahoo, answer, clock, "SPY", "1d", FIRST, LAST)
    assert got.instrument.currency == "XXX"
    got, _ = read(Yahoo, answer, clock, "SPY", "1d", FIRST, LAST, currency="USD")
    assert got.instrument.currency == "USD"


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (None, DataError, "No data found, symbol may be delisted"),
        (servers.with_body({"chart": {"result": [], "error": None}}), DataError, "no bars of it"),
        (servers.with_body({"finance": {}}), DataProviderError, "documented form"),
        (servers.with_body({"chart": {"result": [{}]}}), DataProviderError, "documented form"),
        (
            servers.status(
                422,
                body=b'{"chart":{"result":null,"error":{"code":"Unprocessable Entity",'
                b'"description":"1m data not available for startTime=1"}}}',
            ),
            DataError,
            "1m data not available",
        ),
        (
            servers.status(401, body=b'{"chart":{"error":{"code":"Unauthorized"}}}'),
            DataProviderError,
            "Unauthorized",
        ),
    ],
)
def test_yahoos_refusals_are_told_in_its_words(clock, fault, kind, words):
    with pytest.raises(kind, match=words):
        read(Yahoo, servers.yahoo({}), clock, "SPYX", "1d", FIRST, LAST, faults=[fault])


def test_another_interval_than_asked_for_is_refused(clock):
    answer = servers.yahoo({"SPY": SESSIONS}, granularity="3mo")
    with pytest.raises(DataProviderError, match="bars of 3mo"):
        read(Yahoo, answer, clock, "SPY", "1d", FIRST, LAST)


def test_columns_of_different_lengths_are_refused(clock):
    def answer(path, params):
        reply = servers.yahoo({"SPY": SESSIONS})(path, params)
        return reply._replace(body=reply.body.replace(b'"volume": [1000.0, ', b'"volume": [', 1))

    with pytest.raises(DataProviderError, match=r"109 times.*108 volume"):
        read(Yahoo, answer, clock, "SPY", "1d", FIRST, LAST)


# Stooq


def test_stooq_days(clock):
    answer = servers.stooq({"SPY.US": SESSIONS})
    got, asked = read(Stooq, answer, clock, "SPY.US", "1d", FIRST, LAST)
    assert got.frame.equals(expected(SESSIONS))
    assert asked[0][:2] == (
        "/q/d/l/",
        {"s": "spy.us", "i": "d", "d1": "20240102", "d2": "20240531"},
    )
    assert got.instrument.currency == "USD"


def test_stooq_weeks_and_months_are_asked_for_whole_and_stamped_with_their_first_day(clock):
    fridays = [bar for bar in SESSIONS if bar.at // DAY % 7 == 1]
    got, asked = read(
        Stooq, servers.stooq({"SPY.US": fridays}), clock, "SPY.US", "1w", date(2024, 1, 10)
    )
    assert asked[0][1]["d1"] == "20240108"
    assert stamps(got.frame)[:2] == [day(2024, 1, 15), day(2024, 1, 22)]
    ends = [SESSIONS[21], SESSIONS[42]]  # 31 January, 29 February
    got, asked = read(
        Stooq, servers.stooq({"SPY.US": ends}), clock, "SPY.US", "1mo", date(2024, 1, 1)
    )
    assert stamps(got.frame) == [day(2024, 1, 1), day(2024, 2, 1)]
    assert asked[0][1]["d2"] == "20240630"


def test_stooq_without_a_volume_column(clock):
    answer = servers.stooq({"EURUSD": SESSIONS}, volume=False)
    got, _ = read(Stooq, answer, clock, "EURUSD", "1d", FIRST, LAST)
    assert got.frame["volume"].sum() == 0.0
    assert "no volume column: volume is 0" in got.notes
    assert any("Warsaw" in note for note in got.notes)


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        (b"No data", DataError, "no such symbol"),
        (
            b"Exceeded the daily hits limit",
            DataProviderError,
            "daily hits limit: try again tomorrow",
        ),
        (servers.HTML, DataProviderError, "web page instead of CSV .Will be right back.*STOOQ_KEY"),
        (b"Get your apikey:\n1. open ...", DataProviderError, "OPENBELL_STOOQ_KEY"),
        (b"", DataProviderError, "answered without CSV"),
        (b"Zip,City\n1,2\n", DataProviderError, "answered without CSV"),
        (b"\xff\xfe\x00", DataProviderError, "no text"),
        (
            b"Date,Open,High,Low,Close,Volume\r\n2024-01-02,1,2,1,1,1",
            DataProviderError,
            "broke off",
        ),
        (b"Date,Open,High,Low,Close,Volume\r\n", DataError, "no complete bar"),
    ],
)
def test_what_stooq_says_instead_of_bars(clock, body, kind, words):
    fault = servers.with_body(body)
    with pytest.raises(kind, match=words):
        read(Stooq, servers.stooq({}), clock, "SPY.US", "1d", FIRST, LAST, faults=[fault] * 5)


def test_stooqs_bad_rows_are_refused_one_by_one(clock):
    body = b"\r\n".join(
        [
            b"Date,Open,High,Low,Close,Volume",
            b"2024-01-02,1,2,1,1,1",
            b"02.01.2024,1,2,1,1,1",
            b"2024-01-04,1,2,1",
            b"2024-01-05,1,2,1,1,1,9",
            b"2024-01-08,1,2,1,-1,1",
            b"2024-01-09,1,2,1,1,1",
            b"",
        ]
    )
    fault = servers.with_body(body)
    got, _ = read(Stooq, servers.stooq({}), clock, "X.US", "1d", FIRST, LAST, faults=[fault])
    assert stamps(got.frame) == [day(2024, 1, 2), day(2024, 1, 9)]
    assert [each.column for each in got.problems] == ["ts", "close", "row", "close"]


# Binance


def test_binance_pages_join_without_a_seam(clock):
    bars = steps(seconds(2024, 6, 1), 3_500, 60)
    told = []
    got, asked = read(
        Binance,
        servers.binance({"BTCUSDT": bars}, 60),
        clock,
        "BTCUSDT",
        "1m",
        date(2024, 5, 1),  # before its first bar
        progress=lambda *step: told.append(step),
    )
    assert got.frame.equals(expected(bars, stamp=lambda bar: bar.at))
    assert got.instrument.currency == "USDT"
    assert told == [(n, len(told)) for n in range(1, len(told) + 1)]
    assert {params.get("limit", "") for _, params, _ in asked} == {"", "1", "1000"}


def test_an_empty_page_in_the_middle_is_a_gap_and_not_the_end(clock):
    early, late = seconds(2024, 6, 1), seconds(2024, 6, 3)
    bars = [*steps(early, 600, 60), *steps(late, 600, 60)]
    got, _ = read(Binance, servers.binance({"BTCUSDT": bars}, 60), clock, "BTCUSDT", "1m")
    assert got.frame.equals(expected(bars, stamp=lambda bar: bar.at))
    assert any(note.startswith("no bars from 2024-06-01 16:40 to") for note in got.notes)


def test_unsorted_and_repeated_rows_end_as_one_sorted_series(clock):
    bars = steps(seconds(2024, 6, 2), 1_200, 60)

    def answer(path, params):
        reply = servers.binance({"BTCUSDT": bars}, 60)(path, params)
        if params.get("limit") != "1000":
            return reply
        rows = servers.json.loads(reply.body)
        return reply._replace(body=servers.json.dumps([*rows[::-1], *rows[:7]]).encode())

    got, _ = read(Binance, answer, clock, "BTCUSDT", "1m")
    assert got.frame.equals(expected(bars, stamp=lambda bar: bar.at))
    assert "14 repeated rows dropped" in got.notes
    assert "rows were not in the order of time: sorted" in got.notes


def test_two_different_rows_for_one_time_are_both_refused(clock):
    bars = steps(seconds(2024, 6, 2), 50, 60)
    twice = [*bars, bars[20]._replace(close=100.75)]
    got, _ = read(Binance, servers.binance({"BTCUSDT": twice}, 60), clock, "BTCUSDT", "1m")
    assert got.rows_refused == 2
    assert {each.problem for each in got.problems} == {"has two different rows"}
    assert got.frame.height == 49


@pytest.mark.parametrize(
    ("interval", "length", "count"), [("1m", 60, 300), ("3m", 180, 300), ("1d", DAY, 153)]
)
def test_the_bar_that_is_forming_is_left_out(interval, length, count):
    begin = seconds(2024, 1, 1)
    clock = Clock(begin + count * length - 0.5)  # half a second before the last one ends
    bars = steps(begin, count, length)
    got, _ = read(Binance, servers.binance({"ETHBTC": bars}, length), clock, "ETHBTC", interval)
    assert got.frame.height == count - 1
    assert any(note.startswith("1 bars left out that had not ended") for note in got.notes)


def test_binance_months(clock):
    firsts = [Bar(seconds(2024, month, 1), 1, 2, 1, 2, 5) for month in range(1, 7)]
    answer = servers.binance({"BTCUSDT": firsts}, 31 * DAY)
    got, asked = read(Binance, answer, clock, "BTCUSDT", "1mo", date(2024, 1, 1))
    assert stamps(got.frame) == [bar.at * NANO for bar in firsts[:5]]
    assert asked[1][1]["interval"] == "1M"


def test_binance_is_left_alone_while_its_weight_is_nearly_used(clock):
    bars = steps(seconds(2024, 6, 3), 60, 60)
    answer = servers.binance({"BTCUSDT": bars}, 60, weight=5_999)
    read(Binance, answer, clock, "BTCUSDT", "1m", date(2024, 6, 3))
    assert sum(clock.slept) >= 60.0


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (None, DataError, "Invalid symbol. .-1121.; pairs are written together"),
        (servers.status(418, ("Retry-After", "7200")), DataProviderError, "banned for 7200 s"),
        (servers.status(451), DataProviderError, "binance_archive"),
        (servers.status(403, body=b'{"code":0,"msg":"WAF"}'), DataProviderError, "403: WAF"),
        (servers.with_body({"symbols": []}), DataProviderError, "tells nothing of that symbol"),
        (servers.with_body([]), DataProviderError, "documented form"),
    ],
)
def test_binances_refusals(clock, fault, kind, words):
    with pytest.raises(kind, match=words):
        read(Binance, servers.binance({}, 60), clock, "BTCUSD", "1m", faults=[fault])


@pytest.mark.parametrize("row", [[], [1717372800000], ["x", "1", "2", "1", "1", "1"], [None] * 12])
def test_a_kline_that_is_none_is_a_refused_row(clock, row):
    bars = steps(seconds(2024, 6, 3), 50, 60)

    def answer(path, params):
        reply = servers.binance({"BTCUSDT": bars}, 60)(path, params)
        if params.get("limit") != "1000":
            return reply
        rows = servers.json.loads(reply.body)
        return reply._replace(body=servers.json.dumps([*rows, row] if rows else []).encode())

    got, _ = read(Binance, answer, clock, "BTCUSDT", "1m", date(2024, 6, 3))
    assert got.frame.height == 50
    assert got.rows_refused == 1


# Alpha Vantage


def test_alpha_vantage_days_are_as_traded_with_splits_and_dividends_beside(clock):
    answer = servers.alpha_vantage(
        {"IBM": SESSIONS}, splits=[("2024-03-04", 2.0)], dividends=[("2024-02-08", 1.66)]
    )
    got, asked = read(AlphaVantage, answer, clock, "IBM", "1d", FIRST, LAST, key=KEY)
    assert got.frame.equals(expected(SESSIONS))  # the adjusted close is half as much
    assert got.actions == [
        Action(day(2024, 2, 8), "dividend", 1.66, applied=False),
        Action(day(2024, 3, 4), "split", 2.0, applied=False),
    ]
    assert asked[0][1]["outputsize"] == "full"
    assert (got.instrument.currency, got.instrument.adjusted) == ("USD", "no")


def test_a_key_that_is_not_paid_for_gives_prices_alone(clock):
    answer = servers.alpha_vantage({"IBM": SESSIONS}, premium=False)
    got, asked = read(AlphaVantage, answer, clock, "IBM", "1d", date(2024, 5, 1), LAST, key=KEY)
    assert got.frame.equals(expected(SESSIONS[-23:]))
    assert got.actions == []
    assert [params["function"] for _, params, _ in asked] == [
        "TIME_SERIES_DAILY_ADJUSTED",
        "TIME_SERIES_DAILY",
    ]
    assert asked[0][1]["outputsize"] == "compact"
    assert any("the service sells them" in note for note in got.notes)


def test_alpha_vantage_minutes_come_by_month_in_new_yorks_time(clock):
    bars = [
        bar
        for month, number in ((3, 8), (3, 11), (4, 1))  # on both sides of the change of clocks
        for bar in steps(seconds(2024, month, number, 9, 30, zone=NEW_YORK), 78, 300)
    ]
    answer = servers.alpha_vantage({"IBM": bars})
    got, asked = read(
        AlphaVantage, answer, clock, "IBM", "5m", date(2024, 3, 8), date(2024, 4, 1), key=KEY
    )
    assert got.frame.equals(expected(bars, stamp=lambda bar: bar.at))
    assert [params["month"] for _, params, _ in asked] == ["2024-03", "2024-04"]
    assert asked[0][1]["extended_hours"] == asked[0][1]["adjusted"] == "false"


BURST = (
    "Please consider spreading out your free API requests more sparingly (1 request per second)."
)
CLASSIC = "Our standard API call frequency is 5 calls per minute and 500 calls per day."
DAILY = f"We have detected your API key as {KEY} and our limit is 25 requests per day."


@pytest.mark.parametrize("body", [{"Note": CLASSIC}, {"Information": BURST}])
def test_a_limit_of_the_minute_is_waited_out(clock, body):
    answer = servers.alpha_vantage({"IBM": SESSIONS})
    fault = servers.with_body(body)
    got, _ = read(
        AlphaVantage, answer, clock, "IBM", "1d", FIRST, LAST, key=KEY, faults=[fault, fault]
    )
    assert got.frame.height == 109
    assert all(pause >= 60.0 for pause in clock.slept)
    assert len(clock.slept) == 2


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ({"Information": DAILY}, DataProviderError, "as [*]{3} and .* 25 requests per day"),
        ({"Error Message": "Invalid API call."}, DataError, "Invalid API call.; symbols are as in"),
        ({}, DataError, "no such symbol"),
        ({"Meta Data": {}}, DataProviderError, "no 'Time Series .Daily.' but Meta Data"),
        ({"Meta Data": {}, "Time Series (Daily)": {}}, DataProviderError, "tells the time zone ''"),
        ([1], DataProviderError, "documented form"),
        ({"Note": CLASSIC}, DataProviderError, "5 calls per minute .*asked 4 times"),
    ],
)
def test_alpha_vantages_errors_come_with_status_200_and_are_errors(clock, body, kind, words):
    fault = servers.with_body(body)
    with pytest.raises(kind, match=words) as caught:
        read(
            AlphaVantage,
            servers.alpha_vantage({}),
            clock,
            "IBM",
            "1d",
            FIRST,
            LAST,
            key=KEY,
            faults=[fault] * 4,
        )
    assert KEY not in str(caught.value)


def test_five_calls_a_minute_are_kept_to(clock):
    answer = servers.alpha_vantage({"IBM": steps(seconds(2023, 9, 1, 14), 5, 300)})
    began = clock.seconds
    _, asked = read(AlphaVantage, answer, clock, "IBM", "5m", date(2023, 9, 1), LAST, key=KEY)
    assert len(asked) == 9
    assert clock.seconds - began == pytest.approx(60.0)


def test_the_error_bodies_that_are_kept_as_samples_are_errors(clock, shared_data):
    bodies = servers.json.loads(
        (shared_data / "sentiment" / "payload_alphavantage_errors.json").read_text()
    )
    for body in bodies:
        faults = [servers.with_body(body)] * 4
        with pytest.raises((DataError, DataProviderError)):
            read(AlphaVantage, servers.alpha_vantage({}), clock, "IBM", key=KEY, faults=faults)


# Any source


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("SPY", "1d", LAST, FIRST), "the first date is after the last"),
        (("SPY", "1d", date(2030, 1, 1)), "still to come"),
        (("SPY", "7m"), "has no bars of 7m"),
        (("SPY", "3d"), "has no bars of 3d"),
        (("SPY", "often"), "interval 'often' is not known"),
        (("../SPY", "1d"), "cannot be used"),
        (("SPY", "1d", FIRST, FIRST), "no complete bar|nothing is left"),
    ],
)
def test_what_cannot_be_asked_is_refused(clock, args, words):
    with pytest.raises(DataError, match=words):
        read(Yahoo, servers.yahoo({"SPY": SESSIONS[50:]}), clock, *args)


def test_sixty_minutes_are_an_hour(clock):
    hours = steps(seconds(2024, 5, 31, 9, 30, zone=NEW_YORK), 7, 3_600)
    got, asked = read(Yahoo, servers.yahoo({"SPY": hours}), clock, "SPY", "60m", date(2024, 5, 31))
    assert asked[0][1]["interval"] == "1h"
    assert got.interval == 3_600 * NANO


def test_sources_by_name():
    for name in NAMES:
        source = open_source(name, environ={"OPENBELL_ALPHA_VANTAGE_KEY": KEY})
        assert source.name == name
        assert "1d" in source.intervals
        source.client.close()
    with pytest.raises(ConfigError, match="did you mean 'yahoo'"):
        open_source("yaho")
    with pytest.raises(ConfigError, match="OPENBELL_ALPHA_VANTAGE_KEY_FILE"):
        open_source("alpha_vantage", environ={})


def test_a_key_comes_from_a_variable_or_from_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text(f" {KEY}\n")
    name = "OPENBELL_STOOQ_KEY"
    assert find("STOOQ_KEY", {name: KEY}).reveal() == KEY
    assert find("STOOQ_KEY", {name + "_FILE": str(file)}).reveal() == KEY
    assert find("STOOQ_KEY", {}) is None
    file.write_bytes(b"\xff\xfe")
    for environ, words in [
        ({name: KEY, name + "_FILE": str(file)}, "both set"),
        ({name + "_FILE": str(tmp_path / "none")}, "cannot be read: No such file"),
        ({name + "_FILE": str(file)}, "no text"),
        ({name: "two words"}, "holds no key"),
        ({name: "  "}, "holds no key"),
        ({name: "a\nb"}, "holds no key"),
    ]:
        with pytest.raises(ConfigError, match=words) as caught:
            find("STOOQ_KEY", environ)
        assert KEY not in str(caught.value)


def test_a_secret_is_not_shown():
    secret = Secret(KEY)
    assert KEY not in f"{secret} {secret!r} {[secret]}"
    assert secret.hide("at K9-secret%2Fkey or K9-secret/key") == "at *** or ***"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


@pytest.mark.parametrize("kind", [AlphaVantage, Stooq])
def test_no_log_and_no_error_tells_the_key(clock, caplog, kind):
    def echo(handler, normal):
        body = f"apikey={KEY}".encode()
        return servers.Reply(500, body, "text/plain", (("Location", f"http://x/?apikey={KEY}"),))

    caplog.set_level(logging.DEBUG)
    faults = [echo, servers.silence, servers.reset, servers.page, echo]
    limits = Limits(attempts=5, timeout=0.2)
    answer = servers.alpha_vantage({}) if kind is AlphaVantage else servers.stooq({})
    with pytest.raises((DataError, DataProviderError)) as caught:
        read(kind, answer, clock, "IBM", key=KEY, faults=faults, limits=limits)
    seen = caplog.text + "".join(str(each) for each in (caught.value, caught.value.__cause__))
    assert "HTTP Request" in seen  # httpx did log the address
    assert KEY not in seen
    assert "K9-secret%2Fkey" not in seen
