"""Each section's figures: verdict, drawdowns, months, rolling Sharpe, costs, spread of trades."""

import datetime

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from engine.backtest.report import (
    Bracket,
    DataGrade,
    Outcome,
    costs,
    curves,
    distribution,
    drawdowns,
    excursions,
    page,
    rolling,
    sessions,
    tables,
    verdict,
)

from .report_data import METRICS, TS, report_data

SURE = METRICS | {"probabilistic_sharpe": 0.99, "minimum_track_record": 300.0}
marks = st.lists(st.floats(1.0, 1e6), min_size=1, max_size=60).map(np.array)
returns = st.lists(st.floats(-0.3, 0.3), min_size=42, max_size=70).map(np.array)


def bracket(low, high):
    """A bracket between two total returns."""
    worst, best = (Outcome(total_return=end, final_equity=1e5 * (1 + end)) for end in (low, high))
    return Bracket(
        pessimistic=worst,
        optimistic=best,
        ohlc_path=best,
        ambiguous_bars=3,
        share=None,
        is_bound=True,
    )


def made(total, **changes):
    """The verdict on a run of that total return, sure of its Sharpe ratio."""
    metrics = SURE | {"total_return": total}
    fields = {"metrics": metrics, "bracket": bracket(total, total)} | changes
    return verdict.verdict(report_data(**fields))


def test_a_long_sure_and_causal_profit_is_called_one_with_a_word_on_many_tries():
    found = made(0.2345)
    assert found.kind == "good"
    assert "one try" in found.sentence


@given(st.floats(-0.9, 0.0), st.floats(0.0, 2.0), st.floats(0.0, 1.0))
def test_no_bracket_that_holds_zero_is_called_a_success(low, high, share):
    total = low + share * (high - low)
    found = made(total, bracket=bracket(low, high))
    assert found.kind != "good"
    assert low == high or found.title == "Undecided"


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"is_causal": False}, "bad", "looks ahead"),
        ({"is_causal": None}, "open", "Unchecked"),
        ({"metrics": SURE | {"probabilistic_sharpe": 0.9}}, "open", "Luck suffices"),
        ({"metrics": SURE | {"probabilistic_sharpe": None}}, "open", "cannot be ruled out"),
        ({"metrics": SURE | {"minimum_track_record": 900.0}}, "open", "Too short"),
        ({"count": 12}, "open", "11 closed trades prove little"),
        ({"count": 2}, "open", "1 closed trade proves little"),
        ({"count": 0}, "open", "No trade was made"),
        ({"warnings": ("ruined: equity fell to zero",)}, "bad", "Equity fell to zero"),
        ({"grades": (DataGrade(symbol="GOOG", grade="D", rows=9),)}, "open", "grade D or F"),
    ],
)
def test_what_stands_against_a_profit_is_said(changes, kind, words):
    found = made(0.2345, **changes)
    assert found.kind == kind
    assert words in " ".join((found.sentence, *found.doubts))


def test_a_loss_is_called_a_loss():
    assert made(-0.01).title == "It lost money"
    assert made(0.0, bracket=None).title == "Nothing gained"


def plain_drawdowns(value, capital):
    """Peak value, trough value and recovery position of each drawdown, mark by mark."""
    found, peak, trough = [], capital, None
    for k, mark in enumerate(value):
        if mark >= peak:
            if trough is not None:
                found.append((peak, trough, k))
            peak, trough = mark, None
        else:
            trough = mark if trough is None else min(trough, mark)
    return found if trough is None else [*found, (peak, trough, None)]


@given(marks, st.floats(1.0, 1e6))
def test_drawdowns_agree_with_a_walk_over_the_marks(value, capital):
    found = drawdowns.drawdowns(value, capital)
    before = np.concatenate([value, [capital]])  # position -1 is the capital
    assert [
        (before[each.peak], before[each.trough], each.recovery) for each in found
    ] == plain_drawdowns(value, capital)
    deepest = max((each.depth for each in found), default=0.0)
    assert_allclose(deepest, curves.drawdown(value, capital).max(initial=0.0), atol=1e-15)


def test_the_five_worst_come_deepest_first_and_an_open_one_is_not_recovered():
    value = [
        110.0,
        99.0,
        110.0,
        104.5,
        111.0,
        100.0,
        112.0,
        111.0,
        113.0,
        112.0,
        114.0,
        110.0,
        111.0,
    ]
    ts = [datetime.datetime(2024, 1, day, tzinfo=datetime.UTC) for day in range(1, 14)]
    equity = pl.DataFrame({"ts": ts, "value": value}, schema_overrides={"ts": TS})
    rows = drawdowns.worst(report_data(equity=equity, capital=100.0))
    assert [row["depth"] for row in rows] == ["10.00%", "9.91%", "5.00%", "3.51%", "0.89%"]
    assert rows[0] == {
        "depth": "10.00%",
        "peak": "2024-01-01",
        "trough": "2024-01-02",
        "recovery": "2024-01-03",
        "down": "1",
        "length": "2",
    }
    assert (rows[3]["recovery"], rows[3]["length"]) == ("not yet", "2")


def test_a_run_that_begins_below_its_capital_starts_at_the_start():
    equity = report_data(size=4).equity.with_columns(value=pl.Series([90.0, 80.0, 100.0, 101.0]))
    (row,) = drawdowns.worst(report_data(equity=equity, capital=100.0))
    assert (row["peak"], row["depth"], row["length"]) == ("the start", "20.00%", "3")


