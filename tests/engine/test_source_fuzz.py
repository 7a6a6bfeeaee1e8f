"""Whatever a service sends, the end is good bars or one of our errors."""

import copy
import json
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.data.bars import to_bars
from engine.data.sources.alpha_vantage import AlphaVantage
from engine.data.sources.binance import Binance
from engine.data.sources.client import Limits
from engine.data.sources.download import download
from engine.data.sources.keys import Secret
from engine.data.sources.stooq import Stooq
from engine.data.sources.yahoo import Yahoo
from engine.errors import DataError, DataProviderError

from . import market_servers as servers
from .market_servers import NEW_YORK, Clock, Reply, Service, days, seconds, steps

NOW = seconds(2024, 6, 3, 17, zone=NEW_YORK)
SESSIONS = days("2024-05-01", 22, hour=9, zone=NEW_YORK, weekdays=True)
MINUTES = steps(seconds(2024, 6, 3), 30, 60)
START = date(2024, 5, 1)
PERIODS = {"period1": "0", "period2": "9999999999", "interval": "1d"}
META = {"currentTradingPeriod": {"regular": {"start": NOW - 27_000, "end": NOW - 3_600}}}
ONCE = Limits(attempts=1)

yahoo = servers.yahoo(
    {"SPY": SESSIONS},
    meta=META,
    splits=[(SESSIONS[3].at, 2, 1)],
    dividends=[(SESSIONS[5].at, 0.5)],
)
binance = servers.binance({"BTCUSDT": MINUTES}, 60)
alpha_vantage = servers.alpha_vantage({"IBM": SESSIONS}, splits=[("2024-05-06", 2.0)])
stooq = servers.stooq({"SPY.US": SESSIONS})
BODIES = {
    Yahoo: json.loads(yahoo("/v8/finance/chart/SPY", PERIODS).body),
    Binance: json.loads(
        binance(
            "/api/v3/klines",
            {"symbol": "BTCUSDT", "startTime": "0", "endTime": "9" * 13, "limit": "1000"},
        ).body
    ),
    AlphaVantage: json.loads(
        alpha_vantage("", {"symbol": "IBM", "function": "TIME_SERIES_DAILY_ADJUSTED"}).body
    ),
}
CSV = stooq("", {"s": "spy.us"}).body
CALLS = {
    Yahoo: ("SPY", "1d"),
    Binance: ("BTCUSDT", "1m"),
    AlphaVantage: ("IBM", "1d"),
    Stooq: ("SPY.US", "1d"),
}
odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(
        [
            [],
            {},
            [[]],
            "",
            "nan",
            "inf",
            "1e999",
            "9999-12-31",
            "0001-01-01",
            "2024-05-06 10:00:00",
            "Mars/Olympus",
            "UTC",
            "../x",
            "\ud7ff\0",
            -1,
            0,
            1e-320,
            7_199_999_999,
            9_223_372_036_854_775_807,
        ]
    ),
)


def ended(kind, body):
    """Ends in good bars or in one of the errors that a source may raise."""
    clock = Clock(NOW)

    def answer(path, params):
        if path == "/api/v3/exchangeInfo":
            return binance(path, params)
        return Reply(200, body, "text/csv" if kind is Stooq else servers.JSON)

    with Service(answer, clock) as service:
        first = [Secret("key")] if kind is AlphaVantage else []
        source = kind(*first, base=service.base, clock=clock, limits=ONCE)
        try:
            got = download(source, *CALLS[kind], START)
        except (DataError, DataProviderError) as error:
            assert str(error)
            assert "\n" not in str(error)
            assert str(error).startswith(f"{source.name}: {CALLS[kind][0]}")
            return
        finally:
            source.client.close()
    bars = to_bars(got.frame)
    assert (np.diff(bars.ts) > 0).all()
    assert (bars.ts + got.interval <= NOW * servers.NANO).all() or kind is Yahoo
    assert got.rows_refused >= len(got.problems) > 0 or got.rows_refused == 0


@st.composite
def mutated(draw, whole):
    """The value with one to three of its nodes replaced, removed, or said twice."""
    value = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, 3))):
        node, depth = value, 0
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            inner = node[key]
            deeper = isinstance(inner, dict | list) and inner and draw(st.integers(0, 9))
            if deeper:
                node, depth = inner, depth + 1
                continue
            act = draw(st.sampled_from(["replace", "remove", "twice"]))
            if act == "replace":
                node[key] = draw(odd)
            elif act == "remove":
                del node[key]
            elif isinstance(node, list):
                node.append(copy.deepcopy(inner))
            else:
                node[draw(st.text(max_size=10))] = copy.deepcopy(inner)
            break
    return json.dumps(value).encode()


@settings(max_examples=40)
@given(body=mutated(BODIES[Yahoo]))
def test_yahoo_mutated(body):
    ended(Yahoo, body)


@settings(max_examples=40)
@given(body=mutated(BODIES[Binance]))
def test_binance_mutated(body):
    ended(Binance, body)


@settings(max_examples=40)
@given(body=mutated(BODIES[AlphaVantage]))
def test_alpha_vantage_mutated(body):
    ended(AlphaVantage, body)


@settings(max_examples=40)
@given(cut=st.integers(0, len(CSV)), gap=st.integers(0, 12), text=st.text(max_size=6))
def test_stooq_mutated(cut, gap, text):
    ended(Stooq, CSV[:cut] + text.encode() + CSV[cut + gap :])


@pytest.mark.parametrize("kind", CALLS)
@settings(max_examples=15)
@given(body=st.binary(max_size=200))
def test_any_bytes(kind, body):
    ended(kind, body)
