"""Data is graded by what is wrong with it: made faults are found, real files get their grade."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import engine as ob
from engine.data.actions import Actions, Split
from engine.data.bars import to_bars
from engine.data.instruments import Instrument
from engine.data.intervals import DAY, MINUTE
from engine.data.quality.grade import check, require_good
from engine.data.quality.looked import look
from engine.data.quality.stored import stored_quality
from engine.data.quality.waivers import Waiver, waivers
from engine.data.read import load
from engine.data.store import Store
from engine.errors import DataError
from tests.generators import shared

SPY = Instrument(symbol="SPY", adjusted="yes")
DAYS = ob.synthetic("trending", bars=600)
MINUTES = ob.synthetic("intraday", bars=3_000)
GRADES = {
    "daily/us_goog_1d_backtestingpy.csv": "A",
    "daily/us_aapl_1d_yahoo_adj.csv": "A",
    "daily/us_orcl_1d_backtrader.csv": "A",
    "daily/us_spy_1d_yahoo_adj.csv": "B",  # two rows are refused
    "daily/skender_msft_1d.csv": "B",  # two years without volume
    "daily/vix_1d_1990_on.csv": "B",  # 47 rows are refused
    "daily/us_unadjusted_ibm_1d.csv": "C",  # one split that nobody told of
    "daily/us_unadjusted_aapl_1d.csv": "D",  # three of them
    "intraday/crypto_btcusdt_5m_2025.parquet": "A",
    "intraday/us_qqq_1m_2025-11_12.parquet": "A",
    "intraday/fx_eurusd_1m_lean_bidask.parquet": "C",  # four years are missing
}


def at(row, **values):
    """The daily bars with values of one row changed."""
    here = pl.int_range(pl.len()) == row
    return DAYS.with_columns(
        pl.when(here).then(value).otherwise(name).alias(name) for name, value in values.items()
    )


def kinds(quality):
    return {each.kind: each for each in quality.findings}


def test_plain_bars_are_worth_no_word():
    for frame, step in ((DAYS, DAY), (MINUTES, MINUTE)):
        quality = check(frame, SPY, step)
        assert (quality.grade, quality.findings, quality.line()) == ("A", (), None)


def test_a_close_that_comes_back_at_once_is_a_bad_print():
    close = DAYS["close"][300]
    for factor in (1.5, 0.6):
        wrong = at(300, close=close * factor, high=close * 2.0, low=close * 0.5)
        finding = kinds(check(wrong, SPY, DAY))["bad_print"]
        assert finding.count == 1
        assert finding.where == (str(DAYS["ts"][300].date()),)


def test_a_wick_far_out_is_a_bad_print_and_a_crash_is_none():
    assert kinds(check(at(300, low=1.0), SPY, DAY))["bad_print"].count == 1
    crash = DAYS.with_columns(
        pl.when(pl.int_range(pl.len()) >= 300).then(pl.col(name) * 0.7).otherwise(name).alias(name)
        for name in ("open", "high", "low", "close")
    )
    assert "bad_print" not in kinds(check(crash, SPY, DAY))


def test_a_split_that_nobody_told_of_is_found_and_one_that_is_told_is_none():
    split = DAYS["ts"][300].date()
    halved = DAYS.with_columns(
        *(
            pl.when(pl.int_range(pl.len()) >= 300).then(pl.col(n) / 2).otherwise(n).alias(n)
            for n in ("open", "high", "low", "close")
        ),
        volume=pl.when(pl.int_range(pl.len()) >= 300)
        .then(pl.col("volume") * 2)
        .otherwise("volume"),
    )
    raw = Instrument(symbol="SPY", adjusted="no")
    finding = kinds(check(halved, raw, DAY))["split"]
    assert finding.severity == "major"
    assert str(split) in finding.problem
    known = Actions(symbol="SPY", splits=(Split(split, 2.0),))
    assert "split" not in kinds(check(halved, raw, DAY, actions=known))


def test_a_frozen_feed_and_one_without_volume():
    price = DAYS["close"][200]
    frozen = DAYS.with_columns(
        pl.when(pl.int_range(pl.len()).is_between(200, 220)).then(price).otherwise(n).alias(n)
        for n in ("open", "high", "low", "close")
    )
    assert kinds(check(frozen, SPY, DAY))["stale"].where == (str(DAYS["ts"][201].date()),)
    silent = DAYS.with_columns(
        volume=pl.when(pl.int_range(pl.len()) > 500).then(0.0).otherwise("volume")
    )
    assert kinds(check(silent, SPY, DAY))["no_volume"].severity == "minor"
    assert kinds(check(DAYS.with_columns(volume=0.0), SPY, DAY))["no_volume"].severity == "note"


def test_prices_between_ticks():
    assert check(MINUTES, Instrument(symbol="SPY", tick=0.01), MINUTE).grade == "A"
    assert kinds(check(MINUTES, Instrument(symbol="SPY", tick=0.25), MINUTE))["off_tick"].count > 9


@pytest.mark.parametrize(("share", "grade"), [(0.002, "B"), (0.1, "C"), (0.6, "F")])
def test_missing_bars_weigh_by_their_share(share, grade):
    lacking = pl.int_range(pl.len()) % 1_000 < 1_000 * share
    frame = MINUTES.with_columns(
        pl.when(~lacking).then(pl.col(n)).alias(n) for n in ("open", "high", "low", "close")
    )
    assert check(frame, SPY, MINUTE).grade == grade


def test_gaps_are_counted_by_the_exchange():
    whole = [
        day
        for day in pl.datetime_range(
            datetime(2024, 11, 1, tzinfo=UTC), datetime(2024, 12, 31, tzinfo=UTC), eager=True
        )
        if day.weekday() < 5 and day.date() not in {date(2024, 11, 28), date(2024, 12, 25)}
    ]
    ts = pl.Series("ts", whole).cast(pl.Datetime("ns", "UTC"))
    frame = DAYS.head(ts.len()).with_columns(ts)
    assert check(frame, SPY, DAY, calendar="XNYS").findings == ()
    absent = frame.filter(pl.col("ts").dt.date() != date(2024, 11, 26))
    finding = kinds(check(absent, SPY, DAY, calendar="XNYS"))["gap"]
    assert finding.count == 1
    assert "missing bars of XNYS: 1" in finding.problem
    holiday = pl.Series([datetime(2024, 12, 25, tzinfo=UTC)]).cast(pl.Datetime("ns", "UTC"))
    stray = pl.concat([frame, frame.head(1).with_columns(ts=holiday)]).sort("ts")
    assert kinds(check(stray, SPY, DAY, calendar="XNYS"))["outside"].where == ("2024-12-25",)
    with pytest.raises(DataError, match="XNYZ"):
        check(frame, SPY, DAY, calendar="XNYZ")


def test_without_a_calendar_only_a_long_gap_is_told_and_called_a_guess():
    short, long = (DAYS.filter(~pl.int_range(pl.len()).is_between(300, e)) for e in (303, 340))
    assert check(short, SPY, DAY).findings == ()
    assert "a guess" in kinds(check(long, SPY, DAY))["gap"].problem


def test_another_source_that_differs_is_named_with_its_reason():
    bars = to_bars(DAYS)
    assert check(DAYS, SPY, DAY, against=("other", bars)).findings == ()
    double = to_bars(DAYS.with_columns(pl.col("open", "high", "low", "close") * 2.0))
    found = kinds(check(DAYS, SPY, DAY, against=("other", double)))["disagreement"]
    assert "other times 0.5, as by a split" in found.problem
    moved = to_bars(DAYS[1:].with_columns(DAYS["ts"][:-1]))
    found = kinds(check(DAYS, SPY, DAY, against=("other", moved)))["disagreement"]
    assert "other is 1 bars" in found.problem
    apart = to_bars(DAYS.with_columns(pl.col("ts").dt.offset_by("1h")))
    assert "no bar of other has a time" in str(
        kinds(check(DAYS, SPY, DAY, against=("other", apart)))["disagreement"]
    )


@pytest.mark.parametrize(("file", "grade"), GRADES.items())
def test_real_files_get_the_grade_that_they_deserve(file, grade):
    loaded = load(shared(file))
    quality = check(
        loaded.bars, Instrument(symbol="X"), loaded.interval, refused=loaded.rows_refused
    )
    assert quality.grade == grade, quality.line()
    assert quality.is_bad == (grade == "D")


def test_a_waiver_takes_the_weight_of_what_somebody_looked_at():
    wrong = at(300, low=1.0)
    waiver = Waiver("SPY", "bad_print", "a flash crash", start=date(2010, 1, 1))
    quality = check(wrong, SPY, DAY, given=[waiver])
    assert quality.grade == "A"
    assert "[waived: a flash crash]" in str(quality.findings[0])
    for other in (
        Waiver("QQQ", "bad_print", "x"),
        Waiver("SPY", "gap", "x"),
        Waiver("SPY", "bad_print", "x", interval="1m"),
        Waiver("SPY", "bad_print", "x", end=date(2015, 1, 1)),
    ):
        assert check(wrong, SPY, DAY, given=[other]).grade == "B"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[waiver]]\nsymbol = 'SPY'", "missing required field"),
        ("[[waiver]]\nsymbol='S'\nkind='gaps'\nreason='x'", "kind"),
        ("[[waiver]]\nsymbol='S'\nkind='gap'\nreason='x'\nmore=1", "more"),
        ("not toml", "cannot be read as waivers"),
        ("\xff", "cannot be read as waivers"),
    ],
)
def test_a_wrong_file_of_waivers_is_refused_by_name(tmp_path, text, message):
    file = tmp_path / "waivers.toml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(DataError, match=message) as caught:
        waivers(file)
    assert str(file) in str(caught.value)


def test_a_grade_is_remembered_until_something_changes(tmp_path, monkeypatch):
    store = Store(tmp_path / "series")
    store.put(at(300, low=1.0), interval=DAY, instrument=SPY, source="test")
    first = stored_quality(store, "SPY")
    assert first.grade == "B"
    monkeypatch.setattr("engine.data.quality.stored.check", None)
    assert stored_quality(store, "SPY") == first
    monkeypatch.undo()
    store.put(DAYS, interval=DAY, instrument=SPY, source="test", on_conflict="keep-last")
    assert stored_quality(store, "SPY").grade == "A"


def test_strict_data_refuses_a_bad_grade():
    require_good(check(DAYS, SPY, DAY))
    wrong = check(at(300, low=1.0), SPY, DAY, refused=100)
    assert wrong.grade in "BC"
    raw = load(shared("daily/us_unadjusted_aapl_1d.csv"))
    with pytest.raises(DataError, match=r"has grade D: .*without --strict-data"):
        require_good(check(raw.bars, Instrument(symbol="AAPL"), raw.interval))


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(2, 60), st.sampled_from([DAY, MINUTE]))
def test_any_bars_get_a_grade(seed, size, step):
    recipe = "jumps" if step == DAY else "intraday"
    frame = ob.synthetic(recipe, bars=size, seed=seed)
    assert check(frame, Instrument(symbol="X"), step).grade in "ABCDF"


def test_a_file_is_looked_over_at_the_interval_that_it_is_given(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENBELL_HOME", str(tmp_path / "home"))
    file = tmp_path / "one.csv"
    DAYS.head(1).write_csv(file)
    (quality,) = look([str(file)], interval="1d")
    assert (quality.interval, quality.rows) == ("1d", 1)