def test_months_and_years_compound_to_the_whole():
    data = report_data(size=1_000)
    daily = sessions.session_returns(data)
    whole = data.equity["value"][-1] / data.capital
    for every in ("1mo", "1y"):
        parts = sessions.compounded(daily, every)["value"]
        assert_allclose((parts + 1.0).product(), whole, rtol=1e-10)
    january = data.equity.filter(pl.col("ts").dt.date() <= datetime.date(2024, 1, 31))["value"][-1]
    assert sessions.monthly(daily)[0]["months"][0]["text"] == f"{january / 1000 - 100:+.1f}"


def test_a_month_without_sessions_is_empty_and_colours_deepen():
    ts = [datetime.datetime(2024, month, 5, tzinfo=datetime.UTC) for month in (1, 3, 4)]
    daily = pl.DataFrame({"ts": ts, "value": [0.004, -0.3, 0.06]}, schema_overrides={"ts": TS})
    (row,) = sessions.monthly(daily)
    assert [cell["color"] for cell in row["months"][:4]] == ["p1", "", "m5", "p4"]
    assert [cell["text"] for cell in row["months"][:4]] == ["+0.4", "", "-30.0", "+6.0"]
    assert len(row["months"]) == 12


@given(returns, st.sampled_from([252, 365]), st.floats(0.0, 0.05))
def test_rolling_sharpe_is_the_sharpe_of_each_window(value, annual, risk_free):
    found = rolling.rolling_sharpe(value, annual, risk_free)
    window = rolling.window_of(value.size, annual)
    assert found.window == window
    assert np.isnan(found.values[: window - 1]).all()
    rate = (1.0 + risk_free) ** (1.0 / annual) - 1.0
    for k in range(window - 1, value.size):
        part = value[k - window + 1 : k + 1]
        spread = part.std(ddof=1)
        expected = (part.mean() - rate) / spread * annual**0.5 if spread > 1e-9 else np.nan
        assert_allclose(found.values[k], expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("count", "window"), [(756, 126), (252, 126), (251, 63), (126, 63), (125, 21), (42, 21)]
)
def test_the_window_is_half_a_year_and_less_in_a_short_run(count, window):
    assert rolling.window_of(count, 252) == window


def test_below_42_sessions_there_is_no_rolling_sharpe():
    assert rolling.window_of(41, 252) is None
    data = report_data(size=41, count=3)
    assert curves.over_time(data)["sharpe"]["t"] == []
    assert "too few for a rolling Sharpe ratio" in page.render(data)


@given(st.floats(-1e6, 1e6), st.floats(0.0, 1e5), st.floats(0.0, 1e5))
def test_the_waterfall_adds_up_to_the_cent(profit, fees, slippage):
    data = report_data(size=3, count=1, metrics=METRICS | {"fees": fees, "slippage": slippage})
    equity = data.equity.with_columns(value=pl.lit(data.capital + profit))
    parts = costs.waterfall(
        report_data(
            size=3,
            count=1,
            equity=equity,
            metrics=data.metrics | {"fees": fees, "slippage": slippage},
        )
    )
    assert parts.gross + parts.fees + parts.slippage == parts.net
    assert abs(parts.net / 100.0 - profit) <= 0.0051
    shown = [float(text.replace(",", "")) for _, text in costs.rows(parts)]
    assert round(100 * (shown[0] + shown[1] + shown[2])) == round(100 * shown[3])


@given(st.lists(st.floats(-0.9, 3.0), min_size=2, max_size=200).map(np.array))
def test_a_histogram_counts_every_trade_and_never_mixes_wins_and_losses(values):
    shape = distribution.histogram(values)
    assert shape.counts.sum() == values.size
    assert np.abs(shape.edges).min() < 1e-12
    assert shape.counts.size <= distribution.BINS + 2
    losing = shape.counts[shape.edges[1:] <= 1e-12].sum()
    assert losing >= np.sum(values < -1e-9) - 1e-9
    assert losing <= np.sum(values < 1e-9)


def test_excursions_are_a_dot_a_closed_trade():
    section = excursions.section(report_data().trades)
    dots = [plot["picture"].count("h0") for plot in section["plots"]]
    assert dots == [40, 40]
    assert excursions.section(report_data(count=2).trades) is None


def test_exposure_of_many_bars_is_drawn_as_means_that_keep_the_whole():
    data = report_data(size=20_000, count=400)
    drawn = curves.over_time(data)["exposure"]
    assert drawn["averaged"] == 50
    for name in ("gross", "net"):
        assert_allclose(np.mean(drawn[name]), 100.0 * data.exposure[name].mean(), atol=0.01)
    short = curves.over_time(report_data())["exposure"]
    assert (short["averaged"], len(short["t"])) == (1, 756)
    longs = data.exposure.with_columns(net="gross")
    assert curves.over_time(report_data(exposure=longs))["exposure"]["net"] == []


def test_the_worst_grades_are_listed_first_and_the_others_counted():
    given_grades = [DataGrade(symbol=f"S{k}", grade="ABCDF"[k % 5], rows=k) for k in range(60)]
    found = tables.grades(report_data(grades=tuple(given_grades)))
    assert found["counts"] == dict.fromkeys("ABCDF", 12)
    assert [row["grade"] for row in found["rows"]] == sorted("FDC" * 12 + "B" * 4, reverse=True)
    assert found["left_out"] == 20


def test_trades_can_be_narrowed_by_what_differs_among_them():
    several = report_data(symbols=("SPY", "QQQ"), count=30).trades
    assert [each["name"] for each in tables.filters(several)] == [
        "symbol",
        "side",
        "exit_reason",
        "outcome",
    ]
    one = several.head(1)
    assert tables.filters(one) == []
    assert_array_equal(tables.filters(several)[2]["values"], ["open", "signal", "stop", "target"])
