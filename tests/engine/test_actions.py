"""Adjusted prices are LEAN's and the vendors', know no later action, and jumps are explained."""

from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from polars.testing import assert_frame_equal

import engine as ob
from engine import lock
from engine.data.action_files import ratio_of, read_actions
from engine.data.actions import Actions, Dividend, Rename, Split
from engine.data.adjust import adjusted
from engine.data.bars import arrays
from engine.data.jumps import unadjusted
from engine.data.lean_factors import read_lean
from engine.errors import DataError
from tests.generators import shared

D = date.fromisoformat
NEW_YORK = "America/New_York"
PRICES = ["open", "high", "low", "close"]


def daily(closes, first="2024-01-01", volume=1_000.0):
    """Daily bars, one a calendar day, open at the close before."""
    opens = [closes[0], *closes[:-1]]
    ts = np.datetime64(first, "ns") + np.arange(len(closes)) * np.timedelta64(1, "D")
    frame = pl.DataFrame({"ts": ts, "open": opens, "close": closes})
    frame = frame.with_columns(
        pl.col("ts").dt.replace_time_zone("UTC"),
        high=pl.max_horizontal("open", "close"),
        low=pl.min_horizontal("open", "close"),
        volume=pl.lit(volume),
    )
    return frame.select("ts", *PRICES, "volume").cast(dict.fromkeys(PRICES, pl.Float64))


def raw(symbol):
    return ob.read_bars(shared(f"daily/us_unadjusted_{symbol}_1d.csv"))


def lean(symbol):
    folder = "corporate_actions/lean"
    return read_lean(
        shared(f"{folder}_factor_file_{symbol}.csv"),
        symbol.upper(),
        names=shared(f"{folder}_map_file_{symbol}.csv"),
    )


def at(frame, day):
    return frame.row(by_predicate=pl.col("ts").dt.date() == D(day), named=True)


def moved(frame, row, ratio):
    """The bars as they were before a split at a row undid them."""
    before = pl.int_range(pl.len()) < row
    factor = pl.when(before).then(ratio).otherwise(1.0)
    columns = [(pl.col(name) * factor) for name in PRICES]
    return frame.with_columns(*columns, volume=pl.col("volume") / factor)


# adjustment


def test_a_split_divides_prices_and_multiplies_volume_before_its_date():
    actions = Actions(symbol="X", splits=(Split(D("2024-01-03"), 4.0),))
    out = adjusted(daily([100.0, 104.0, 26.0, 27.0]), actions)
    assert out["close"].to_list() == [25.0, 26.0, 26.0, 27.0]
    assert out["open"].to_list()[:2] == [25.0, 25.0]
    assert out["volume"].to_list() == [4_000.0, 4_000.0, 1_000.0, 1_000.0]


def test_a_dividend_takes_its_share_of_the_close_before_and_leaves_volume():
    actions = Actions(symbol="X", dividends=(Dividend(D("2024-01-03"), 2.0),))
    out = adjusted(daily([100.0, 80.0, 78.0]), actions)
    assert_allclose(out["close"].to_numpy(), [97.5, 78.0, 78.0], rtol=1e-15)
    assert out["volume"].to_list() == [1_000.0] * 3


def test_a_dividend_with_its_close_needs_none_of_the_bars():
    actions = Actions(symbol="X", dividends=(Dividend(D("2024-03-01"), 2.0, 80.0),))
    out = adjusted(daily([100.0, 80.0]), actions)
    assert_allclose(out["close"].to_numpy(), [97.5, 78.0], rtol=1e-15)


def test_a_dividend_on_the_date_of_a_split_is_per_new_share():
    day = D("2024-01-03")
    actions = Actions(symbol="X", splits=(Split(day, 2.0),), dividends=(Dividend(day, 1.0),))
    out = adjusted(daily([100.0, 100.0, 49.0]), actions)
    assert_allclose(out["close"].to_numpy(), [49.0, 49.0, 49.0], rtol=1e-15)


def test_an_ordinary_and_a_special_dividend_of_one_date_add_up():
    day = D("2024-01-02")
    actions = Actions(symbol="X", dividends=(Dividend(day, 1.0), Dividend(day, 9.0)))
    assert adjusted(daily([100.0, 90.0]), actions)["close"].to_list() == [90.0, 90.0]


