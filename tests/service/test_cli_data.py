"""The bar store by the command line."""

import json
import sys

import polars as pl
import pytest

import engine as ob
from engine.data.store import Store
from service.cli import main


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    """A home folder of its own for each test, which runs in an empty folder."""
    monkeypatch.setenv("OPENBELL_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def openbell(capsys):
    """openbell(line) -> exit code, stdout, stderr."""

    def run(line):
        code = main(line.split())
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_an_empty_store_says_how_to_fill_it(openbell):
    assert openbell("data list")[1].startswith("The store is empty: openbell data import")
    assert json.loads(openbell("data list --json")[1]) == {"series": []}


def test_a_made_up_market_is_stored_listed_shown_exported_and_removed(openbell, tmp_path):
    code, out, _ = openbell("data synth --symbol M --recipe intraday --bars 300 --seed 5")
    assert (code, out) == (0, "stored 300 made-up bars of 1m as M\n")
    (row,) = json.loads(openbell("data list --json")[1])["series"]
    assert (row["symbol"], row["interval"], row["rows"], row["adjusted"]) == ("M", "1m", 300, "yes")
    assert row["first"] == "2015-01-01 14:30"
    assert row["imported"] > "2026"
    shown = json.loads(openbell("data show M --json")[1])
    assert shown["fingerprint"] == row["fingerprint"]
    assert [len(shown[key]) for key in ("head", "tail")] == [5, 5]
    assert "first bars" in openbell("data show M@1m")[1]
    assert openbell("data export M out.parquet")[0] == 0
    assert json.loads(openbell("data export M out.csv --json")[1])["rows"] == 300
    stored = Store().frame("M")
    assert pl.read_parquet("out.parquet").equals(stored)
    assert ob.read_bars("out.csv").equals(stored)
    assert openbell("data rm M")[1] == "removed M 1m: 300 bars\n"
    assert openbell("data rm M")[0] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "out.csv", "out.parquet"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("data show NIX", "NIX is not stored: did you mean 'NIXE'?"),
        ("data show NIXE@5m", "NIXE has no bars of 5m; it is stored as 1d"),
        ("data show ../etc", "symbol '../etc' cannot be used"),
        ("data export NIXE out.xls", "name a file that ends with .csv, .parquet or .arrow"),
        ("data export NIXE no/such/out.csv", "out.csv: cannot be written (No such file"),
        ("data synth --recipe wild", "'wild' is not one of 'trending'"),
        ("data synth --bars 0", "bars"),
        ("data lst", "No such command 'lst': did you mean 'list'?"),
    ],
)
def test_bad_input_is_answered_in_one_line(openbell, line, message):
    openbell("data synth --symbol NIXE --bars 20")
    code, out, err = openbell(line)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_stored_symbols_and_watchlists_are_data(openbell, tmp_path):
    openbell("data synth --symbol A --bars 300")
    openbell("data synth --symbol B --bars 300 --seed 2")
    (tmp_path / "list.txt").write_text("# two\nA\nB@1d  # the second\n\n")
    one = json.loads(openbell("backtest --strategy sma_cross --data A --json")[1])
    assert (one["symbols"], one["bars"]) == (["A"], 300)
    (tmp_path / "bom.txt").write_text("\ufeffA\n", encoding="utf-8")
    marked = json.loads(openbell("backtest --strategy sma_cross --data @bom.txt --json")[1])
    assert marked["symbols"] == ["A"]
    both = json.loads(openbell("backtest --strategy sma_cross --data @list.txt --json")[1])
    assert both["symbols"] == ["A", "B"]
    Store().frame("B").write_csv("c.csv")
    mixed = json.loads(openbell("backtest --strategy sma_cross --data A c.csv --json")[1])
    assert mixed["symbols"] == ["A", "C"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("@none.txt", "none.txt: no watchlist can be read (No such file"),
        ("@empty.txt", "empty.txt: names no symbol: write one a line"),
        ("@wrong.txt", "wrong.txt:2: symbol '../x' cannot be used"),
        ("@twice.txt", "A is named twice: name it once"),
        ("A a.csv", "a.csv: A is stored already: name one, for example A2=a.csv"),
        ("gone.csv", "gone.csv: there is no such file: check the path"),
        ("X=no/gone.csv", "gone.csv: there is no such file: check the path"),
        ("X=", "X=: there is no file after =: write X=path/to/file.csv"),
        ("AA", "AA is not stored: did you mean 'A'?"),
    ],
)
def test_data_that_is_not_there_is_named(openbell, tmp_path, data, message):
    openbell("data synth --symbol A --bars 300")
    Store().frame("A").write_csv("a.csv")
    (tmp_path / "empty.txt").write_text("# nothing\n")
    (tmp_path / "wrong.txt").write_text("A\n../x\n")
    (tmp_path / "twice.txt").write_text("A\nA\n")
    code, out, err = openbell(f"backtest --strategy sma_cross --data {data}")
    assert (code, out) == (2, "")
    assert message in err.splitlines()[-1]


ROWS = "date,open,high,low,close,volume\n" + "".join(
    f"2024-01-0{day},10,12,9,10,100\n" for day in range(1, 6)
)


def test_an_import_prints_the_document_of_the_contract(openbell, tmp_path):
    (tmp_path / "x.csv").write_text(ROWS + "2024-01-08,10,9,9,10,100\n")
    code, out, err = openbell("data import x.csv --symbol SPY --adjusted yes --json")
    found = json.loads(out)
    assert code == 0
    assert (found["symbol"], found["interval"]) == ("SPY", "1d")
    counts = [found[f"rows_{name}"] for name in ("read", "stored", "fixed", "refused")]
    assert counts == [6, 5, 0, 1]
    problem = {"row": 6, "column": "high", "value": "9", "problem": "is below open or close"}
    assert found["problems"][0] | problem == found["problems"][0]
    assert "interval 1d" in err
    assert json.loads(openbell("data show SPY --json")[1])["adjusted"] == "yes"


