"""What services do on bad days is waited out, bounded, or told in one line; never bad bars."""

import random
from datetime import date
from email.utils import formatdate

import pytest

from engine.data.sources.alpha_vantage import AlphaVantage
from engine.data.sources.binance import Binance
from engine.data.sources.client import Client, Limits
from engine.data.sources.download import download
from engine.data.sources.headers import moment, retry_after
from engine.data.sources.keys import Secret
from engine.data.sources.yahoo import Yahoo
from engine.errors import DataProviderError

from . import market_servers as servers
from .market_servers import DAY, NANO, NEW_YORK, Clock, Service, days, seconds, steps

EVENING = seconds(2024, 6, 3, 17, zone=NEW_YORK)
SESSIONS = days("2024-01-02", 109, hour=9, zone=NEW_YORK, weekdays=True)
FIRST, LAST = date(2024, 1, 2), date(2024, 5, 31)
QUICK = Limits(timeout=0.2, largest=4_000_000)
PASSING = {
    "silence": servers.silence,
    "reset in the body": servers.reset,
    "truncated JSON": servers.short,
    "cut off without a length": servers.unannounced,
    "a web page": servers.page,
    "a picture": servers.typed("image/png"),
    "nothing": servers.with_body(b""),
    "no JSON": servers.with_body(b"busy"),
    "not a number": servers.with_body(b'{"chart": NaN}'),
    "damaged UTF-8": servers.with_body(b'{"\xff\xfe": 1}'),
    "cut gzip": servers.cut_gzip,
    "gzip that is none": lambda handler, normal: normal._replace(
        headers=(("Content-Encoding", "gzip"),)
    ),
    "408": servers.status(408),
    "429": servers.status(429, body=b"Too Many Requests\r\n"),
    "500": servers.status(500),
    "502": servers.status(502, body=servers.HTML),
    "503": servers.status(503),
    "504": servers.status(504),
}


@pytest.fixture
def clock():
    return Clock(EVENING)


def read(clock, faults=(), *, limits=QUICK, date=None, answer=None, **options):
    """The download of a hundred sessions from Yahoo, and the server."""
    with Service(answer or servers.yahoo({"SPY": SESSIONS}), clock, faults) as service:
        service.date = date
        source = Yahoo(base=service.base, clock=clock, limits=limits)
        try:
            return download(source, "SPY", "1d", FIRST, LAST, **options), service
        finally:
            source.client.close()


@pytest.fixture(scope="module")
def undisturbed():
    return read(Clock(EVENING))[0]


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_a_passing_fault_leaves_no_trace_in_the_bars(clock, undisturbed, fault):
    got, service = read(clock, [fault])
    assert got.frame.equals(undisturbed.frame)
    assert len(service.asked) == 2
    assert 0.5 <= clock.slept[0] <= 1.0


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_a_lasting_fault_is_one_line_that_says_what_happened(clock, fault):
    with pytest.raises(DataProviderError) as caught:
        read(clock, [fault] * 3, limits=Limits(timeout=0.2, attempts=3))
    told = str(caught.value)
    assert told.startswith("yahoo: SPY 1d: ")
    assert told.endswith("(asked 3 times): try again later")
    assert "\n" not in told
    assert "<" not in told


def test_the_pause_doubles_with_jitter(clock, undisturbed):
    got, _ = read(clock, [servers.status(500)] * 4)
    assert got.frame.equals(undisturbed.frame)
    assert all(0.5 * 2**n <= pause <= 2**n for n, pause in enumerate(clock.slept))
    assert len({pause / 2**n for n, pause in enumerate(clock.slept)}) == 4


@pytest.mark.parametrize(
    ("header", "least"),
    [("7", 7), ("0", 0), (formatdate(EVENING + 42, usegmt=True), 42), ("soon", 0), ("-3", 0)],
)
def test_retry_after_is_kept_to(clock, header, least):
    read(clock, [servers.status(429, ("Retry-After", header))])
    assert least <= clock.slept[0] <= least + 1.0


def test_retry_after_as_a_date_counts_from_the_services_own_clock(clock):
    late = EVENING + 5_000  # the service's clock is far from ours
    until = formatdate(late + 30, usegmt=True)
    read(clock, [servers.status(503, ("Retry-After", until))], date=late)
    assert 30.0 <= clock.slept[0] <= 31.0


def test_a_long_pause_is_told_instead_of_slept(clock):
    with pytest.raises(DataProviderError, match="pause of 3600 s: try again after that"):
        read(clock, [servers.status(429, ("Retry-After", "3600"))])
    assert clock.slept == []


