"""What the charts are given: thinned, exact where trades are, and in steps that add up again."""

import json

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from engine.backtest.report import charts, curves, price, svg, thinning

from .report_data import MINUTE, START, TS, report_data


def decoded(part, decimals):
    """The columns of candles again, from their steps."""
    scale = 10.0 ** (decimals + 1)
    before, columns = 0, {name: [] for name in price.PRICES}
    for k, step in enumerate(part["open"]):
        opened = before + step
        before = opened + part["close"][k]
        columns["open"].append(opened / scale)
        columns["high"].append((opened + part["high"][k]) / scale)
        columns["low"].append((opened + part["low"][k]) / scale)
        columns["close"].append(before / scale)
    return {"t": np.cumsum(part["t"])} | {name: np.array(c) for name, c in columns.items()}


def chart_of(data, **changes):
    """The chart of the only symbol, and its overview as columns."""
    chart = price.price_chart(data, "GOOG", 1, data.trades, **changes)
    return chart, decoded(chart["whole"], chart["decimals"])


def restored(line):
    """A feature's values, undefined ones NaN."""
    steps = np.array([np.nan if step is None else step for step in line["values"]])
    known = np.isfinite(steps)
    steps[known] = np.cumsum(steps[known]) / 10.0 ** line["places"]
    return steps


def test_thinning_keeps_every_extreme_and_both_ends():
    generator = np.random.default_rng(3)
    column = np.cumsum(generator.normal(size=50_000))
    kept = thinning.extremes([column], 800)
    assert kept.size <= 2 * 800 + 2
    assert np.all(np.diff(kept) > 0)
    assert {0, column.size - 1, int(column.argmin()), int(column.argmax())} <= set(kept.tolist())
    blocks = column[: 63 * 793].reshape(793, 63)
    assert_array_equal(np.isin(blocks.max(axis=1), column[kept]), True)
    assert_array_equal(np.isin(blocks.min(axis=1), column[kept]), True)


def test_short_series_are_drawn_whole():
    equity, note = curves.equity_chart(report_data(size=700))
    assert len(equity["t"]) == 700
    assert note == ""


def test_drawdown_counts_from_the_starting_capital():
    value = np.array([90.0, 95.0, 120.0, 60.0])
    assert_allclose(curves.drawdown(value, 100.0), [0.1, 0.05, 0.0, 0.5])


def test_bars_closer_than_a_second_keep_their_times():
    ts = pl.Series([START, START + 250_000_000, START + 500_000_000], dtype=pl.Int64).cast(TS)
    steps = thinning.differences(thinning.seconds(ts.to_physical().to_numpy()))
    assert_allclose(np.cumsum(steps) - START / 1e9, [0.0, 0.25, 0.5], atol=1e-6)