def test_the_last_price_before_a_missing_bar_counts():
    frame = daily([100.0, 80.0, 70.0, 78.0])
    gone = pl.int_range(pl.len()) == 2
    frame = frame.with_columns(pl.when(~gone).then(pl.col(name)).alias(name) for name in PRICES)
    actions = Actions(symbol="X", dividends=(Dividend(D("2024-01-04"), 2.0),))
    out = adjusted(frame, actions)
    assert out["close"].null_count() == 1
    assert_allclose(out["close"].to_numpy()[[0, 1, 3]], [97.5, 78.0, 78.0], rtol=1e-15)


def test_dividends_can_be_left_out():
    actions = Actions(
        symbol="X",
        splits=(Split(D("2024-01-02"), 2.0),),
        dividends=(Dividend(D("2024-01-03"), 1.0),),
    )
    out = adjusted(daily([100.0, 50.0, 49.0]), actions, dividends=False)
    assert out["close"].to_list() == [50.0, 50.0, 49.0]


def test_without_an_action_the_bars_stay_as_they_are():
    frame = daily([1.0, 2.0, 3.0])
    later = Actions(symbol="X", splits=(Split(D("2024-01-04"), 2.0),))
    earlier = Actions(symbol="X", splits=(Split(D("2024-01-01"), 2.0),))
    assert adjusted(frame, Actions(symbol="X")) is frame
    assert adjusted(frame, later, as_of="2024-01-03") is frame
    assert adjusted(frame, earlier) is frame


@pytest.mark.parametrize(
    "as_of",
    [
        "2024-01-03",
        D("2024-01-03"),
        datetime(2024, 1, 4, 4, 0, tzinfo=UTC),  # still the third in New York
    ],
)
def test_as_of_a_day_later_actions_have_no_effect(as_of):
    splits = (Split(D("2024-01-03"), 2.0), Split(D("2024-01-04"), 3.0))
    actions = Actions(symbol="X", splits=splits, tz=NEW_YORK)
    frame = daily([60.0, 60.0, 30.0, 10.0])
    assert adjusted(frame, actions, as_of)["close"].to_list() == [30.0, 30.0, 30.0, 10.0]
    assert adjusted(frame, actions)["close"].to_list() == [10.0] * 4


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        ("yesterday", "'yesterday' is no date"),
        ("2024-02-30", "is no date"),
        ("", "is no date"),
        (datetime(2024, 1, 3), "names no zone"),  # noqa: DTZ001 - that is the point
    ],
)
def test_a_day_that_cannot_be_is_refused(as_of, words):
    with pytest.raises(DataError, match=words):
        adjusted(daily([1.0, 2.0]), Actions(symbol="X"), as_of)


@given(st.data())
def test_a_decision_sees_no_later_bar_and_no_later_action(data):
    size = data.draw(st.integers(3, 40))
    seed = data.draw(st.integers(0, 2**32 - 1))
    random = np.random.default_rng(seed)
    frame = daily((100.0 * np.exp(0.02 * random.normal(size=size).cumsum())).tolist())
    days = frame["ts"].dt.date().to_list()
    dates = st.lists(st.integers(0, size - 1), unique=True, max_size=6).map(sorted)
    splits = tuple(Split(days[i], float(random.choice([2, 1.5, 0.1]))) for i in data.draw(dates))
    paid = tuple(Dividend(days[i], float(random.uniform(0.01, 0.5))) for i in data.draw(dates))
    actions = Actions(symbol="X", splits=splits, dividends=paid)
    cut = data.draw(st.integers(1, size))
    now = days[cut - 1]
    seen = adjusted(frame.head(cut), actions, as_of=now)
    assert_frame_equal(seen, adjusted(frame, actions, as_of=now).head(cut), check_exact=True)
    assert_frame_equal(seen, adjusted(frame.head(cut), actions.until(now)), check_exact=True)
    assert seen.row(-1) == frame.row(cut - 1)  # the newest price is the market's own
    arrays(seen)


@given(st.sampled_from([2.0, 3.0, 1.5, 0.25, 0.1]), st.integers(1, 29))
def test_what_a_split_does_adjustment_undoes(ratio, row):
    frame = daily([100.0 + i for i in range(30)])
    actions = Actions(symbol="X", splits=(Split(frame["ts"].dt.date()[row], ratio),))
    assert_frame_equal(adjusted(moved(frame, row, ratio), actions), frame, rel_tol=1e-14)


def test_returns_over_an_ex_date_hold_the_dividend():
    frame = daily([100.0, 99.0])
    out = adjusted(frame, Actions(symbol="X", dividends=(Dividend(D("2024-01-02"), 1.0),)))
    assert out["close"][1] / out["close"][0] - 1.0 == pytest.approx(0.0, abs=1e-15)