def test_too_many_requests_are_told_in_the_services_words(clock):
    with pytest.raises(DataProviderError, match="answered 429: Too Many Requests"):
        read(clock, [servers.status(429, body=b"Too Many Requests")] * 5)


@pytest.mark.parametrize("fault", [servers.endless, servers.bomb])
def test_an_answer_without_end_is_broken_off(clock, fault):
    with pytest.raises(DataProviderError, match="larger than 4,000,000 bytes"):
        read(clock, [fault], limits=Limits(largest=4_000_000))


def test_an_answer_that_takes_too_long_is_broken_off(clock):
    def drip(handler, normal):
        def pieces():
            while not handler.service.released.is_set():
                clock.seconds += 60.0
                yield b" " * 1_000

        return normal._replace(body=pieces())

    with pytest.raises(DataProviderError, match="was not done answering after 300 s"):
        read(clock, [drip] * 2, limits=Limits(attempts=2, largest=10**9))


def test_gzip_is_read(clock, undisturbed):
    got, service = read(clock, [servers.gzipped])
    assert got.frame.equals(undisturbed.frame)
    assert len(service.asked) == 1


def test_an_encoding_that_was_not_asked_for_is_refused(clock):
    def brotli(handler, normal):
        return normal._replace(headers=(("Content-Encoding", "br"),))

    with pytest.raises(DataProviderError, match="in the encoding br, not asked for"):
        read(clock, [brotli])


def test_a_redirect_is_not_followed_and_takes_no_key_along(clock):
    key = "K9secretkey"
    with Service(servers.alpha_vantage({}), clock) as other:
        fault = servers.redirect(other.base.replace("127.0.0.1", "localhost"))
        with Service(servers.alpha_vantage({}), clock, [fault]) as service:
            source = AlphaVantage(Secret(key), base=service.base, clock=clock)
            with pytest.raises(DataProviderError, match=r"redirects .302. to localhost") as caught:
                download(source, "IBM")
            source.client.close()
            assert service.asked[0][1]["apikey"] == key
        assert other.asked == []
    assert key not in str(caught.value)


def test_no_server_at_all(clock):
    source = Yahoo(base="http://127.0.0.1:9", clock=clock, limits=Limits(attempts=2))
    with pytest.raises(DataProviderError, match=r"the connection failed .*asked 2 times"):
        download(source, "SPY")
    source.client.close()


def forming(clock_moment, told):
    """Minutes up to now downloaded with a clock, from a service whose clock differs."""
    bars = steps(seconds(2024, 6, 3, 20), 30, 60)  # to 20:30
    clock = Clock(clock_moment)
    answer = servers.binance({"BTCUSDT": bars}, 60)
    with Service(answer, clock) as service:
        service.date = told
        source = Binance(base=service.base, clock=clock)
        got = download(source, "BTCUSDT", "1m", date(2024, 6, 3))
        source.client.close()
    return got


def test_a_clock_that_is_ahead_makes_no_bar_complete():
    true = seconds(2024, 6, 3, 20, 29, 30)  # the last bar is forming
    got = forming(true + 900, told=true)
    assert got.frame.height == 29
    assert any("clock is 900 s ahead of the service's" in note for note in got.notes)


def test_a_clock_that_is_behind_is_told_too():
    true = seconds(2024, 6, 3, 20, 40)
    got = forming(true - 1_200, told=true)
    assert got.frame.height == 20
    assert any("clock is 1200 s behind the service's" in note for note in got.notes)


def test_clocks_that_agree_are_not_mentioned():
    true = seconds(2024, 6, 3, 20, 40)
    got = forming(true, told=true + 3)
    assert got.frame.height == 30
    assert got.notes == []


def test_requests_are_no_quicker_than_the_limit(clock):
    with Service(servers.yahoo({"SPY": SESSIONS}), clock) as service:
        limits = Limits(calls=3, period=10.0)
        client = Client("test", service.base, limits, clock=clock, jitter=random.Random(1))
        for _ in range(10):
            client.get("/v8/finance/chart/X", {"period1": "0"}, "X", lambda answer: answer.status)
        client.close()
    assert clock.seconds - EVENING == pytest.approx(30.0)


@pytest.mark.parametrize("text", ["", "soon", "31 Foo 2024", "Mon, 99 Jun 2024 99:00:00 GMT"])
def test_a_date_that_is_none(text):
    assert moment(text) is None
    assert retry_after({"retry-after": text, "date": text}) is None


def test_a_date_in_a_header():
    assert moment("Mon, 03 Jun 2024 21:00:00 GMT") == EVENING * NANO
    assert moment("Mon, 03 Jun 2024 21:00:00") == EVENING * NANO
    assert DAY == 86_400