def test_merged_candles_keep_open_high_low_and_close():
    data = report_data(size=9_000, step=MINUTE)
    chart, whole = chart_of(data)
    bars = data.bars["GOOG"]
    assert chart["merged"] == 3
    assert_allclose(whole["open"], bars["open"].to_numpy()[::3], rtol=1e-12)
    assert_allclose(whole["close"], bars["close"].to_numpy()[2::3], rtol=1e-12)
    assert_allclose(whole["high"], bars["high"].to_numpy().reshape(-1, 3).max(axis=1), rtol=1e-12)
    assert_allclose(whole["low"], bars["low"].to_numpy().reshape(-1, 3).min(axis=1), rtol=1e-12)
    assert_array_equal(whole["t"], START // 1_000_000_000 + 180 * np.arange(3_000))


def test_every_bar_near_a_fill_is_kept_as_it_was():
    data = report_data(size=40_000, step=MINUTE, count=30)
    chart, _ = chart_of(data)
    near = decoded(chart["near"], chart["decimals"])
    bars = data.bars["GOOG"]
    stamps = bars["ts"].to_physical().to_numpy() // 1_000_000_000
    kept = np.searchsorted(stamps, near["t"])
    assert_array_equal(stamps[kept], near["t"])
    for name in price.PRICES:
        assert_allclose(near[name], bars[name].to_numpy()[kept], rtol=1e-12)
    fills = pl.concat([data.trades["entry_ts"], data.trades["exit_ts"].drop_nulls()])
    for at in np.searchsorted(stamps, fills.to_physical().to_numpy() // 1_000_000_000):
        wanted = np.arange(max(0, at - price.AROUND), min(40_000, at + price.AROUND + 1))
        assert set(wanted) <= set(kept)
    assert_array_equal(np.flatnonzero(np.diff(kept) > 1), chart["near"]["gaps"])


def test_bars_near_fills_fill_whole_candles_of_the_overview():
    data = report_data(size=40_000, step=MINUTE, count=30)
    chart, whole = chart_of(data)
    near = decoded(chart["near"], chart["decimals"])
    starts = np.searchsorted(whole["t"], near["t"], side="right") - 1
    assert_array_equal(np.unique(np.unique(starts, return_counts=True)[1]), [chart["merged"]])


def test_with_little_room_the_latest_trades_have_their_bars():
    data = report_data(size=40_000, step=MINUTE, count=300)
    chart, _ = chart_of(data, cells=8_000)
    kept = np.cumsum(chart["near"]["t"])
    assert kept.size <= 1_000
    entries = data.trades["entry_ts"].to_physical().to_numpy() // 1_000_000_000
    assert entries[-1] in kept
    assert entries[0] not in kept


def test_a_short_run_needs_no_second_look():
    assert chart_of(report_data())[0]["near"] is None


def test_features_come_back_to_the_digits_that_are_shown():
    data = report_data()
    chart, _ = chart_of(data)
    for line, name in zip(chart["whole"]["lines"], data.features["GOOG"].columns, strict=True):
        assert_allclose(restored(line), data.features["GOOG"][name].to_numpy(), atol=0.0006)


@pytest.mark.parametrize("size", [1e-7, 1e-3, 1.0, 5e3, 1e8])
def test_features_of_any_size_keep_six_digits(size):
    column = size * np.array([1.0, np.nan, 0.5, 0.123456, np.inf])
    back = restored(price.line(column, 3))
    assert_allclose(back[[0, 2, 3]], column[[0, 2, 3]], rtol=0, atol=max(size * 1e-5, 5e-10))
    assert_array_equal(np.isnan(back), [False, True, False, False, True])


def test_a_missing_bar_is_not_drawn_and_shifts_no_feature():
    data = report_data(size=10)
    gone = pl.int_range(pl.len()) == 4
    prices = [pl.when(gone).then(float("nan")).otherwise(n).alias(n) for n in price.PRICES]
    bars = data.bars["GOOG"].with_columns(prices)
    steps = pl.DataFrame({"x": np.arange(10.0)})
    gappy = report_data(size=10, bars={"GOOG": bars}, features={"GOOG": steps})
    chart, whole = chart_of(gappy)
    assert_array_equal(restored(chart["whole"]["lines"][0]), [0, 1, 2, 3, 5, 6, 7, 8, 9])
    assert whole["close"].size == 9


def test_trades_keep_the_times_of_their_fills():
    data = report_data(size=9_000, step=MINUTE)
    marks = charts.payload(data, data.trades)["trades"]
    entries = data.trades["entry_ts"].to_physical().to_numpy() / 1e9
    assert_array_equal(np.cumsum(marks["entry"]), entries)
    exits = data.trades["exit_ts"].to_physical().to_list()
    again = [
        None if held is None else (entry + held) * 1e9
        for entry, held in zip(entries, marks["held"], strict=True)
    ]
    assert again == exits
    assert marks["side"][:3] == [-1, 1, 1]


def test_price_columns_are_not_drawn_twice_as_features():
    data = report_data(size=50)
    features = {"GOOG": data.bars["GOOG"].select("close", "volume")}
    chart, _ = chart_of(report_data(size=50, features=features))
    assert [line["name"] for line in chart["lines"]] == ["volume"]


def test_features_that_take_much_room_leave_fewer_bars_near_trades():
    generator = np.random.default_rng(5)
    wild = pl.DataFrame({f"f{k}": generator.normal(size=98_280) * 1e8 for k in range(8)})
    data = report_data(size=98_280, step=MINUTE, count=2_000, features={"GOOG": wild})
    prices = charts.payload(data, data.trades)["prices"]
    assert len(json.dumps(prices, separators=(",", ":"))) <= charts.PRICES_BYTES
    assert prices[0]["near"]["t"]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 1.0, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-7.0, 12.0, [-5, 0, 5, 10]),
        (0.0, 0.004, [0, 0.001, 0.002, 0.003, 0.004]),
        (1e6, 1.1e6, [1.0e6, 1.02e6, 1.04e6, 1.06e6, 1.08e6, 1.1e6]),
    ],
)
def test_axes_are_labelled_at_round_values(low, high, expected):
    assert_allclose(svg.ticks(low, high, 5), expected, rtol=1e-12)
