"""From files to a saved run and its report, all by the command line."""

import json
import sys
import threading
import webbrowser

import pytest

import engine as ob
from engine import compile_cache, first_run
from service.cli import demo as demo_verb
from service.cli import main

PEEKING = '''"""Knows tomorrow's close."""

from engine import F64, I8, BaseStrategy, Feature, SignalType, kernel


@kernel
def peek(close: F64, out: I8) -> None:
    for i in range(close.size - 1):
        if close[i + 1] > close[i]:
            out[i] = SignalType.BUY
        else:
            out[i] = SignalType.SELL


class Peek(BaseStrategy):
    signal = staticmethod(peek)

    def features(self) -> dict[str, Feature]:
        return {"close": Feature("close")}
'''


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    """A home folder of its own for each test, which runs in a folder with two markets."""
    monkeypatch.setenv("OPENBELL_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.chdir(tmp_path)
    ob.synthetic("trending", bars=400, seed=3).write_csv("spy.csv")
    ob.synthetic("ranging", bars=400, seed=4).write_parquet("qqq.parquet")
    return tmp_path / "home"


@pytest.fixture
def openbell(capsys):
    """openbell(line) -> exit code, stdout, stderr."""

    def run(line):
        code = main(line.split())
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_one_json_document_has_everything_of_the_contract(openbell):
    line = "backtest --strategy sma_cross --data spy.csv --set fast=5 slow=20 --cost percent=0.001"
    code, out, err = openbell(f"{line} --risk stop=percent --risk stop_value=0.02 --json")
    found = json.loads(out)
    assert code == 0
    assert "spy.csv: " in err
    keys = "run strategy params symbols bars start end capital metrics trades equity by_symbol"
    assert set(keys.split()) | {"warnings", "bracket", "certificate"} <= set(found)
    assert found["params"] == {"fast": 5, "slow": 20}
    assert found["symbols"] == ["SPY"]
    assert found["capital"] == 100_000.0
    assert found["bars"] == len(found["equity"]["ts"]) == len(found["equity"]["value"]) == 400
    assert {"symbol", "side", "entry_ts", "exit_reason"} <= set(found["trades"][0])
    assert found["refused"]
    assert {type(count) for count in found["refused"].values()} == {int}


def test_the_command_line_gives_the_numbers_of_python(openbell):
    line = "backtest --strategy momentum --data spy.csv QQ=qqq.parquet --capital 5000 --json"
    found = json.loads(openbell(f"{line} --from 2015-06-01 --to 2016-01-29 --risk-free 0.02")[1])
    frames = {"SPY": ob.read_bars("spy.csv"), "QQ": ob.read_bars("qqq.parquet")}
    days = {"start": "2015-06-01", "end": "2016-01-29"}
    same = ob.backtest(frames, "momentum", capital=5_000.0, risk_free=0.02, **days)
    assert found["run"] == same.run
    assert found["metrics"] == same.metrics
    assert found["equity"]["value"] == same.equity["value"].to_list()


def test_the_capital_of_the_settings_is_used_unless_given(openbell, monkeypatch):
    monkeypatch.setenv("OPENBELL_CAPITAL", "777")
    line = "backtest --strategy sma_cross --data spy.csv --json"
    assert json.loads(openbell(line)[1])["capital"] == 777.0
    assert json.loads(openbell(f"{line} --capital 888")[1])["capital"] == 888.0


def test_a_table_the_run_s_id_and_a_report_are_printed(openbell, tmp_path):
    line = "backtest --strategy sma_cross --data spy.csv --report out.html"
    code, out, err = openbell(line)
    assert code == 0
    assert "Total return" in out
    assert "Causality: " in out
    assert "is saved: openbell runs show " in out
    assert "wrote out.html" in err
    assert (tmp_path / "out.html").read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--strategy sma_cros --data spy.csv", "unknown strategy 'sma_cros': did you mean"),
        ("--strategy sma_cross --data spyy.csv", "spyy.csv"),
        ("--strategy sma_cross --data spy.csv SPY=qqq.parquet", "SPY"),
        ("--strategy sma_cross --data spy.csv --set fat=3", "no parameter 'fat': did you mean"),
        ("--strategy sma_cross --data spy.csv --set fast=0", "fast=0: must be an integer from 1"),
        ("--strategy sma_cross --data spy.csv --risk stop=percent", "needs stop_value"),
        ("--strategy sma_cross --data spy.csv --cost percent=7", "fractions"),
        ("--strategy sma_cross --data spy.csv --capital=-5", "capital=-5.0: must be"),
        ("--strategy sma_cross --data spy.csv --from 2031-01-01", "no bar from 2031-01-01"),
        ("--strategy sma_cross --data spy.csv --from monday", "must be a date"),
        ("--strategy sma_cross --data spy.csv --intrabar worst", "pessimistic"),
        ("--strategy none.py --data spy.csv", "no such strategy file"),
    ],
)
def test_bad_input_is_one_line_and_exit_2_and_saves_nothing(openbell, home, words, message):
    code, out, err = openbell(f"backtest {words}")
    assert (code, out) == (2, "")
    assert message in err.splitlines()[-1]
    assert "Traceback" not in err
    assert not (home / "runs").exists()


