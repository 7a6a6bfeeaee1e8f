"""What a review tried: each ends in one line, or in a refusal, never in a wrong number."""

import json
import shlex
import subprocess

import msgspec
import numpy as np
import polars as pl
import pytest

import engine as ob
from engine import first_run
from engine.data import arrow
from engine.data.synthetic import synthetic
from engine.runs import store
from engine.strategies.template import new
from service.cli import main

from .small_markets import BUY, SELL, flat, market, run

BARS = synthetic("trending", bars=300, seed=5)


def test_a_short_that_slippage_would_fill_at_nothing_is_refused():
    result = run(
        market(flat(0.004, 0.004, 0.004), {0: SELL}),
        allow_short=True,
        costs={"slippage_bps": 1.0},
        instruments={"A": ob.Instrument(symbol="A", tick=0.01)},
    )
    assert result.trades.is_empty()
    assert result.refused["reason"].to_list() == ["too_small"]
    assert np.isfinite(result.equity["value"].to_numpy()).all()


def test_prices_at_the_edge_of_floating_point_buy_nothing_infinite():
    result = run(market(flat(1e-320, 1e-320, 1e-320), {0: BUY}))
    assert np.isfinite(result.equity["value"].to_numpy()).all()
    assert np.isfinite(result.benchmark["value"].to_numpy()).all()


@pytest.mark.parametrize(
    "settings",
    [
        {"risk": {"stop": "none"}},
        {"risk": {"allow_short": True, "stop_value": 2.0}, "costs": {"percent": 0.001}},
        {"params": {"fast": 5, "roc_threshold": 0.123456789}, "risk_free": 0.0123456789},
        {"start": "2015-06-01", "end": "2015-12-31", "capital": 12_345.678},
    ],
)
@pytest.mark.parametrize("own", [False, True])
def test_the_command_that_a_report_shows_makes_the_same_run(
    settings, own, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    if own:
        settings = {key: value for key, value in settings.items() if key != "params"}
    strategy = str(new("mine.py")) if own else "momentum"
    BARS.write_csv("bars.csv")
    result = ob.backtest({"A": ob.read_bars("bars.csv")}, strategy, **settings)
    command = result.report_data().reproduce[1].replace("FILE", "bars.csv")
    capsys.readouterr()
    assert main([*shlex.split(command)[1:], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["run"] == result.run


def test_a_run_whose_record_names_a_file_elsewhere_is_not_loaded(tmp_path):
    result = ob.backtest({"A": BARS}, "sma_cross")
    run_id = store.save(result, tmp_path)
    outside = tmp_path / "evil.py"
    outside.write_text("raise SystemExit('executed')")
    file = tmp_path / "runs" / run_id / "run.json"
    record = msgspec.json.decode(file.read_bytes())
    for entry in (f"{outside}:SmaCross", "../../../evil.py:SmaCross", "0/../../../../evil.py:X"):
        record["sources"] = [entry]
        file.write_bytes(msgspec.json.encode(record))
        with pytest.raises(ob.RunError, match="outside the run"):
            store.load(run_id, tmp_path).strategy_file(0)


def test_a_second_process_runs_no_module_of_the_current_folder(tmp_path, monkeypatch):
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "__init__.py").write_text(
        "import pathlib; pathlib.Path('executed').touch()"
    )
    monkeypatch.chdir(tmp_path)
    words = []
    monkeypatch.setattr(first_run.subprocess, "run", lambda call, **_: words.extend(call))
    first_run._second_process()
    assert words[1] == "-P"
    subprocess.run([words[0], "-P", "-c", "import engine"], check=True)
    assert not (tmp_path / "executed").exists()


def test_a_header_beyond_reason_is_one_error(tmp_path):
    file = tmp_path / "wide.csv"
    file.write_text("date," + "o" * 200_000 + ",high,low,close\n2020-01-01,1,1,1,1\n")
    with pytest.raises(ob.DataError, match="cannot be read: the first line has more"):
        ob.read_bars(file)


def test_a_parquet_file_that_unpacks_beyond_the_limit_is_not_read(tmp_path, monkeypatch):
    file = tmp_path / "bomb.parquet"
    columns = {name: [1.0] * 200_000 for name in ("ts", "open", "high", "low", "close")}
    pl.DataFrame(columns).write_parquet(file)
    monkeypatch.setattr(arrow, "LARGEST", 1_000_000)
    assert file.stat().st_size < 1_000_000
    with pytest.raises(ob.DataError, match="unpacks to"):
        ob.read_bars(file)


@pytest.mark.parametrize(
    "settings",
    [
        {"instruments": {"B": ob.Instrument(symbol="B")}},
        {"instruments": {"A": ob.Instrument(symbol="B")}},
        {"intrabar": "abc"},
        {"capital": "x"},
        {"risk_free": "x"},
    ],
)
def test_settings_that_cannot_be_are_one_error(settings):
    with pytest.raises(ob.OpenbellError):
        ob.backtest({"A": BARS}, "sma_cross", **settings)


@pytest.mark.parametrize(
    "columns",
    [
        {"signals": [[1], [1, 2]]},
        {"signals": [0] * 300, "strength": ["a"] * 300},
        {"signals": ["buy"] * 300},
    ],
)
def test_columns_that_cannot_be_are_one_error(columns):
    with pytest.raises(ob.ParameterError):
        ob.backtest(BARS, **columns)
