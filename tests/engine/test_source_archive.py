"""Binance's archive; a download that was interrupted and resumed is the one in one go."""

from datetime import date
from functools import cache

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from engine.data.bars import SCHEMA
from engine.data.sources.binance import Binance
from engine.data.sources.binance_archive import BinanceArchive
from engine.data.sources.client import Limits
from engine.data.sources.download import download
from engine.data.sources.stooq import Stooq
from engine.data.sources.yahoo import Yahoo
from engine.errors import DataError, DataProviderError

from . import market_servers as servers
from .market_servers import DAY, NANO, Clock, Service, seconds, steps

HOURS = steps(seconds(2024, 10, 17), 24 * 110, 3_600)  # to 3 February 2025
NOW = seconds(2025, 2, 4, 12)
START = date(2024, 10, 1)
ONCE = Limits(attempts=1)


@pytest.fixture
def clock():
    return Clock(NOW)


def expected(bars):
    rows = [(bar.at * NANO, *bar[1:]) for bar in bars]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def archive(bars=HOURS, **options):
    return servers.archive({"BTCUSDT": bars}, "1h", 3_600, published="2025-01", **options)


def read(answer, clock, *args, faults=(), limits=None, **options):
    with Service(answer, clock, faults) as service:
        source = BinanceArchive(base=service.base, clock=clock, limits=limits)
        try:
            return download(source, *(args or ("BTCUSDT", "1h", START)), **options), service.asked
        finally:
            source.client.close()


@pytest.mark.parametrize("titled", [False, True])
def test_milliseconds_and_microseconds_join_at_the_new_year(clock, titled):
    told = []
    got, asked = read(archive(titled=titled), clock, progress=lambda *step: told.append(step))
    assert got.frame.equals(expected(HOURS))
    assert told == [(n, 5) for n in range(1, 6)]
    paths = [path.rpartition("/")[2] for path, _, _ in asked if not path.endswith("CHECKSUM")]
    assert paths == [
        "BTCUSDT-1h-2024-10.zip",
        "BTCUSDT-1h-2024-11.zip",
        "BTCUSDT-1h-2024-12.zip",
        "BTCUSDT-1h-2025-01.zip",
        "BTCUSDT-1h-2025-02-01.zip",
        "BTCUSDT-1h-2025-02-02.zip",
        "BTCUSDT-1h-2025-02-03.zip",
    ]
    assert got.instrument.currency == "USDT"


def test_only_the_dates_that_were_asked_for_are_kept(clock):
    got, _ = read(archive(), clock, "BTCUSDT", "1h", date(2024, 12, 30), date(2025, 1, 2))
    begin, end = seconds(2024, 12, 30), seconds(2025, 1, 3)
    assert got.frame.equals(expected([bar for bar in HOURS if begin <= bar.at < end]))


def test_a_day_without_a_file_is_told(clock):
    gone = seconds(2025, 2, 2)
    bars = [bar for bar in HOURS if not gone <= bar.at < gone + DAY]
    got, _ = read(archive(bars), clock)
    assert got.frame.equals(expected(bars))
    assert "no file for 2025-02-02" in got.notes


def test_a_file_that_differs_from_its_checksum_is_asked_for_again(clock):
    def damaged(handler, normal):
        return normal._replace(body=normal.body[:-1] + b"x")

    def untouched(handler, normal):
        return normal

    got, _ = read(archive(), clock, faults=[untouched, damaged])
    assert got.frame.equals(expected(HOURS))
    with pytest.raises(DataProviderError, match="2024-10: the file differs from its checksum"):
        read(archive(), clock, faults=[untouched, *[damaged] * 5])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no zip", "is no zip of one file"),
        (servers.zipped({}), "is no zip of one file"),
        (servers.zipped({"a.csv": "1\n", "b.csv": "2\n"}), "is no zip of one file"),
        (servers.zipped({"a.csv": "1,2,3\n" + "1," * 40 + "\n"}), "is no CSV"),
        (b"PK\x03\x04", "is no zip of one file"),
    ],
)
def test_what_is_no_zip_of_one_table_is_refused(clock, content, words):
    digest = servers.hashlib.sha256(content).hexdigest().encode()
    faults = [servers.with_body(digest), servers.with_body(content)]
    with pytest.raises(DataProviderError, match=words):
        read(archive(), clock, faults=faults)


def test_a_zip_that_unpacks_without_end_is_broken_off(clock):
    content = servers.zipped({"a.csv": "0" * 9_000_000})
    digest = servers.hashlib.sha256(content).hexdigest().encode()
    faults = [servers.with_body(digest), servers.with_body(content)]
    with pytest.raises(DataProviderError, match="unpacks to more than 4,000,000 bytes"):
        read(archive(), clock, faults=faults, limits=Limits(largest=1_000_000))


def test_a_checksum_that_is_none_is_refused(clock):
    with pytest.raises(DataProviderError, match="has no checksum but 'Will be right back'"):
        read(archive(), clock, faults=[servers.page], limits=ONCE)