def test_intraday_bars_are_adjusted_up_to_midnight_of_the_exchange():
    ts = ["2024-06-07T19:59", "2024-06-09T23:59", "2024-06-10T03:59", "2024-06-10T04:00"]
    stamps = pl.Series("ts", np.array(ts, "datetime64[ns]")).dt.replace_time_zone("UTC")
    frame = pl.DataFrame([stamps]).with_columns(
        *(pl.lit(120.0).alias(name) for name in PRICES), volume=pl.lit(1.0)
    )
    split = (Split(D("2024-06-10"), 10.0),)
    out = adjusted(frame, Actions(symbol="X", splits=split, tz=NEW_YORK))
    assert out["close"].to_list() == [12.0, 12.0, 12.0, 120.0]
    assert_frame_equal(out, adjusted(frame, Actions(symbol="X", splits=split), tz=NEW_YORK))
    with pytest.raises(DataError, match="give tz="):
        adjusted(frame, Actions(symbol="X", splits=split))


def test_longer_bars_that_mix_two_levels_are_refused():
    weeks = daily([10.0] * 30).gather_every(7)
    actions = Actions(symbol="X", splits=(Split(D("2024-01-10"), 2.0),))
    with pytest.raises(DataError, match=r"bars of 1w mix prices .* then resample"):
        adjusted(weeks, actions)
    early = Actions(symbol="X", splits=(Split(D("2023-01-10"), 2.0),))
    assert adjusted(weeks, early).equals(weeks)


def test_a_dividend_far_from_the_bars_is_not_guessed():
    actions = Actions(symbol="X", dividends=(Dividend(D("2024-03-01"), 1.0),))
    with pytest.raises(DataError, match=r"needs the close before it.*as_of='2024-02-29'"):
        adjusted(daily([10.0, 11.0]), actions)
    assert adjusted(daily([10.0, 11.0]), actions, as_of="2024-02-29")["close"].to_list() == [10, 11]


def test_a_dividend_as_large_as_the_price_is_refused():
    actions = Actions(symbol="X", dividends=(Dividend(D("2024-01-02"), 10.0),))
    with pytest.raises(DataError, match="dividend of 2024-01-02 is as large as the price"):
        adjusted(daily([10.0, 11.0]), actions)


def test_bars_in_disorder_are_refused():
    actions = Actions(symbol="X", splits=(Split(D("2024-01-02"), 2.0),))
    with pytest.raises(DataError, match="sort the frame"):
        adjusted(daily([10.0, 11.0, 12.0]).reverse(), actions)


# real shares


@pytest.mark.parametrize(
    ("symbol", "splits", "dividends"),
    [
        ("spy", [], 94),
        ("aapl", [("2000-06-21", 2), ("2005-02-28", 2), ("2014-06-09", 7), ("2020-08-31", 4)], 35),
        ("bac", [("2004-08-30", 2)], 93),
        ("ibm", [("1999-05-27", 2)], 93),
    ],
)
def test_the_actions_of_a_factor_file_are_those_of_the_company(symbol, splits, dividends):
    actions = lean(symbol)
    assert [(str(each.date), each.ratio) for each in actions.splits] == splits
    assert len(actions.dividends) == dividends
    assert actions.tz == NEW_YORK
    assert actions.delisted is None


def test_the_dividends_of_a_factor_file_are_the_amounts_that_were_paid():
    amounts = {str(each.date): each.amount for each in lean("aapl").dividends}
    assert amounts["2012-08-09"] == pytest.approx(2.65, abs=1e-3)
    assert amounts["2014-05-08"] == pytest.approx(3.29, abs=1e-3)
    assert amounts["2014-08-07"] == pytest.approx(0.47, abs=1e-3)
    assert amounts["2020-11-06"] == pytest.approx(0.205, abs=1e-3)


def test_nations_bank_became_bank_of_america():
    actions = lean("bac")
    assert actions.renames == (Rename(D("1998-01-02"), "NB"), Rename(D("1998-10-01"), "BAC"))
    days = ("1997-12-31", "1998-09-30", "1998-10-01", "2020-01-02")
    assert [actions.symbol_on(D(each)) for each in days] == [None, "NB", "BAC", "BAC"]
    assert Actions(symbol="X").symbol_on(D("1990-01-01")) == "X"


@pytest.mark.parametrize("symbol", ["spy", "aapl", "bac", "ibm"])
def test_adjusted_closes_are_raw_ones_times_the_files_factors(symbol):
    bars = raw(symbol)
    rows = shared(f"corporate_actions/lean_factor_file_{symbol}.csv").read_text().split()
    factors = np.array([[float(each) for each in row.split(",")] for row in rows])
    dates = bars["ts"].dt.strftime("%Y%m%d").cast(pl.Float64).to_numpy()
    row = np.searchsorted(factors[:, 0], dates)
    wanted = bars["close"].to_numpy() * factors[row, 1] * factors[row, 2]
    # A split factor of seven digits is that far from the split.
    assert_allclose(adjusted(bars, lean(symbol))["close"].to_numpy(), wanted, rtol=3e-6)


