"""Several runs in one report: curves on common time, differences, and the words of caution."""

import datetime
import json

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import engine as ob
from engine.backtest.report import compare_page, compare_tables
from engine.errors import ConfigError, RunError
from engine.runs import compare_report as compared_runs

from .compared_runs import compare_data, compared
from .report_data import DAY, METRICS, MINUTE, prices
from .test_report import HOSTILE, LOADING, Page


@pytest.fixture(scope="module")
def results():
    """Two backtests on the same bars, and one on others."""
    bars = {"SPY": prices(3, 400, DAY)}
    costs = {"percent": 0.001}
    return [
        ob.backtest(bars, "sma_cross", costs=costs, params={"fast": 5, "slow": 20}),
        ob.backtest(bars, "sma_cross", costs={"percent": 0.002}, params={"fast": 10, "slow": 20}),
        ob.backtest({"QQQ": prices(4, 300, DAY)}, "sma_cross", costs=costs),
    ]


def test_curves_are_a_hundred_where_the_common_time_begins():
    data = compare_data(compared("A", 1), compared("B", 2, size=200, first=50))
    drawn = compare_tables.curves(data)
    first, second = (np.array(run["index"]) for run in drawn["runs"])
    whole, part = (run.equity["value"].to_numpy() for run in data.runs)
    assert len(drawn["t"]) == 200
    assert_allclose(first, 100.0 * whole[50:250] / whole[49], rtol=1e-6)
    assert_allclose(second, 100.0 * part / 100_000.0, rtol=1e-6)
    assert "2024-02-20 to 2024-09-06" in compare_page.curves_note(data)


def test_runs_without_common_time_are_drawn_each_where_it_is():
    data = compare_data(compared("A", 1, size=50), compared("B", 2, size=50, first=100))
    drawn = compare_tables.curves(data)
    first, second = (run["index"] for run in drawn["runs"])
    assert first[50:] == [None] * 50
    assert second[:50] == [None] * 50
    assert "no time in common" in compare_page.curves_note(data)


def test_long_runs_are_thinned_and_keep_their_worst_mark():
    runs = [compared(label, seed, size=50_000, step=MINUTE) for seed, label in enumerate("AB")]
    drawn = compare_tables.curves(compare_data(*runs))
    assert len(drawn["t"]) < 6_000
    for run, curve in zip(runs, drawn["runs"], strict=True):
        assert_allclose(min(curve["index"]), run.equity["value"].min() / 1_000.0, rtol=1e-6)
    assert len(compare_page.render(compare_data(*runs)).encode()) < 1_000_000


@pytest.mark.parametrize(
    ("value", "first", "unit", "text"),
    [
        (0.30, 0.25, "fraction", "+5.00 pp"),
        (0.25, 0.25, "fraction", "the same"),
        (90.0, 100.5, "money", "-10.50"),
        (12, 10, "count", "+2"),
        (0.5, 1.0, "ratio", "-0.50"),
        (None, 1.0, "ratio", ""),
        (1.0, None, "ratio", ""),
    ],
)
def test_differences_are_written_in_their_unit(value, first, unit, text):
    assert compare_tables.difference(value, first, unit) == text


@pytest.mark.parametrize(
    ("value", "first", "better", "expected"),
    [
        (2.0, 1.0, "higher", "better"),
        (2.0, 1.0, "lower", "worse"),
        (1.0, 1.0, "lower", ""),
        (2.0, 1.0, None, ""),
        (None, 1.0, "higher", ""),
    ],
)
def test_better_depends_on_the_metric(value, first, better, expected):
    assert compare_tables.kind(value, first, better) == expected


@given(st.integers(0, 2**32 - 1), st.integers(20, 120), st.integers(0, 90))
def test_correlation_is_that_of_the_days_both_have(seed, size, first):
    runs = (compared("A", seed, size=120), compared("B", seed + 1, size=size, first=first))
    table = compare_tables.correlations(compare_data(*runs))
    own, other = (
        np.diff(run.equity["value"].to_numpy(), prepend=run.capital)
        / np.concatenate([[run.capital], run.equity["value"].to_numpy()[:-1]])
        for run in runs
    )
    both = min(120, first + size) - first
    expected = (
        "\N{EN DASH}"
        if both < 20
        else f"{np.corrcoef(own[first : first + both], other[:both])[0, 1]:z.2f}"
    )
    assert table == [["1.00", expected], [expected, "1.00"]]