def test_an_import_for_a_reader_lists_what_was_refused(openbell, tmp_path):
    (tmp_path / "spy.csv").write_text(ROWS + "2024-01-08,10,9,9,10,100\n")
    code, out, _ = openbell("data import spy.csv")
    assert code == 0
    assert "refused: row 6, column high: '9' is below open or close" in out
    assert "all 1 refused rows of SPY: " in out


def test_columns_are_named_and_several_files_are_one_import(openbell, tmp_path):
    renamed = ROWS.replace("date,", "when,").replace("close", "last")
    (tmp_path / "a.csv").write_text(renamed)
    (tmp_path / "b.csv").write_text(renamed)
    code, out, _ = openbell("data import a.csv b.csv --map when=ts,last=close --json")
    assert code == 0
    assert [each["symbol"] for each in json.loads(out)["imports"]] == ["A", "B"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("data import gone.csv", "gone.csv: there is no such file"),
        ("data import empty.csv", "empty.csv"),
        ("data import x.csv --map date", "--map date: must be NAME=VALUE"),
        ("data import x.csv --map date=when", "'date' cannot become 'when'"),
        ("data import x.csv --tz Mars/Base", "time zone 'Mars/Base' is not known"),
        ("data import x.csv --symbol ../x", "symbol '../x' cannot be used"),
        ("data import x.csv --tick -1", "tick -1.0 must be 0 (none) or a finite step"),
        ("data import x.csv --adjusted maybe", "'maybe' is not one of"),
        ("data import bad.csv --strict", "nothing is stored, as --strict asks"),
        ("data download SPY --source yahooo", "'yahooo' is not known: did you mean 'yahoo'"),
        ("data download SPY --source alpha_vantage", "OPENBELL_ALPHA_VANTAGE_KEY"),
        ("data download SPY --source stooq --from x", "--from x: is no date: write it like"),
        ("data actions SPY gone.csv", "gone.csv"),
    ],
)
def test_an_import_that_cannot_be_is_one_line(openbell, tmp_path, line, message):
    (tmp_path / "x.csv").write_text(ROWS)
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "bad.csv").write_text(ROWS + "2024-01-08,10,9,9,10,100\n")
    code, out, err = openbell(line)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1


def test_actions_are_kept_shown_and_used(openbell, tmp_path):
    (tmp_path / "spy.csv").write_text(ROWS)
    (tmp_path / "actions.csv").write_text("date,kind,value\n2024-01-04,split,2\n")
    openbell("data import spy.csv --adjusted no")
    assert "No actions of SPY are kept" in openbell("data actions SPY")[1]
    code, out, _ = openbell("data actions SPY actions.csv")
    assert code == 0
    assert "2024-01-04" in out
    found = json.loads(openbell("data actions SPY --json")[1])
    assert found["splits"] == [{"date": "2024-01-04", "ratio": 2.0}]
    _, _, err = openbell("backtest --strategy sma_cross --data SPY")
    assert "SPY: prices are adjusted by what is kept with them (splits: 1, dividends: 0)" in err


def test_data_is_checked_graded_and_carried_into_the_run(openbell, tmp_path):
    frame = ob.synthetic("trending", bars=300)
    frame.write_csv("good.csv")
    wrong = frame.with_columns(
        low=pl.when(pl.int_range(pl.len()) == 200).then(1.0).otherwise("low")
    )
    wrong.write_csv("bad.csv")
    code, out, _ = openbell("data check good.csv --json")
    assert (code, json.loads(out)["grade"]) == (0, "A")
    code, out, _ = openbell("data check bad.csv --against good.csv")
    assert code == 0
    assert "BAD 1d: grade B, 300 bars" in out
    assert "bad_print" in out
    run = json.loads(openbell("backtest --strategy sma_cross --data bad.csv --json")[1])
    assert any(line.startswith("data: BAD has grade B: prices that") for line in run["warnings"])
    assert openbell("backtest --strategy sma_cross --data bad.csv --strict-data")[0] == 0
    halves = frame.with_columns(
        pl.when(pl.int_range(pl.len()) // 100 % 2 == 1).then(pl.col(n) / 2).otherwise(n).alias(n)
        for n in ("open", "high", "low", "close")
    )
    halves.write_csv("worse.csv")
    assert openbell("data check worse.csv")[0] == 1
    code, out, err = openbell("backtest --strategy sma_cross --data worse.csv --strict-data")
    assert (code, out) == (2, "")
    assert "WORSE has grade D" in err
    openbell("data import bad.csv --symbol STORED")
    assert json.loads(openbell("data check STORED good.csv --json")[1])["checks"][0]["grade"] == "B"


def test_a_run_is_graded_by_the_calendar_that_it_is_given(openbell):
    days = ob.synthetic("trending", bars=300, start="2024-01-01")
    days.filter(~pl.int_range(pl.len()).is_between(100, 103)).write_csv("gap.csv")
    line = "backtest --strategy sma_cross --data gap.csv --json"
    guessed = json.loads(openbell(line)[1])["warnings"]
    assert not any(each.startswith("data: ") for each in guessed)
    known = json.loads(openbell(f"{line} --calendar XNYS")[1])["warnings"]
    assert any("missing bars of XNYS" in each for each in known)