@pytest.mark.parametrize(
    ("symbol", "vendor", "mean", "worst", "day"),
    [
        ("aapl", "us_aapl_1d_yahoo_adj", 0.0003, 0.0142, "2008-10-22"),
        ("spy", "us_spy_1d_yahoo_adj", 0.0006, 0.0322, "2008-10-13"),
        ("bac", "stocknet/bac_1d", 0.0003, 0.0031, "2016-07-18"),
    ],
)
def test_adjusted_returns_follow_another_vendors(symbol, vendor, mean, worst, day):
    other = pl.read_csv(shared(f"daily/{vendor}.csv"), try_parse_dates=True)
    other = other.select(pl.col("timestamp").alias("day"), "adj_close")
    ours = adjusted(raw(symbol), lean(symbol)).with_columns(day=pl.col("ts").dt.date())
    both = ours.join(other, on="day").sort("day")
    apart = (both["close"].pct_change() - both["adj_close"].pct_change()).abs()
    assert both.height > 1_200
    assert apart.mean() < mean
    assert worst - 0.0002 < apart.max() < worst
    assert str(both["day"][apart.arg_max()]) == day


def test_the_seven_for_one_split_of_apple_disappears():
    bars = raw("aapl")
    out = adjusted(bars, lean("aapl"), dividends=False)
    assert at(bars, "2014-06-06")["close"] / at(bars, "2014-06-09")["open"] > 6.9
    move = at(out, "2014-06-09")["open"] / at(out, "2014-06-06")["close"]
    assert move == pytest.approx(1.0, abs=0.01)
    assert at(out, "2014-06-06")["close"] == pytest.approx(645.57 / 28.0, rel=1e-12)
    assert at(out, "2014-06-06")["volume"] == at(bars, "2014-06-06")["volume"] * 28.0
    before = adjusted(bars, lean("aapl"), as_of="2014-06-08", dividends=False)
    assert at(before, "2014-06-06")["close"] == 645.57
    on_the_day = adjusted(bars, lean("aapl"), as_of="2014-06-09", dividends=False)
    assert at(on_the_day, "2014-06-06")["close"] == 645.57 / 7.0


def test_hourly_bars_of_apple_are_adjusted_like_the_daily_ones():
    path = shared("intraday/us_aapl_1h_unadjusted.parquet")
    hours = adjusted(ob.read_bars(path, tz=NEW_YORK), lean("aapl"))
    night = hours.filter(pl.col("ts").dt.date().is_between(D("2014-06-06"), D("2014-06-09")))
    move = night["open"] / night["close"].shift()
    assert ((move.drop_nulls() - 1.0).abs() < 0.02).all()


def test_leans_buy_and_hold_ends_at_its_published_equity():
    window = pl.col("ts").dt.date().is_between(D("2013-10-08"), D("2013-10-17"))
    bars = adjusted(raw("spy"), lean("spy")).filter(window)
    signals = np.zeros(bars.height, np.int8)
    signals[0] = ob.SignalType.BUY
    result = ob.backtest(
        bars,
        signals=signals,
        risk={"sizing": "quantity", "quantity": 697},
        costs={"per_share": 0.005, "minimum": 1.0},
        capital=100_000.0,
    )
    file = shared("oracles/lean_basic_daily_expected.json")
    published = msgspec.json.decode(file.read_bytes())["BasicTemplateDailyAlgorithm"]["expected"]
    assert f"{result.equity.row(-1)[1]:.2f}" == published["End Equity"] == "104486.22"
    assert result.trades["fees"].sum() == pytest.approx(3.485)


# the table and its files


TABLE = """date,kind,value
2014-06-09,split,7:1
2012-08-09,dividend,2.65
2020-08-31,SPLIT,4
2000-01-03,symbol,APPL

2001-01-03,symbol,AAPL
2014-05-08,dividend,3.29
"""


