"""`backtest --export`, `runs export` and `runs compat`: files and views of a run."""

import json
import sys
from typing import Literal, get_args

import polars as pl
import pytest

import engine as ob
from engine.backtest.compat import LIBRARIES, Library
from engine.backtest.exports import Format, Table
from service.cli import main, runs_compat, runs_export

LINE = "backtest --strategy sma_cross --data spy.csv --set fast=5 slow=20"


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    """A home folder of its own for each test, which runs in a folder with a market."""
    monkeypatch.setenv("OPENBELL_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.chdir(tmp_path)
    ob.synthetic("trending", bars=400, seed=3).write_csv("spy.csv")
    return tmp_path / "home"


@pytest.fixture
def openbell(capsys):
    """openbell(line) -> exit code, stdout, stderr."""

    def run(line):
        code = main(line.split())
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_a_backtest_exports_its_tables_and_still_prints_one_document(openbell, tmp_path):
    plain = openbell(f"{LINE} --json")[1]
    code, out, err = openbell(f"{LINE} --export out --json")
    assert (code, out) == (0, plain)
    assert "wrote 8 tables to out" in err
    assert sorted(file.stem for file in (tmp_path / "out").iterdir()) == sorted(get_args(Table))
    assert pl.read_csv("out/trades.csv").height == len(json.loads(out)["trades"])


def test_a_saved_run_exports_the_same_tables_later(openbell, tmp_path):
    run = json.loads(openbell(f"{LINE} --export one --format parquet --json")[1])["run"]
    answer = json.loads(openbell(f"runs export {run} two --format parquet --json")[1])
    assert (answer["run"], answer["differences"]) == (run, [])
    assert answer["files"] == [f"two/{name}.parquet" for name in get_args(Table)]
    for name in get_args(Table):
        one, two = (pl.read_parquet(f"{folder}/{name}.parquet") for folder in ("one", "two"))
        assert one.equals(two)
    assert "wrote three/trades.csv" in openbell(f"runs export {run} three")[1]


def test_a_saved_run_is_shown_as_other_libraries_count(openbell):
    run = json.loads(openbell(f"{LINE} --json")[1])["run"]
    code, out, _ = openbell(f"runs compat {run}")
    assert code == 0
    assert out.split()[: 2 + len(LIBRARIES)] == ["metric", "openbell", *LIBRARIES]
    answer = json.loads(openbell(f"runs compat {run} --json")[1])
    assert (answer["run"], list(answer["values"])) == (run, list(LIBRARIES))
    assert {name: set(each) for name, each in answer["values"].items()} == {
        name: set(each) for name, each in answer["definitions"].items()
    }
    one = openbell(f"runs compat {run} --library backtesting.py")[1]
    assert "Kelly Criterion" in one
    assert json.loads(openbell(f"runs compat {run} --library freqtrade --json")[1])["values"] == {
        "freqtrade": answer["values"]["freqtrade"]
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (f"{LINE} --format csv", "--format csv: --export FOLDER says where such files go"),
        (f"{LINE} --export spy.csv", "--export spy.csv: that is a file; name a folder"),
        (f"{LINE} --export out --format xls", "'xls' is not one of 'csv', 'parquet', 'arrow'"),
        ("runs export 1234 out", "no run 1234 in"),
        ("runs compat 1234", "no run 1234 in"),
        ("runs compat 1234 --library zipline", "'zipline' is not one of 'empyrical', 'quantstats'"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(openbell, line, message):
    code, out, err = openbell(line)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.strip().splitlines()) == 1


def test_the_choices_are_those_of_the_engine():
    choice, *_ = get_args(runs_compat.compat.__annotations__["library"])
    assert get_args(choice) == (Literal[get_args(Library)], type(None))
    assert get_args(runs_export.Format) == get_args(Format)
