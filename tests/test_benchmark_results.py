"""A record of pytest-benchmark becomes the tables of results.md."""

import importlib.util

import pytest


@pytest.fixture(scope="module")
def results(root):
    """The script that `make bench` runs."""
    spec = importlib.util.spec_from_file_location("results", root / "benchmarks" / "results.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def record(monkeypatch, results):
    """What pytest-benchmark writes, reduced to what is read."""
    monkeypatch.setattr(results, "version", lambda name: "1.2.3")
    return {
        "datetime": "2026-11-24T13:33:00+00:00",
        "machine_info": {
            "cpu": {"brand_raw": "A processor", "count": 2},
            "system": "Linux",
            "machine": "x86_64",
            "processor": "",
            "python_version": "3.11.7",
        },
        "benchmarks": [
            {
                "name": "bench_one_symbol",
                "fullname": "benchmarks/bench_bar_step.py::bench_one_symbol",
                "stats": {"median": 0.0123, "iqr": 0.00004, "rounds": 9},
                "extra_info": {"bars": 1_000_000, "times_a_plain_loop": 2.5},
            }
        ],
    }


def test_a_row_states_median_spread_rounds_time_a_bar_and_remarks(results, record):
    row = "| one_symbol | 12.3 ms | 40 µs | 9 | 12.3 ns | times a plain loop 2.5 |"
    assert row in results.document(record)


def test_the_document_states_machine_versions_and_date(results, record):
    text = results.document(record)
    assert "- date: 2026-11-24\n" in text
    assert "A processor, 2 processors, Linux x86_64" in text
    assert "Python 3.11.7, openbell 1.2.3" in text
    assert "## bar step\n" in text


@pytest.mark.parametrize(
    ("seconds", "text"), [(2.0, "2 s"), (0.5, "500 ms"), (1.5e-5, "15 µs"), (3e-10, "0.3 ns")]
)
def test_a_duration_takes_the_unit_that_suits(results, seconds, text):
    assert results.duration(seconds) == text


def compared(name, bars, nanoseconds, **ratios):
    """A record of one indicator beside its peers."""
    return {
        "name": f"test_indicator[{name}-{bars}]",
        "fullname": "benchmarks/bench_indicators.py::test_indicator",
        "stats": {"median": nanoseconds * bars / 1e9, "iqr": 0.0, "rounds": 9},
        "extra_info": {"indicator": name, "bars": bars, "ratios": ratios},
    }


def test_indicators_are_one_table_with_their_peers_and_a_summary(results, record):
    record["benchmarks"] = [
        compared("sma", 10_000, 2.5, **{"TA-Lib": 1.25, "polars": 0.5}),
        compared("sma", 1_000_000, 2.0, **{"TA-Lib": 1.5}),
        compared("rsi", 10_000, 3.0, **{"TA-Lib": 0.75, "tulip": 0.5}),
        compared("rsi", 1_000_000, 3.25, **{"TA-Lib": 0.5}),
        {
            "name": "test_one_more_bar[sma]",
            "fullname": "benchmarks/bench_indicators.py::test_one_more_bar",
            "stats": {"median": 1.25e-5, "iqr": 0.0, "rounds": 9},
            "extra_info": {"indicator": "sma", "history": 5_000},
        },
    ]
    text = results.document(record)
    assert "| sma | 2.5 | 1.25 |  | 0.50 |  | 2 | 1.50 |  |  |  |" in text
    assert "| rsi | 3 | 0.75 | 0.50 |  |  | 3.25 | 0.50 |  |  |  |" in text
    assert "- 10,000 bars: median ratio to TA-Lib over 2 indicators 1.00; highest: sma 1.25" in text
    assert "feed with 5,000 bars of history" in text
    assert "| sma | 12.5 |" in text


def test_the_readme_shows_the_table_of_the_libraries_as_it_was_made(root):
    table = (root / "benchmarks" / "libraries.md").read_text(encoding="utf-8")
    readme = (root / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("<!-- libraries -->\n")[2].partition("<!-- /libraries -->")[0]
    assert shown == table
    names = ("openbell", "backtesting", "vectorbt", "nautilus_trader", "backtrader")
    assert [table.count(f"| {name} ") for name in names] == [2] * 5