def written(folder, text, encoding="utf-8"):
    path = folder / "actions.csv"
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_plain_csv_is_read_in_any_order(tmp_path, encoding, ending):
    path = written(tmp_path, TABLE.replace("\n", ending), encoding)
    assert read_actions(path, "AAPL", tz=NEW_YORK) == Actions(
        symbol="AAPL",
        splits=(Split(D("2014-06-09"), 7.0), Split(D("2020-08-31"), 4.0)),
        dividends=(Dividend(D("2012-08-09"), 2.65), Dividend(D("2014-05-08"), 3.29)),
        renames=(Rename(D("2000-01-03"), "APPL"), Rename(D("2001-01-03"), "AAPL")),
        tz=NEW_YORK,
    )


def test_a_column_may_give_the_close_before_a_dividend(tmp_path):
    path = written(
        tmp_path, "date,kind,value,close\n20140807,dividend,.47,94.97\n20200831,split,4,\n"
    )
    actions = read_actions(path, "AAPL")
    assert actions.dividends == (Dividend(D("2014-08-07"), 0.47, 94.97),)
    assert actions.splits == (Split(D("2020-08-31"), 4.0),)


@pytest.mark.parametrize(
    ("text", "ratio"),
    [("7", 7.0), ("7:1", 7.0), ("3/2", 1.5), ("1 : 10", 0.1), ("0.1", 0.1), ("1e1", 10.0)],
)
def test_a_ratio_is_read_as_people_write_it(text, ratio):
    assert ratio_of(text) == ratio


@pytest.mark.parametrize("text", ["", "7-1", "1:0", "nan", "-2", "1_0", "7:", ":7", "7:1:1"])
def test_what_is_no_ratio_has_none(text):
    assert ratio_of(text) is None


HEAD = "date,kind,value\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no date column"),
        ("date,value\n", "no kind column"),
        ("2014-06-09,split,7\n", "no date column"),
        (HEAD + "2014-06-09,spilt,7\n", "row 1: kind 'spilt' is not known: did you mean 'split'"),
        (HEAD + "2014-06-09,,7\n", "row 1: kind '' is not known"),
        (HEAD + "06/09/2014,split,7\n", "row 1, column date: '06/09/2014' is no date"),
        (HEAD + "2014-13-09,split,7\n", "is no date"),
        (HEAD + "2014-06-31,split,7\n", "is no date"),
        (HEAD + ",split,7\n", "column date: '' is no date"),
        (HEAD + "2014-W23-1,split,7\n", "is no date"),
        (HEAD + "2014-06-09,split,seven\n", "column value: 'seven' is no ratio"),
        (HEAD + "2014-06-09,split,7:0\n", "is no ratio"),
        (HEAD + "2014-06-09,split,0\n", "ratio 0 must be"),
        (HEAD + "2014-06-09,split,1\n", "ratio 1 must be"),
        (HEAD + "2014-06-09,split,1e9\n", r"ratio 1e\+09 must be"),
        (HEAD + "2014-06-09,split,-7\n", "is no ratio"),
        (HEAD + "2014-06-09,dividend,\n", "'' is no number"),
        (HEAD + "2014-06-09,dividend,0.47 USD\n", "is no number"),
        (HEAD + "2014-06-09,dividend,nan\n", "is no number"),
        (HEAD + "2014-06-09,dividend,1e99999\n", "is no number"),
        (HEAD + "2014-06-09,dividend,0\n", "amount 0 must be above 0"),
        (HEAD + "2014-06-09,dividend,-1\n", "amount -1 must be above 0"),
        ("date,kind,value,close\n2014-06-09,dividend,1,-3\n", "close -3 must be above 0"),
        (HEAD + "2014-06-09,symbol,../x\n", "symbol '../x' cannot be used"),
        (HEAD + "2014-06-09,symbol,\n", "symbol '' cannot be used"),
        (HEAD + "2014-06-09,split\n", "row 1: has 2 values for 3 columns"),
        (HEAD + "2014-06-09,split,7,8\n", "row 1: has 4 values for 3 columns"),
        (HEAD + "2014-06-09,split,7\n2014-06-09,split,7\n", "two splits on 2014-06-09"),
        (HEAD + "2014-06-09,dividend,1\n2014-06-09,dividend,1\n", "two dividends on 2014-06-09"),
        (HEAD + "2014-06-09,symbol,A\n2014-06-09,symbol,B\n", "two renames on 2014-06-09"),
        (HEAD + '2014-06-09,"split,7\n', "is not a CSV file"),
        (HEAD + "2014-06-09,split,7\0\n", "is no ratio|is not a CSV file"),
    ],
)
def test_a_bad_row_is_refused_by_name(tmp_path, text, words):
    with pytest.raises(DataError, match=words):
        read_actions(written(tmp_path, text), "X")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00d", b"\x89PNG\r\n", bytes(range(256))])
