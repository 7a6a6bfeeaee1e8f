"""Longer bars are what their shorter ones say, and are known when they have ended."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

import engine as ob
from engine.data import intervals
from engine.data.bars import to_bars
from engine.data.sessions import dated, session_dates
from engine.errors import ParameterError
from engine.indicators.columns import column, ready, warmup
from engine.indicators.feature import Feature
from engine.strategies.causality import check
from kernels.bars import Bars
from tests.generators import around, frozen, shared

MINUTE, HOUR, DAY = intervals.MINUTE, intervals.HOUR, intervals.DAY
STEPS = ("5m", "15m", "30m", "1h", "4h", "1d", "1w")
CHAINS = [(a, b) for a in STEPS for b in STEPS if intervals.parse(b) > intervals.parse(a)]
FRIDAY_NOON = 1_577_448_000_000_000_000 // DAY * DAY + 12 * HOUR  # 2019-12-27


def market(seed, gaps=0.3, missing=0.05, weekend=True, size=400, step=5 * MINUTE):
    """Bars with holes of all lengths, over weekends, some without prices."""
    random = np.random.default_rng(seed)
    jumps = np.where(random.random(size) < gaps, random.choice([2, 30, 200, 700], size), 1)
    ts = FRIDAY_NOON + np.cumsum(jumps) * step
    if not weekend:
        ts = ts[(ts // DAY + 3) % 7 < 5]
    close = 100.0 * np.exp(0.01 * random.normal(size=ts.size).cumsum())
    bars = around(frozen(np.where(random.random(ts.size) < missing, np.nan, close)), random)
    ts.flags.writeable = False
    return Bars(ts, *bars[1:6])


def frame(bars):
    columns = {"ts": pl.Series(bars.ts).cast(pl.Datetime("ns", "UTC"))}
    return pl.DataFrame(
        columns | {name: getattr(bars, name) for name in bars._fields[1:6]}
    ).with_columns(pl.exclude("ts").fill_nan(None))


def longer_ts(ts, session, first_of_session, interval):
    """The rule of DESIGN and rows 3 and 40 for one bar, said plainly."""
    if interval < DAY:
        anchor = first_of_session // DAY * DAY
        return anchor + (ts - anchor) // interval * interval
    days = interval // DAY
    return ((session + 3) // days * days - 3) * DAY


def naive(bars, interval, calendar):
    """Longer bars bar by bar: rows of ts, open, high, low, close, volume."""
    session = session_dates(bars.ts, calendar, 5 * MINUTE)
    firsts = {}
    rows = {}
    for i, ts in enumerate(bars.ts.tolist()):
        first = firsts.setdefault(int(session[i]), ts)
        start = longer_ts(ts, int(session[i]), first, interval)
        row = rows.setdefault(start, [None, None, None, None, 0.0])
        row[4] += bars.volume[i]
        if np.isnan(bars.close[i]):
            continue
        row[0] = bars.open[i] if row[0] is None else row[0]
        row[1] = bars.high[i] if row[1] is None else max(row[1], bars.high[i])
        row[2] = bars.low[i] if row[2] is None else min(row[2], bars.low[i])
        row[3] = bars.close[i]
    return [(start, *row) for start, row in rows.items()]


@pytest.mark.parametrize("interval", [*STEPS, "3h", "35m", "3d"])
@pytest.mark.parametrize("calendar", ["252", "365"])
@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_longer_bars_are_what_a_walk_over_the_shorter_ones_finds(interval, calendar, seed):
    bars = market(seed)
    found = ob.resample(frame(bars), interval, calendar=calendar)
    expected = naive(bars, intervals.parse(interval), calendar)
    assert found["ts"].cast(pl.Int64).to_list() == [row[0] for row in expected]
    assert found.drop("ts").rows() == [tuple(row[1:]) for row in expected]


@pytest.mark.parametrize(("first", "second"), CHAINS)
@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), weekend=st.booleans())
def test_two_steps_give_what_one_gives_and_volume_is_kept(first, second, seed, weekend):
    bars = frame(market(seed, weekend=weekend))
    calendar = "365" if weekend else "252"
    step = ob.resample(bars, first, calendar=calendar)
    whole = ob.resample(bars, second, calendar=calendar)
    if step.height > 1 and intervals.of(to_bars(step).ts) == intervals.parse(first):
        assert_frame_equal(ob.resample(step, second, calendar=calendar), whole)
    assert whole["volume"].sum() == bars["volume"].sum()


def test_real_minute_bars_become_what_polars_makes_of_them():
    bars = ob.read_bars(shared("intraday/us_qqq_1m_2025-11_12.parquet"))
    hours = ob.resample(bars, "1h")
    peer = bars.group_by_dynamic("ts", every="1h").agg(
        pl.col("open").first(),
        pl.col("high").max(),
        pl.col("low").min(),
        pl.col("close").last(),
        pl.col("volume").sum(),
    )
    assert_frame_equal(hours, peer)
    days = ob.resample(bars, "1d")
    assert days.height == bars["ts"].dt.date().n_unique()
    assert days["close"][-1] == bars["close"][-1]


@pytest.mark.parametrize("calendar", ["252", "365"])
@pytest.mark.parametrize("interval", ["15m", "1h", "1d", "1w"])
@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_longer_bar_counts_from_its_end_and_no_sooner(interval, calendar, seed):
    """The newest longer bar is one that has ended by the clock and that no later bar can change."""
    bars = dated(market(seed, missing=0.0), calendar, 5 * MINUTE)
    length = intervals.parse(interval)
    feature = Feature("close", interval=interval)
    found = column(feature, bars)
    whole = naive(bars, length, calendar)
    for i, ts in enumerate(bars.ts.tolist()):
        now = ts + 5 * MINUTE
        ended = [row for row in whole if row[0] + length <= now]
        if calendar == "252" and length == DAY:  # Saturday's bars still belong to Friday's
            friday = [row for row in ended if (row[0] // DAY + 3) % 7 == 4]
            ended = [
                row
                for row in ended
                if row not in friday or now >= row[0] + 2 * DAY or _session_began(bars, i, row[0])
            ]
        expected = ended[-1][4] if ended else np.nan
        np.testing.assert_equal(found[i], expected)


def _session_began(bars, i, start):
    """Whether bar i belongs to a later session than the day that began at `start`."""
    return int(bars.session[i]) > start // DAY


TREND = '''
"""Long above the average of the last days."""

import engine as ob


@ob.kernel
def cross(close: ob.F64, trend: ob.F64, level: ob.F64, out: ob.I8) -> None:
    for i in range(1, close.size):
        if close[i] > trend[i] and close[i - 1] <= trend[i - 1]:
            out[i] = ob.SignalType.BUY
        elif close[i] < level[i]:
            out[i] = ob.SignalType.SELL


class Daily(ob.BaseStrategy, tag="daily_trend"):
    signal = staticmethod(cross)

    def features(self):
        return {
            "close": ob.Feature("close"),
            "trend": ob.Feature("ema", "close", 3, interval="1d"),
            "level": ob.Feature("sma", ob.Feature("low", interval="4h"), 5),
        }
'''


@pytest.mark.parametrize("weekend", [True, False])
def test_a_strategy_with_a_daily_trend_passes_the_causality_check_and_trades(tmp_path, weekend):
    file = tmp_path / "daily_trend.py"
    file.write_text(TREND)
    bars = market(5, gaps=0.02, weekend=weekend, size=4_000, missing=0.01)
    verdict = check(ob.strategy(str(file)), dated(bars))
    assert verdict.passed, verdict.describe()
    result = ob.backtest(frame(bars), str(file))
    assert result.metrics["trades"] > 1
    assert result.report(tmp_path / "out.html")


def test_without_a_clock_the_bars_own_interval_and_calendar_are_looked_for():
    bars = market(3, missing=0.0)
    feature = Feature("sma", "close", 4, interval="1h")
    np.testing.assert_array_equal(column(feature, bars), column(feature, dated(bars)))


def test_a_feature_of_longer_bars_is_a_frame_column_and_null_before_the_first_has_ended():
    bars = ob.synthetic("intraday", bars=2_000)
    found = ob.with_features(bars, day=Feature("close", interval="1d"), fast=Feature("close"))
    first = bars["ts"][0]
    known = found.filter(pl.col("day").is_not_null())
    assert known["ts"][0].date() > first.date()
    before = bars.filter(pl.col("ts").dt.date() < known["ts"][0].date())
    assert known["day"][0] == before["close"][-1]
    assert found.columns == [*bars.columns, "day", "fast"]


def test_the_warmup_of_longer_bars_is_counted_by_the_clock_and_measured_on_the_bars():
    feature = Feature("sma", "close", 4, interval="1h")
    assert warmup(feature, 5 * MINUTE) == (3 + 1) * 12
    assert warmup(Feature("rsi", feature, 14), 5 * MINUTE) == 14 + 48
    bars = market(1, gaps=0.0, missing=0.0)
    assert ready(feature, column(feature, bars)) <= 48


@pytest.mark.parametrize(
    ("interval", "message"),
    [
        ("7m", "bars of 5m make longer ones of whole multiples of 5m"),
        ("1m", "bars of 5m make longer ones"),
        ("36h", "above a day of whole days"),
        ("1x", "interval '1x' is not known"),
    ],
)
def test_an_interval_that_the_bars_cannot_make_is_refused(interval, message):
    bars = market(1)
    with pytest.raises(ParameterError, match=message):
        column(Feature("close", interval=interval), bars)


def test_a_feature_with_an_interval_says_so():
    assert str(Feature("sma", "close", 5, interval="1d")) == "sma(close, 5) of 1d bars"
    assert Feature("sma", "close", 5) != Feature("sma", "close", 5, interval="1d")


def test_a_still_forming_bar_is_kept_by_resample_and_unknown_to_features():
    bars = ob.synthetic("intraday", bars=100)
    hours = ob.resample(bars, "1h")
    assert hours["close"][-1] == bars["close"][-1]
    found = ob.with_features(bars, hour=Feature("close", interval="1h"))
    ended = bars["ts"][-1] + timedelta(minutes=1) >= hours["ts"][-1] + timedelta(hours=1)
    assert (found["hour"][-1] == hours["close"][-1]) == ended


def test_by_an_exchange_a_day_is_known_when_the_next_bar_is_another_session():
    """Half an hour after the close belongs to the day still; the day's bar is whole after it."""
    bars = ob.read_bars(shared("intraday/us_qqq_1m_2025-11_12.parquet"))
    seen = ob.with_features(bars, day=Feature("close", interval="1d"), calendar="XNYS")
    days = ob.resample(bars, "1d", calendar="XNYS")
    assert days["ts"].dt.date().is_unique().all()
    first_bars = seen.group_by(pl.col("ts").dt.date(), maintain_order=True).first()
    assert first_bars["day"][1:].to_list() == days["close"][:-1].to_list()
    within = seen.group_by(pl.col("ts").dt.date()).agg(pl.col("day").n_unique())
    assert (within["day"] == 1).all()