def test_rows_that_are_refused_are_told(openbell, tmp_path):
    text = (tmp_path / "spy.csv").read_text().splitlines()
    text[5] = text[5].split(",")[0] + ",1,0.5,2,1,7"
    (tmp_path / "spy.csv").write_text("\n".join(text))
    code, out, err = openbell("backtest --strategy sma_cross --data spy.csv --json")
    assert code == 0
    assert json.loads(out)["bars"] == 399
    assert "warning: refused: spy.csv: 1 of 400 rows, the first: " in err


def test_a_strategy_file_is_begun_checked_and_run(openbell, tmp_path):
    assert openbell("strategy new mine.py")[0] == 0
    assert openbell("strategy new mine.py")[0] == 2
    code, out, _ = openbell("strategy check mine.py --data spy.csv --set period=10")
    assert code == 0
    assert "no lookahead" in out
    code, out, _ = openbell("strategy show mine.py --json")
    assert [each["name"] for each in json.loads(out)["parameters"]] == ["period"]
    found = json.loads(openbell("backtest --strategy mine.py --data spy.csv --json")[1])
    code, out, _ = openbell(f"runs verify {found['run']}")
    assert (code, out) == (0, f"run {found['run']}: every number is the same\n")


def test_a_peeking_strategy_is_refused_and_marked_where_it_is_allowed(openbell, tmp_path):
    (tmp_path / "peek.py").write_text(PEEKING)
    code, out, _ = openbell("strategy check peek.py --json")
    assert code == 1
    assert json.loads(out)["passed"] is False
    code, out, err = openbell("backtest --strategy peek.py --data spy.csv")
    assert (code, out) == (2, "")
    assert "peek: refused: signal at bar " in err
    line = "backtest --strategy peek.py --data spy.csv --allow-lookahead --json"
    code, out, _ = openbell(line)
    found = json.loads(out)
    assert (code, found["lookahead"]) == (0, "found")
    assert found["warnings"][0].startswith("lookahead: ")


def test_saved_runs_are_listed_shown_compared_verified_and_reported(openbell, tmp_path):
    line = "backtest --strategy sma_cross --data spy.csv --json --set slow=20 fast={}"
    first, second = (json.loads(openbell(line.format(fast))[1])["run"] for fast in (5, 6))
    listed = json.loads(openbell("runs list --json")[1])["runs"]
    assert {each["run"] for each in listed} == {first, second}
    assert first[:8] in openbell("runs list")[1]
    shown = json.loads(openbell(f"runs show {first[:8]} --json")[1])
    assert shown["run"] == first
    assert len(shown["trades"]) == shown["metrics"]["trades"] + sum(
        each["exit_reason"] == "open" for each in shown["trades"]
    )
    assert "total_return" in openbell(f"runs show {first}")[1]
    compared = json.loads(openbell(f"runs compare {first} {second} --json")[1])
    assert compared["settings"] == {"legs.0.params.fast": [5, 6]}
    assert "legs.0.params.fast" in openbell(f"runs compare {first} {second}")[1]
    told = openbell(f"runs compare {first} {second} {first} --report c.html --json")
    assert json.loads(told[1])["settings"] == {"legs.0.params.fast": [5, 6, 5]}
    assert "wrote c.html" in told[2]
    assert "3 runs" in (tmp_path / "c.html").read_text(encoding="utf-8")
    assert json.loads(openbell(f"runs verify {first} --json")[1])["equal"] is True
    assert openbell(f"runs report {first} --to r.html")[0] == 0
    assert first in (tmp_path / "r.html").read_text()


def test_a_run_that_differs_exits_1(openbell, home):
    run = json.loads(openbell("backtest --strategy sma_cross --data spy.csv --json")[1])["run"]
    file = home / "runs" / run / "run.json"
    document = json.loads(file.read_text())
    document["metrics"]["sharpe"] = 99.0
    file.write_text(json.dumps(document))
    code, out, _ = openbell(f"runs verify {run}")
    assert code == 1
    assert "metric sharpe: saved 99.0, now " in out
    code, _, err = openbell(f"runs report {run} --to r.html")
    assert code == 0
    assert "warning: the numbers are no longer those saved" in err