def test_a_file_that_is_no_text_is_refused(tmp_path, content):
    path = tmp_path / "actions.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match="is not a CSV file in UTF-8"):
        read_actions(path, "X")


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        read_actions(tmp_path / "none.csv", "X")
    with pytest.raises(DataError, match="cannot be read"):
        read_actions(tmp_path, "X")
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(10_000_001)
    with pytest.raises(DataError, match="larger than"):
        read_actions(large, "X")


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_no_bytes_crash_the_readers(content):
    path = Path(lock.__file__).parent / "never-written"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.data.actions.read", lambda _: content)
        patch.setattr("engine.data.action_files.read", lambda _: content)
        for call in (Actions.load, lambda path: read_actions(path, "X")):
            try:
                call(path)
            except DataError:
                continue


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"symbol": "a/../b"}, "cannot be used"),
        ({"tz": "Mars/Olympus"}, "time zone 'Mars/Olympus' is not known"),
        ({"splits": (Split(D("2024-01-02"), float("nan")),)}, "ratio nan"),
        ({"splits": (Split(D("2024-01-02"), float("inf")),)}, "ratio inf"),
        ({"dividends": (Dividend(D("2024-01-02"), float("inf")),)}, "amount inf"),
        ({"splits": (Split(D("2024-01-02"), 2.0), Split(D("2023-01-02"), 2.0))}, "sort the rows"),
    ],
)
def test_actions_that_cannot_be_are_refused(values, words):
    with pytest.raises(DataError, match=words):
        Actions(**({"symbol": "X"} | values))


def test_saved_actions_are_loaded_as_they_were(tmp_path):
    actions = msgspec.structs.replace(lean("bac"), delisted=D("2030-01-02"))
    path = tmp_path / "BAC.actions.json"
    actions.save(path)
    assert Actions.load(path) == actions
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_full_disk_leaves_the_saved_actions_whole(tmp_path, monkeypatch):
    path = tmp_path / "X.json"
    Actions(symbol="X").save(path)

    def full(file, content):
        file.write_bytes(content[:5])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lock, "write_durably", full)
    with pytest.raises(DataError, match="No space left"):
        Actions(symbol="Y").save(path)
    assert Actions.load(path).symbol == "X"
    assert [each.name for each in tmp_path.iterdir()] == ["X.json"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is damaged"),
        (b"[]", "is no table of actions"),
        (b"{}", "is no table of actions"),
        (b'{"openbell_actions": 2, "symbol": "X"}', "has format 2, this version reads 1"),
        (b'{"openbell_actions": 1}', "is damaged"),
        (b'{"openbell_actions": 1, "symbol": 3}', "is damaged"),
        (b'{"openbell_actions": 1, "symbol": "X", "more": 1}', "is damaged"),
        (b'{"openbell_actions": 1, "symbol": "X", "splits": [{"date": "x"}]}', "is damaged"),
        (b'{"openbell_actions": 1, "symbol": "../X"}', "cannot be used"),
        (b'{"openbell_actions": 1, "symbol": "X"', "is damaged"),
        (b"\xff\xff", "is damaged"),
        (b"[" * 100_000, "is damaged"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, content, words):
    path = tmp_path / "X.json"
    path.write_bytes(content)
    with pytest.raises(DataError, match=words):
        Actions.load(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no rows"),
        ("20140606,0.9\n20501231,1\n", "row 1: has 2 values"),
        ("20140606,0.9,x,1\n", "row 1: 'x' is no number"),
        ("20140606,0,1,1\n20501231,1,1,0\n", "row 1: factors must be above 0"),
        ("2014,0.9,1,1\n", "row 1: '2014' is no date"),
        ("20501231,1,1,0\n20140606,0.9,1,1\n", "row 1: 2050-12-31 is not before 2014-06-06"),
        ("20140606,0.9,1,0\n20501231,1,1,0\n", "row 1: a dividend needs a close above 0"),
        ("20140606,1.1,1,90\n20501231,1,1,0\n", "a factor below the next one's"),
        ("19800102,0.9,1,90\n20501231,1,1,0\n", "no session of XNYS is known after 1980-01-02"),
    ],
)
def test_a_bad_factor_file_is_refused_by_row(tmp_path, text, words):
    with pytest.raises(DataError, match=words):
        read_lean(written(tmp_path, text), "X")


def test_a_map_file_tells_the_last_day(tmp_path):
    names = tmp_path / "names.csv"
    names.write_text("19980102,old,N\n20010105,old,N\n20100315,new,N\n")
    factors = written(tmp_path, "19980102,1,1,0\n20501231,1,1,0\n")
    actions = read_lean(factors, "NEW", names=names)
    assert actions.delisted == D("2010-03-15")
    assert actions.renames == (Rename(D("1998-01-02"), "OLD"), Rename(D("2001-01-06"), "NEW"))
    assert actions.until(D("2005-01-01")).delisted is None