@pytest.mark.parametrize("interval", ["5m", "10m", "15m", "45m", "1h", "4h", "1d", "1w"])
def test_a_strategy_may_read_any_longer_bars_of_real_minutes(tmp_path, interval):
    file = tmp_path / "longer.py"
    file.write_text(TREND.replace('"1d"', f'"{interval}"').replace('"4h"', f'"{interval}"'))
    bars = ob.read_bars(shared("intraday/us_qqq_1m_2025-11_12.parquet")).head(6_000)
    verdict = check(ob.strategy(str(file)), to_bars(bars))
    assert verdict.passed, verdict.describe()
    assert ob.backtest(bars, str(file)).metrics["trades"] >= 0


def test_bars_closer_than_their_usual_distance_show_no_unfinished_longer_bar():
    file = shared("intraday/us_7sym_long_1m_2019-02.parquet")
    thin = ob.read_bars(file, symbol="UGA")
    assert intervals.of(to_bars(thin).ts) == 2 * MINUTE
    seen = ob.with_features(thin, ten=Feature("close", interval="10m"))
    known = ob.with_features(thin, ten=Feature("close", interval="10m"), interval="1m")
    assert_frame_equal(seen, known)


def test_of_the_bars_own_interval_a_longer_bar_is_the_bar_itself():
    bars = ob.synthetic("trending", bars=50)
    seen = ob.with_features(bars, same=Feature("close", interval="1d"))
    assert seen["same"].equals(bars["close"].alias("same"), null_equal=True)