def test_months_are_those_of_all_runs():
    data = compare_data(compared("A", 1, size=40), compared("B", 2, size=40, first=60))
    rows = compare_tables.calendar(data, "1mo")
    assert [row["title"] for row in rows] == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert [bool(row["cells"][0]["text"]) for row in rows] == [True, True, False, False]
    january = data.runs[0].equity.filter(pl.col("ts").dt.date() <= datetime.date(2024, 1, 31))
    growth = january["value"][-1] / 1_000.0 - 100.0
    assert rows[0]["cells"][0]["text"] == f"{growth:+z.1f}"


def test_what_makes_runs_hard_to_compare_is_said():
    one = compared("A", 1, bracket=(-0.02, 0.05))
    two = compared("B", 2, first=9, symbols=("QQQ",), capital=5e4, bracket=(0.04, 0.08))
    data = compare_data(one, two, settings={"data.SPY": ("aa", None)})
    said = " ".join(compare_page.cautions(data))
    for words in (
        "different times",
        "different symbols",
        "different capital",
        "Their data differ",
        "Whether A earned or lost",
        "The brackets of A and B overlap",
    ):
        assert words in said


def test_runs_that_differ_in_nothing_are_called_the_same():
    same = compared("A", 1, bracket=None)
    text = Page(compare_page.render(compare_data(same, same, settings={}))).text
    assert "these are the same run" in text
    assert "Before comparing them" not in text


def test_every_metric_stands_there_with_its_difference():
    runs = (compared("A", 1), compared("B", 2, metrics=METRICS | {"sharpe": 0.9043}))
    text = Page(compare_page.render(compare_data(*runs))).text
    assert "Sharpe ratio 0.65 0.90 +0.25" in text
    assert "Maximum drawdown 20.37% 20.37% the same" in text


def test_results_and_saved_runs_make_the_same_page(results, tmp_path):
    ids = [result.save(tmp_path) for result in results]
    fresh = ob.compare_report(results, tmp_path / "fresh.html")
    saved = ob.compare_report([ids[0], results[1], ids[2][:10]], tmp_path / "saved.html", tmp_path)
    assert fresh.read_bytes() == saved.read_bytes()
    text = Page(fresh.read_text(encoding="utf-8")).text
    assert "3 runs side by side" in text
    assert "params.fast 5 10 20" in text
    assert "costs.percent 0.001 0.002 0.001" in text


def test_settings_and_data_that_are_alike_are_not_listed(results):
    first, second = (compared_runs.compare_data(results[:2]).settings, results)
    assert set(first) == {"params.fast", "costs.percent"}
    assert "data.SPY" in compared_runs.compare_data([second[0], second[2]]).settings


@pytest.mark.parametrize("runs", [[], ["ab"], "abcd", ["ab"] * 9])
def test_two_to_eight_runs_are_compared(runs, tmp_path):
    with pytest.raises(ConfigError, match="takes 2 to 8 runs"):
        ob.compare_report(runs, tmp_path / "out.html")


def test_an_unknown_run_is_refused(tmp_path):
    with pytest.raises(RunError, match="no run abcd"):
        ob.compare_report(["abcd", "abce"], tmp_path / "out.html", tmp_path)


def test_hostile_names_are_words_and_nothing_loads():
    hostile = compared("A", 1, strategy=HOSTILE, run=HOSTILE, symbols=(HOSTILE,))
    hostile_too = compared("B", 2, interval=HOSTILE, warnings=(HOSTILE,), certificate=HOSTILE)
    data = compare_data(hostile, hostile_too, settings={HOSTILE: (HOSTILE, [HOSTILE])})
    attacked, plain = Page(compare_page.render(data)), Page(compare_page.render(compare_data()))
    assert len(attacked.scripts) == 3
    assert attacked.scripts[1:] == plain.scripts[1:]
    assert json.loads(attacked.scripts[0])["compare"]["runs"][0]["name"] == f"A {HOSTILE}"
    assert {"img", "iframe", "object"}.isdisjoint(tag for tag, _ in attacked.tags)
    loads = [
        value
        for tag, names in attacked.tags
        for name, value in names.items()
        if name in LOADING and tag != "a"
    ]
    assert loads == ["data:,"]