def test_rows_of_the_archive_are_refused_one_by_one(clock):
    lines = ["x,1,2,1,1,1,0,0,0,0,0,0", "1730419200000,1,2,3,1,1,0,0,0,0,0,0", "1730422800000,1,2"]
    good = "1730426400000,1,2,1,1,1,0,0,0,0,0,0"
    packed = servers.zipped({"a.csv": "\n".join([*lines, good]) + "\n"})
    digest = servers.hashlib.sha256(packed).hexdigest().encode()
    faults = [servers.with_body(digest), servers.with_body(packed)]
    got, _ = read(
        archive(),
        clock,
        "BTCUSDT",
        "1h",
        date(2024, 11, 1),
        date(2024, 11, 30),
        faults=faults,
    )
    assert [each.column for each in got.problems] == ["ts", "high", "low"]
    assert got.frame["ts"].to_physical().to_list() == [1_730_426_400 * NANO]


@pytest.mark.parametrize("symbol", ["NONESUCH", "BTC-USDT", "BTC/USDT"])
def test_a_pair_that_is_not_there(clock, symbol):
    with pytest.raises(DataError, match="written"):
        read(archive(), clock, symbol, "1h", START)


# Resuming


def sources(name, base, clock, limits):
    kinds = {"binance": Binance, "archive": BinanceArchive, "yahoo": Yahoo, "stooq": Stooq}
    return kinds[name](base=base, clock=clock, limits=limits)


MINUTES = steps(NOW - 15 * DAY, 15 * 1_440 - 3, 60)
CASES = {
    "binance": (servers.binance({"BTCUSDT": MINUTES[-2_321:]}, 60), "BTCUSDT", "1m"),
    "archive": (archive(), "BTCUSDT", "1h"),
    "yahoo": (
        servers.yahoo({"BTC-USD": MINUTES[::29]}, meta={"instrumentType": "CRYPTOCURRENCY"}),
        "BTC-USD",
        "1m",
    ),
}


def fetch(name, *, broken_from=10**6, resume=None):
    """One download whose requests fail from one on; what came of it, or None."""
    answer, symbol, interval = CASES[name]
    clock = Clock(NOW)
    faults = [lambda handler, normal: normal] * broken_from if broken_from < 10**6 else []
    faults += [servers.status(500)] * (10 if broken_from < 10**6 else 0)
    with Service(answer, clock, faults) as service:
        source = sources(name, service.base, clock, ONCE)
        try:
            start = START if name == "archive" else None
            return download(source, symbol, interval, start, resume=resume)
        except DataProviderError:
            return None
        finally:
            source.client.close()


@cache
def in_one_go(name):
    return fetch(name).frame


@pytest.mark.parametrize("name", CASES)
@hypothesis_settings(max_examples=6)
@given(breaks=st.lists(st.integers(1, 9), min_size=1, max_size=2))
def test_interrupted_and_resumed_is_the_same_as_in_one_go(name, breaks):
    whole = in_one_go(name)
    held = whole.clear()
    for broken_from in [*breaks, 10**6]:
        last = None if held.is_empty() else int(held["ts"].to_physical()[-1])
        got = fetch(name, broken_from=broken_from, resume=last)
        if got is None:
            continue
        assert got.stopped is None or isinstance(got.stopped, DataProviderError)
        kept = held.filter(pl.col("ts").to_physical() < last) if last is not None else held
        assert last is None or got.frame["ts"].to_physical()[0] == last
        held = pl.concat([kept, got.frame])
    assert held.equals(whole)


@pytest.mark.parametrize("broken_from", [3, 4])
def test_what_came_before_the_failure_is_kept(broken_from):
    got = fetch("binance", broken_from=broken_from)
    assert isinstance(got.stopped, DataProviderError)
    assert got.frame.height == 1_000 * (broken_from - 2)


def test_ctrl_c_keeps_what_came_before_it(clock):
    def interrupt(done, total):
        if done == 2:
            raise KeyboardInterrupt

    answer, symbol, interval = CASES["binance"]
    with Service(answer, clock) as service:
        source = Binance(base=service.base, clock=clock)
        got = download(source, symbol, interval, progress=interrupt)
        source.client.close()
    assert isinstance(got.stopped, KeyboardInterrupt)
    assert got.frame.height == 1_000


def test_a_failure_before_the_first_page_is_an_error(clock):
    with pytest.raises(DataProviderError, match="answered 500"):
        read(archive(), clock, faults=[servers.status(500)], limits=ONCE)


def test_a_resumed_download_reads_the_last_stored_bar_again(clock):
    last = HOURS[100].at * NANO
    got, _ = read(archive(), clock, resume=last)
    assert got.frame.equals(expected(HOURS[100:]))
    changed = [*HOURS]
    changed[100] = changed[100]._replace(volume=7.0)
    got, _ = read(archive(changed), clock, resume=last)
    assert got.frame["volume"][0] == 7.0  # the store is told, and refuses or takes it


def test_a_stored_bar_that_is_gone_is_told(clock):
    bars = [*HOURS[:100], *HOURS[101:]]
    got, _ = read(archive(bars), clock, resume=HOURS[100].at * NANO)
    assert any("is no longer among the service's" in note for note in got.notes)


def test_resuming_where_nothing_is_new_gives_the_last_bar_alone(clock):
    got, _ = read(archive(), clock, resume=HOURS[-1].at * NANO)
    assert got.frame.equals(expected(HOURS[-1:]))
    assert got.stopped is None


def test_resuming_behind_the_end_is_refused(clock):
    with pytest.raises(DataError, match="nothing is left to read"):
        read(
            archive(),
            clock,
            "BTCUSDT",
            "1h",
            START,
            date(2024, 11, 1),
            resume=HOURS[-1].at * NANO,
        )
