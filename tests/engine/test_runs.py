"""A saved run is complete, is written once, and gives every number again."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
import polars as pl
import pytest

import engine as ob
from engine.errors import RunError
from engine.runs import store
from engine.runs.compare import compare, settings_of
from engine.runs.record import TABLES, different_numbers, different_rows
from engine.runs.verify import again, verify
from engine.strategies.template import new

RISK = {"stop": "percent", "stop_value": 0.03, "target": "r", "target_value": 1.0}
COSTS = {"percent": 0.001, "slippage_bps": 2.0}
WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
GOLDEN = Path(__file__).parents[1] / "golden" / "run-v1"
GOLDEN_RUN = "73c380c6ba0e3b84"


@pytest.fixture(scope="module")
def bars():
    return ob.synthetic("jumps", bars=400, seed=5)


@pytest.fixture(scope="module")
def result(bars):
    params = {"fast": 5, "slow": 20}
    return ob.backtest({"JMP": bars}, "sma_cross", params=params, risk=RISK, costs=COSTS)


@pytest.fixture
def saved(result, tmp_path):
    store.save(result, tmp_path, WHEN)
    return store.load(result.run, tmp_path)


def contents(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def edit(saved, **changes):
    """Change the stored record as a careless hand, or another version, might."""
    file = saved.folder / "run.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def test_everything_of_a_result_is_saved(result, saved):
    assert saved.record.metrics == result.metrics
    assert saved.record.created == WHEN
    assert saved.record.warnings == result.warnings
    assert saved.record.certificate == result.certificate
    assert saved.record.data == result.fingerprints
    assert saved.record.versions["numpy"] == np.__version__
    assert [name for name in TABLES if not saved.table(name).equals(getattr(result, name))] == []
    assert saved.bars("JMP").equals(result.bars["JMP"])
    assert saved.signals() is None
    assert saved.record.sources == (None,)


def test_nothing_is_written_before_save(bars, monkeypatch, tmp_path):
    monkeypatch.setenv("OPENBELL_HOME", str(tmp_path / "home"))
    result = ob.backtest(bars, "sma_cross")
    _ = result.metrics, result.run, result.bracket, result.trades, result.fingerprints
    assert not (tmp_path / "home" / "runs").exists()
    assert store.load(result.save()).record.run == result.run


def test_row_44_a_second_save_of_the_same_content_is_a_no_op(result, saved, tmp_path):
    before = contents(tmp_path)
    assert store.save(result, tmp_path) == result.run
    assert contents(tmp_path) == before


def test_row_44_a_second_save_with_other_numbers_is_refused_by_version(result, saved, tmp_path):
    versions = saved.record.versions | {"numba": "0.1"}
    edit(saved, metrics=saved.record.metrics | {"sharpe": 9.0}, versions=versions)
    with pytest.raises(RunError, match=r"metric sharpe: saved 9\.0, now .* made by .*numba 0\.1"):
        store.save(result, tmp_path)


def test_row_44_versions_are_recorded_and_no_part_of_the_id(result, saved, tmp_path):
    edit(saved, versions=saved.record.versions | {"numba": "0.1"})
    assert store.save(result, tmp_path) == result.run
    found = verify(result.run, tmp_path)
    assert found.equal
    (line,) = found.versions
    assert line.startswith("version of numba: saved 0.1, now ")


def test_a_run_is_verified_from_its_own_bars_code_and_settings(result, saved, tmp_path):
    found = verify(result.run[:6], tmp_path)
    assert (found.run, found.equal, found.differences) == (result.run, True, ())


def test_one_bit_of_equity_is_noticed(result, saved, tmp_path):
    equity = saved.table("equity")
    value = equity["value"].to_numpy().copy()
    value[100] = np.nextafter(value[100], np.inf)
    equity.with_columns(value=pl.Series(value)).write_parquet(saved.folder / "equity.parquet")
    found = verify(result.run, tmp_path)
    assert not found.equal
    assert found.differences[0].startswith("equity row 101, value: saved ")


def test_a_trade_and_a_metric_that_differ_are_named(result, saved, tmp_path):
    saved.trades.head(3).write_parquet(saved.folder / "trades.parquet")
    edit(saved, metrics=saved.record.metrics | {"trades": 3})
    lines = verify(result.run, tmp_path).differences
    assert lines[0] == f"metric trades: saved 3, now {result.metrics['trades']}"
    assert lines[1] == f"trades: 3 rows were saved, now {result.trades.height}"


def test_bars_that_were_changed_are_found_by_their_fingerprint(result, saved, tmp_path):
    file = tmp_path / "bars" / f"{result.fingerprints['JMP']}.arrow"
    pl.read_ipc(file).with_columns(volume=pl.col("volume") + 1.0).write_ipc(file)
    found = verify(result.run, tmp_path)
    assert not found.equal
    assert found.differences[0].startswith("bars of JMP: ")


def test_bars_are_stored_once_for_all_their_runs(bars, saved, tmp_path):
    store.save(ob.backtest({"JMP": bars}, "momentum"), tmp_path)
    assert len(list((tmp_path / "bars").iterdir())) == 1
    assert len(store.listing(tmp_path)[0]) == 2


def test_an_interrupted_write_leaves_no_run_behind(bars, monkeypatch, tmp_path):
    result = ob.backtest(bars, "sma_cross", params={"fast": 7})

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write_durably", full)
    with pytest.raises(RunError, match="No space left on device"):
        store.save(result, tmp_path)
    assert store.listing(tmp_path) == ([], [])
    assert list((tmp_path / "runs").iterdir()) == []


def test_several_symbols_and_settings_come_back(bars, tmp_path):
    frames = {"JMP": bars, "B/C:X": ob.synthetic("ranging", bars=300, seed=6)}
    settings = {"start": "2015-06-01", "end": "2016-01-31", "intrabar": "optimistic"}
    result = ob.backtest(frames, "momentum", risk={"max_positions": 1}, capital=5e4, **settings)
    store.save(result, tmp_path)
    found = verify(result.run, tmp_path)
    assert found.differences == ()
    assert again(store.load(result.run, tmp_path)).spec == result.spec


def test_given_signals_are_kept(bars, tmp_path):
    signal = np.zeros(bars.height, np.int8)
    signal[10::40], signal[30::40] = 1, 2
    strength = np.full(bars.height, 0.5)
    strength[50:90] = np.nan
    result = ob.backtest(bars, signals=signal, strength=strength, end="2016-03-01")
    store.save(result, tmp_path)
    kept = store.load(result.run, tmp_path).signals()["DATA"]
    assert kept.columns == ["ts", "signal", "strength"]
    assert verify(result.run, tmp_path).differences == ()


def test_a_users_strategy_is_kept_with_the_modules_it_imports(bars, tmp_path):
    folder = tmp_path / "mine"
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / "__init__.py").write_text("")
    (folder / "rules" / "length.py").write_text("LENGTH = 15\n")
    file = new(folder / "breakout.py")
    text = file.read_text().replace("] = 20", "] = LENGTH")
    file.write_text(text.replace("from engine", "from rules.length import LENGTH\nfrom engine", 1))
    result = ob.backtest(bars, file)
    store.save(result, tmp_path / "home")
    shutil.rmtree(folder)
    saved = store.load(result.run, tmp_path / "home")
    kept = {path.relative_to(saved.folder).as_posix() for path in saved.folder.rglob("*.py")}
    assert saved.record.sources == ("0/breakout.py:Breakout",)
    assert kept == {
        "strategy/0/breakout.py",
        "strategy/0/rules/__init__.py",
        "strategy/0/rules/length.py",
    }
    assert verify(result.run, tmp_path / "home").differences == ()


def test_a_strategy_edited_since_it_was_loaded_is_not_kept_under_the_old_hash(bars, tmp_path):
    file = new(tmp_path / "breakout.py")
    result = ob.backtest(bars, file)
    file.write_text(file.read_text().replace("] = 20", "] = 21"))
    store.save(result, tmp_path)
    with pytest.raises(RunError, match="strategy breakout was not kept"):
        verify(result.run, tmp_path)


def test_the_beginning_of_an_id_must_be_of_one_run(bars, saved, tmp_path):
    twin = saved.record.run[:-1] + ("0" if saved.record.run[-1] != "0" else "1")
    shutil.copytree(saved.folder, saved.folder.with_name(twin))
    with pytest.raises(RunError, match="several runs begin with"):
        store.load(saved.record.run[:15], tmp_path)
    assert store.load(saved.record.run, tmp_path).record == saved.record
    runs, damaged = store.listing(tmp_path)
    assert [run.record.run for run in runs] == [saved.record.run]
    assert "not the one its folder is named after" in damaged[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the run is damaged"),
        (b"{", "the run is damaged"),
        (b"[]", "the run is damaged"),
        (b'{"format": 2}', "its format is 2, this version of Openbell reads 1"),
        (b'{"format": 1}', "the run is damaged"),
        (b"\xff\xfe", "the run is damaged"),
    ],
)
def test_a_damaged_run_is_named_and_spoils_no_listing(saved, tmp_path, content, message):
    (saved.folder / "run.json").write_bytes(content)
    with pytest.raises(RunError, match=message):
        store.load(saved.record.run, tmp_path)
    runs, damaged = store.listing(tmp_path)
    assert (runs, len(damaged)) == ([], 1)


def test_a_missing_table_or_bars_are_named(saved, tmp_path):
    (saved.folder / "trades.parquet").write_bytes(b"PAR1")
    with pytest.raises(RunError, match=r"trades\.parquet: cannot be read"):
        saved.table("trades")
    shutil.rmtree(tmp_path / "bars")
    with pytest.raises(RunError, match="the bars of JMP cannot be read"):
        verify(saved.record.run, tmp_path)


def test_a_fingerprint_in_a_record_is_no_path(saved, tmp_path):
    edit(saved, data={"JMP": "../../secret"})
    with pytest.raises(RunError, match="is not a fingerprint"):
        store.load(saved.record.run, tmp_path).bars("JMP")


def test_a_comparison_shows_what_differs(bars, result, saved, tmp_path):
    params = {"fast": 6, "slow": 20}
    other = ob.backtest({"JMP": bars}, "sma_cross", params=params, risk=RISK, costs=COSTS)
    found = compare(saved, store.load(store.save(other, tmp_path), tmp_path))
    assert found.settings == {"legs.0.params.fast": (5, 6)}
    assert found.metrics["sharpe"] == (result.metrics["sharpe"], other.metrics["sharpe"])
    assert not found.equal
    assert compare(saved, saved).equal
    assert compare(saved, saved).settings == {}


def test_another_process_makes_the_same_run(result, saved, tmp_path):
    code = "import sys; from engine.runs.verify import verify; print(verify(*sys.argv[1:2]).equal)"
    answer = subprocess.run(
        [sys.executable, "-c", code, result.run],
        env={**os.environ, "OPENBELL_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout == "True\n"


@pytest.mark.parametrize(
    ("old", "new_", "count"),
    [(0.1 + 0.2, 0.3, 1), (0.3, 0.3, 0), (None, 0.0, 1), (1, 1.0, 1), (-0.0, 0.0, 1)],
)
def test_numbers_are_compared_to_the_last_bit(old, new_, count):
    assert len(different_numbers({"x": old}, {"x": new_}, "metric")) == count
    if isinstance(old, float) and isinstance(new_, float):
        frames = (pl.DataFrame({"x": [1.0, value]}) for value in (old, new_))
        assert len(different_rows(*frames, "table")) == count


def test_a_number_on_one_side_only_is_a_difference():
    assert different_numbers({"a": 1}, {"b": 1}, "metric") == [
        "metric a: no longer there",
        "metric b: not saved",
    ]


def test_nulls_and_nans_equal_themselves_only():
    one = pl.DataFrame({"x": [None, 1.0, float("nan")]})
    assert different_rows(one, one.clone(), "table") == []
    assert different_rows(one, one.with_columns(pl.lit(1.0).alias("x")), "table") != []
    assert different_rows(one, one.with_columns(pl.lit("s").alias("x")), "table") != []


def test_the_first_release_s_run_opens_and_can_be_made_again():
    runs, damaged = store.listing(GOLDEN)
    assert [run.record.run for run in runs] == [GOLDEN_RUN]
    assert damaged == []
    saved = runs[0]
    assert saved.record.metrics["trades"] == 16
    assert saved.trades.columns[:4] == ["symbol", "side", "entry_ts", "entry_price"]
    assert saved.equity.height == 120
    assert again(saved).run == GOLDEN_RUN


def test_a_setting_that_an_older_release_did_not_know_is_no_difference(result):
    now = msgspec.to_builtins(result.spec)
    before = msgspec.to_builtins(result.spec)
    for name in ("kelly_cap", "entry_bars", "cooldown"):
        del before["legs"][0]["risk"][name]
    assert settings_of(before, result.fingerprints) == settings_of(now, result.fingerprints)