def test_a_split_and_a_dividend_of_one_row_give_the_files_factors(tmp_path):
    factors = written(tmp_path, "20240101,0.96,0.5,100\n20501231,1,1,0\n")
    actions = read_lean(factors, "X")
    assert actions.splits == (Split(D("2024-01-02"), 2.0),)
    assert actions.dividends[0].amount == pytest.approx(2.0)
    assert adjusted(daily([100.0, 48.0]), actions)["close"].to_list() == [48.0, 48.0]


# jumps


def none(symbol="X"):
    return Actions(symbol=symbol, tz=NEW_YORK)


@pytest.mark.parametrize("symbol", ["spy", "aapl", "bac", "ibm"])
def test_raw_prices_and_their_actions_agree(symbol):
    assert unadjusted(raw(symbol), lean(symbol)) == []


@pytest.mark.parametrize("symbol", ["aapl", "bac", "ibm", "spy"])
def test_every_split_that_the_table_lacks_is_found(symbol):
    found = unadjusted(raw(symbol), none())
    splits = lean(symbol).splits
    assert [each.kind for each in found] == ["missing"] * len(splits)
    assert [each.ratio for each in found] == [each.ratio for each in splits]
    assert [str(each)[:10] for each in found] == [str(each.date) for each in splits]


def test_the_row_to_add_is_shown_and_mends_it(tmp_path):
    bars = raw("bac")
    jump = unadjusted(bars, none())[0]
    assert "add the row 2004-08-30,split,2:1 if it was one" in jump.problem
    path = written(tmp_path, HEAD + "2004-08-30,split,2:1\n")
    assert unadjusted(bars, read_actions(path, "BAC")) == []


def test_the_reverse_splits_of_a_volatility_note_are_found_in_hourly_bars():
    bars = ob.read_bars(shared("intraday/us_vxx_1h_unadjusted.parquet"), tz=NEW_YORK)
    found = unadjusted(bars, none())
    assert [(str(each)[:10], each.ratio) for each in found] == [
        ("2010-11-09", 0.25),
        ("2012-10-05", 0.25),
        ("2013-11-08", 0.25),
        ("2016-08-09", 0.25),
        ("2017-08-23", 0.25),
    ]


DAILY = ["us_aapl_1d_yahoo_adj", "us_goog_1d_backtestingpy", "us_intc_1d_yahoo_adj"]
DAILY += ["us_orcl_1d_backtrader", "us_spy_1d_skender_default", "us_spy_1d_yahoo_adj"]
DAILY += ["skender_msft_1d", "skender_bitcoin_1d", "vix_1d_1990_on", "fx_eurusd_1d_oanda"]
DAILY += ["crypto_btcusd_1d_coinbase", "crypto_ethusd_1d_2016_2025_coinbase"]
DAILY += [f"stocknet/{each}_1d" for each in ("bac", "goog", "hd", "ko", "msft", "pep", "t", "wmt")]


@pytest.mark.filterwarnings("ignore::engine.DataWarning")
@pytest.mark.parametrize("name", DAILY)
def test_no_daily_file_of_adjusted_prices_raises_a_false_alarm(name):
    assert unadjusted(ob.read_bars(shared(f"daily/{name}.csv")), none()) == []


@pytest.mark.parametrize("file", ["20_stock_adjclose_1d_pypfopt", "23_etf_close_1d"])
def test_closes_alone_give_one_false_alarm_in_43_series(file):
    panel = pl.read_csv(shared(f"daily/panel_{file}.csv"), try_parse_dates=True)
    stamp, *names = panel.columns
    found = []
    for name in names:
        close = pl.col(name).cast(pl.Float64, strict=False)
        series = panel.select(ts=stamp, close=close).drop_nulls().filter(pl.col("close") > 0)
        bars = series.with_columns(pl.col("close").alias(each) for each in ("open", "high", "low"))
        found += [f"{name} {each}"[:15] for each in unadjusted(bars, none())]
    # Apple lost half its value in one night of September 2000.
    assert found == (["AAPL 2000-09-29"] if file.startswith("20") else [])


