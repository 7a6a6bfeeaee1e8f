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
