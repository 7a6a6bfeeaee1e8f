"""The table of print(result) and the notebook's summary: complete, aligned, harmless."""

import subprocess
import sys
from xml.etree import ElementTree

import msgspec
import numpy as np
import polars as pl
import pytest

from engine.backtest import summary
from engine.backtest.metrics import CATALOG
from engine.backtest.report import figures
from engine.backtest.report.picture import Picture

from .report_data import METRICS, MINUTE, report_data

SVG = "{http://www.w3.org/2000/svg}"


def test_the_table_says_what_was_run_and_shows_every_metric():
    text = summary.table(report_data())
    assert text.startswith("sma_cross on GOOG\n2024-01-01 to 2026-01-25, 756 bars of 1d, capital")
    assert "fast=20, slow=100" in text
    titles = [summary.SHORT.get(key, CATALOG[key].title) for key in METRICS]
    assert [title for title in titles if f"  {title} " not in text] == []


def test_no_title_of_the_catalogue_is_cut():
    values = {key: 12_345.678 for key in CATALOG if CATALOG[key].unit == "sessions"}
    text = summary.table(report_data(metrics=dict.fromkeys(CATALOG, 0.98765) | values))
    titles = [summary.SHORT.get(key, row.title) for key, row in CATALOG.items()]
    assert [title for title in titles if f"  {title} " not in text] == []


def test_units_are_written_out_and_the_undefined_is_a_dash():
    text = summary.table(report_data())
    assert "Total return                   23.45%    Buy and hold" in text
    assert f"Deepest recovered in                {figures.NOTHING}" in text
    assert "1,234.56" in text


def test_the_table_ends_with_bracket_certificate_refusals_and_warnings():
    text = " ".join(summary.table(report_data()).split())
    assert "between +23.45% and +28.11% (7 ambiguous bars; not a bound)." in text
    assert "Causality: checked: 312 cuts" in text
    assert "Signals without an order: already_long 15, warm_up 10, no_cash 5" in text
    assert text.endswith("Warning: " + report_data().warnings[0])


@pytest.mark.parametrize("count", [1, 2, 40, 500])
def test_no_line_is_wider_than_eighty_columns(count):
    symbols = tuple(f"SYMBOL{k}" for k in range(count))
    data = report_data(size=3, count=0, symbols=symbols, warnings=("word " * 60,))
    huge = dict.fromkeys(METRICS, 123_456_789_012.3456)
    lines = summary.table(report_data(symbols=symbols, size=3, count=0, metrics=huge)).splitlines()
    lines += summary.table(data).splitlines()
    assert max(map(len, lines)) <= 80


def test_a_name_cannot_steer_the_terminal():
    text = summary.table(report_data(strategy="\x1b[2Jx\r\n", warnings=("\x1b]0;title\x07",)))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\r" not in text


def test_the_notebook_shows_figures_and_a_curve_without_script():
    text = summary.notebook(report_data())
    assert "<svg" in text
    assert "23.45%" in text
    assert "<script" not in text
    assert "⚠ adjusted" in text


def test_the_notebook_escapes_names():
    hostile = "<script>alert(1)</script>"
    text = summary.notebook(report_data(strategy=hostile, warnings=(hostile,), symbols=(hostile,)))
    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 3


def test_the_picture_is_well_formed_and_inside_its_frame():
    data = report_data()
    picture = ElementTree.fromstring(summary.equity_svg(data.equity, data.benchmark))  # noqa: S314
    curves = picture.findall(f"{SVG}polyline")
    assert len(curves) == 2
    pairs = [pair.split(",") for curve in curves for pair in curve.attrib["points"].split()]
    x, y = np.array(pairs, dtype=float).T
    assert x.min() >= 0.0
    assert x.max() <= 640.0
    assert y.min() >= 16.0
    assert y.max() <= 164.0


def test_a_notebook_can_show_the_picture_alone():
    drawn = Picture(summary.equity_svg(report_data().equity))
    assert drawn._repr_svg_() == str(drawn)
    assert str(drawn).startswith("<svg")


def test_the_picture_of_a_long_run_stays_small():
    data = report_data(size=100_000, step=MINUTE, count=0)
    assert len(summary.equity_svg(data.equity, data.benchmark)) < 40_000


@pytest.mark.parametrize("values", [[], [100.0], [100.0, 100.0], [float("nan"), 100.0]])
def test_the_picture_of_next_to_nothing_is_still_a_picture(values):
    frame = pl.DataFrame({"value": pl.Series(values, dtype=pl.Float64)})
    ElementTree.fromstring(summary.equity_svg(frame))  # noqa: S314


def test_the_table_needs_neither_polars_nor_a_template_engine():
    code = (
        "import sys; import engine.backtest.summary;"
        "print([n for n in ('jinja2', 'polars', 'numba') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_stands_at_the_end_is_told_apart_from_the_trades():
    data = report_data()
    standing = data.trades.filter(pl.col("exit_ts").is_null())
    line = next((line for line in summary.table(data).splitlines() if "Open at" in line), "")
    assert line.startswith("Open at the end: 1 position, ") == (standing.height == 1)
    closed = msgspec.structs.replace(data, trades=data.trades.drop_nulls("exit_ts"))
    assert "Open at the end" not in summary.table(closed)