@pytest.mark.filterwarnings("ignore::engine.DataWarning")
def test_nineteen_of_twenty_made_splits_are_found_on_their_day():
    random = np.random.default_rng(1)
    hits = total = others = 0
    for name in ("us_spy_1d_yahoo_adj", "us_orcl_1d_backtrader", "stocknet/ko_1d"):
        bars = ob.read_bars(shared(f"daily/{name}.csv"))
        stamps = bars["ts"].to_physical()
        for ratio in (1.5, 2.0, 3.0, 7.0, 20.0, 0.5, 0.1):
            for row in random.integers(12, bars.height - 8, 6).tolist():
                found = unadjusted(moved(bars, row, ratio), none())
                here = [each for each in found if each.ts == stamps[row] and each.ratio == ratio]
                hits += len(here)
                others += len(found) - len(here)
                total += 1
    assert hits >= 0.95 * total
    assert others == 0


def test_prices_that_are_adjusted_already_do_not_show_the_split():
    actions = lean("aapl")
    splits = msgspec.structs.replace(actions, dividends=())
    found = unadjusted(adjusted(raw("aapl"), splits), splits)
    assert [each.kind for each in found] == ["not_shown"] * 4
    assert "split 7:1, and prices move by 1.005" in found[2].problem


@pytest.mark.filterwarnings("ignore::engine.DataWarning")
def test_closes_that_are_not_the_tables_tell_adjusted_prices():
    actions = lean("spy")
    found = unadjusted(adjusted(raw("spy"), actions), actions)
    assert [each.kind for each in found] == ["adjusted"]
    assert "of 94 dividends the close is not that of the actions" in found[0].problem
    # Another vendor's raw closes are near enough.
    yahoo = ob.read_bars(shared("daily/us_spy_1d_yahoo_adj.csv"))
    assert unadjusted(yahoo, actions) == []


def test_a_split_a_day_off_is_told_from_a_missing_one():
    wrong = Actions(symbol="BAC", splits=(Split(D("2004-08-27"), 2.0),))
    found = unadjusted(raw("bac"), wrong)
    assert [each.kind for each in found] == ["misdated"]
    assert "have on 2004-08-27: date it 2004-08-30" in found[0].problem


def test_a_split_of_another_ratio_is_told():
    wrong = Actions(symbol="BAC", splits=(Split(D("2004-08-30"), 3.0),))
    found = unadjusted(raw("bac"), wrong)
    assert [(each.kind, each.ratio) for each in found] == [("other_ratio", 2.0)]
    assert "have 3:1 there" in found[0].problem


def test_a_wrong_print_is_no_split():
    bars = raw("ibm")
    odd = at(bars, "2002-12-23")
    assert odd["open"] / odd["close"] > 1.9
    assert all(str(each)[:4] == "1999" for each in unadjusted(bars, none()))


def test_a_crash_with_heavy_trading_is_no_split():
    random = np.random.default_rng(3)
    closes = 100.0 * np.exp(0.01 * random.normal(size=80).cumsum())
    split = moved(daily(closes.tolist(), volume=1e6), 40, 1.5)
    opens = np.where(np.arange(80) == 40, closes, split["open"])
    split = split.with_columns(pl.Series("open", opens)).with_columns(
        high=pl.max_horizontal("open", "close"), low=pl.min_horizontal("open", "close")
    )
    crash = split.with_columns(pl.Series("volume", np.where(np.arange(80) < 40, 1e6, 6e6)))
    assert [each.ratio for each in unadjusted(split, none())] == [1.5]
    assert unadjusted(crash, none()) == []


def test_bars_after_a_long_halt_are_not_judged():
    bars = moved(daily([100.0 + i % 3 for i in range(80)]), 40, 2.0)
    halted = pl.concat([bars.head(40), bars.tail(26)])
    assert unadjusted(halted, none()) == []


def test_small_stock_dividends_are_not_held_against_the_prices():
    bars = raw("spy")
    actions = Actions(symbol="SPY", splits=(Split(D("2004-08-30"), 1.03),))
    assert unadjusted(bars, actions) == []


def test_bars_too_few_to_judge_give_nothing():
    actions = Actions(symbol="X", splits=(Split(D("2024-01-02"), 2.0),))
    assert unadjusted(daily([10.0]), actions) == []
    assert unadjusted(daily([10.0] * 5), none()) == []
    with pytest.raises(DataError, match="sort the frame"):
        unadjusted(daily([1.0, 2.0, 3.0]).reverse(), none())


def test_the_detector_looks_at_raw_arrays_of_any_gap():
    frame = daily([10.0] * 12)
    gone = pl.int_range(pl.len()).is_in([3, 4])
    frame = frame.with_columns(pl.when(~gone).then(pl.col(name)).alias(name) for name in PRICES)
    assert_array_equal(unadjusted(frame, none()), [])