def test_indicators_are_listed_and_shown(openbell):
    listed = json.loads(openbell("indicators --json")[1])["indicators"]
    assert {"sma", "rsi", "adx"} <= {each["name"] for each in listed}
    assert "bollinger(close, period=20" in openbell("indicators")[1]
    shown = json.loads(openbell("indicators adx --json")[1])
    assert shown["outputs"] == ["adx", "plus_di", "minus_di"]
    out = openbell("indicators adx")[1]
    assert "Wilder" in out
    assert "warm-up" in out
    code, _, err = openbell("indicators adxx")
    assert (code, err) == (2, "openbell: unknown indicator 'adxx': did you mean 'adx'?\n")


def test_strategies_are_listed_and_shown(openbell):
    listed = json.loads(openbell("strategy list --json")[1])["strategies"]
    assert {"sma_cross", "momentum"} <= {each["name"] for each in listed}
    out = openbell("strategy show momentum")[1]
    assert "an integer from 1" in out
    assert "adx(high, low, close, 14)" in out


def test_the_demo_runs_every_strategy_on_every_market_and_reports(openbell, home):
    code, out, _ = openbell("demo --once --json")
    found = json.loads(out)
    assert code == 0
    pairs = {(each["strategy"], each["market"]) for each in found["runs"]}
    assert len(pairs) == len(found["runs"]) >= 8
    assert len(list((home / "demo" / "reports").glob("*.html"))) == len(pairs)
    assert len(list((home / "runs").iterdir())) == len(pairs)
    again = json.loads(openbell("demo --json")[1])
    assert again == found
    assert f"The report of momentum on TREND: {found['report']}" in openbell("demo --once")[1]


def test_a_browser_is_used_where_there_is_a_screen_and_never_a_text_one(monkeypatch):
    graphical = webbrowser.GenericBrowser("firefox")
    text = webbrowser.GenericBrowser("/usr/bin/lynx")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "get", lambda: graphical)
    assert demo_verb._browser() is graphical
    monkeypatch.setattr(webbrowser, "get", lambda: text)
    assert demo_verb._browser() is None
    monkeypatch.setattr(webbrowser, "get", lambda: graphical)
    monkeypatch.delenv("DISPLAY")
    assert demo_verb._browser() is None


def test_a_browser_that_hangs_does_not_hang_the_demo(monkeypatch, tmp_path):
    stuck = threading.Event()
    browser = webbrowser.GenericBrowser("firefox")
    monkeypatch.setattr(browser, "open", lambda *_: stuck.wait())
    monkeypatch.setattr(demo_verb, "_browser", lambda: browser)
    monkeypatch.setattr(demo_verb, "PATIENCE_SECONDS", 0.01)
    assert demo_verb._opened(tmp_path / "report.html")
    stuck.set()


def test_an_empty_cache_is_announced_once(openbell, monkeypatch):
    started = []
    monkeypatch.setattr(compile_cache, "is_cold", lambda: True)
    monkeypatch.setattr(first_run, "_second_process", lambda: started.append("a process"))
    first_run._starts_cold.cache_clear()
    first_run._beside.cache_clear()
    line = "backtest --strategy sma_cross --data spy.csv --json"
    code, out, err = openbell(line)
    assert code == 0
    assert json.loads(out)["bars"] == 400
    assert err.count("compiling the engine, once on this machine") == 1
    first_run._beside().join()
    assert started == ["a process"]
    assert "compiling" not in openbell(line)[2]
    first_run._starts_cold.cache_clear()
    first_run._beside.cache_clear()


def test_warm_compiles_every_indicator_and_strategy(openbell):
    code, out, _ = openbell("warm --json")
    found = json.loads(out)
    assert code == 0
    assert found["steps"] >= len(json.loads(openbell("indicators --json")[1])["indicators"]) + 4
    assert found["seconds"] > 0.0
    assert found["directory"] == str(compile_cache.directory())
    assert "compiled" in openbell("warm")[1]


def test_a_number_is_one_setting_however_it_is_written(openbell):
    line = "backtest --strategy sma_cross --data spy.csv --risk fraction={} --json"
    runs = {json.loads(openbell(line.format(text))[1])["run"] for text in ("1", "1.0", "1e0")}
    assert len(runs) == 1
