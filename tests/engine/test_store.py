"""The bar store keeps what it was given, whole, whatever happens to the process or the disk."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from polars.testing import assert_frame_equal

import engine as ob
from engine.data.bars import SCHEMA, to_bars
from engine.data.fingerprint import fingerprint
from engine.data.instruments import Instrument
from engine.data.intervals import DAY, MINUTE
from engine.data.merge import merge
from engine.data.series import KEY, file_name
from engine.data.store import Store
from engine.errors import DataError, ParameterError

WRITER = """
import sys
from pathlib import Path
import engine as ob
from engine.data.instruments import Instrument
from engine.data.store import Store

store = Store(Path(sys.argv[1]))
seed = int(sys.argv[2])
while True:
    frame = ob.synthetic("trending", bars=int(sys.argv[3]), seed=seed)
    store.put(frame, interval=86_400_000_000_000, instrument=Instrument(symbol="SPY"),
              source=f"seed {seed}", on_conflict="keep-last")
    print("stored", flush=True)
    if len(sys.argv) > 4:
        break
"""


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "series")


def put(store, frame, symbol="SPY", interval=DAY, **options):
    return store.put(
        frame, interval=interval, instrument=Instrument(symbol=symbol), source="test", **options
    )


def test_what_is_stored_comes_back_bit_for_bit_and_is_mapped_read_only(store):
    frame = ob.synthetic("trending", bars=500)
    series = put(store, frame, now=5).series
    assert_frame_equal(store.frame("SPY"), frame)
    bars = store.bars("SPY")
    for name, column in zip(bars._fields[:6], to_bars(frame), strict=False):
        assert_array_equal(getattr(bars, name), column)
        assert not getattr(bars, name).flags.writeable
        assert not getattr(bars, name).flags.owndata
    assert (series.rows, series.interval, series.imported) == (500, "1d", 5)
    assert series.fingerprint == fingerprint(to_bars(frame))
    assert store.series() == [series]
    assert store.find("SPY") == store.find("SPY", "1d") == series


def test_missing_bars_and_unknown_volumes_come_back_as_missing(store):
    frame = ob.synthetic("trending", bars=9).with_columns(
        pl.when(pl.int_range(pl.len()) == 4)
        .then(None)
        .otherwise(pl.col(list(SCHEMA)[1:]))
        .name.keep()
    )
    put(store, frame)
    assert np.isnan(store.bars("SPY").close[4])
    assert fingerprint(to_bars(store.frame("SPY"))) == fingerprint(to_bars(frame))


def test_a_stored_series_backtests_like_its_frame(store):
    frame = ob.synthetic("trending", bars=800)
    put(store, frame)
    stored = ob.backtest({"SPY": store.frame("SPY")}, "sma_cross")
    assert stored.run == ob.backtest({"SPY": frame}, "sma_cross").run


@pytest.mark.parametrize(
    "symbol", ["BRK.B", "ES=F", "^GSPC", "日経225", "EUR/USD", "CON", "spy", "SPY"]
)
def test_any_symbol_can_be_stored_and_none_becomes_a_path(store, symbol):
    put(store, ob.synthetic("trending", bars=5), symbol)
    (file,) = store.folder.glob("*.arrow")
    assert file.name == file_name(symbol, "1d")
    assert symbol not in str(file.name)
    assert store.find(symbol).symbol == symbol


def test_symbols_that_differ_in_case_are_different_series(store):
    put(store, ob.synthetic("trending", bars=5), "spy")
    put(store, ob.synthetic("trending", bars=6), "SPY")
    assert [each.rows for each in store.series()] == [6, 5]


@pytest.mark.parametrize("symbol", ["../x", "a/../b", "", "=cmd()", "x" * 65, "a\0b"])
def test_a_hostile_symbol_is_refused(store, symbol):
    with pytest.raises(DataError, match="cannot be used"):
        store.find(symbol)


def test_several_intervals_are_several_series_of_which_one_must_be_named(store):
    put(store, ob.synthetic("intraday", bars=50), interval=MINUTE)
    put(store, ob.synthetic("trending", bars=50))
    assert [each.interval for each in store.series()] == ["1m", "1d"]
    with pytest.raises(DataError, match="stored as 1m, 1d: name one, for example SPY@1"):
        store.find("SPY")
    with pytest.raises(DataError, match="has no bars of 5m; it is stored as 1m, 1d"):
        store.find("SPY", "5m")
    assert store.find("SPY", "1m").rows == 50


def test_an_unknown_symbol_names_the_nearest(store):
    with pytest.raises(DataError, match="SPY is not stored: the store is empty"):
        store.find("SPY")
    put(store, ob.synthetic("trending", bars=5))
    with pytest.raises(DataError, match="SPYY is not stored: did you mean 'SPY'"):
        store.find("SPYY")


def test_removing_a_series_leaves_the_others(store):
    put(store, ob.synthetic("trending", bars=5))
    put(store, ob.synthetic("trending", bars=6), "QQQ")
    assert store.remove("SPY").symbol == "SPY"
    assert [each.symbol for each in store.series()] == ["QQQ"]
    with pytest.raises(DataError, match="SPY is not stored"):
        store.remove("SPY")


def test_many_symbols_are_one_lazy_frame(store):
    for seed, symbol in enumerate(("A", "B")):
        put(store, ob.synthetic("trending", bars=30, seed=seed), symbol)
    last = store.scan().group_by("symbol", maintain_order=True).agg(pl.col("close").last())
    assert last.collect()["close"].to_list() == [
        store.frame("A")["close"][-1],
        store.frame("B")["close"][-1],
    ]
    assert store.scan(["B"]).collect().height == 30
    with pytest.raises(DataError, match="no stored bars to scan"):
        store.scan(interval="1h")


def test_more_bars_of_a_series_join_it(store):
    frame = ob.synthetic("trending", bars=100)
    put(store, frame[:60])
    again = put(store, frame[40:])
    assert (again.merged.added, again.merged.repeated) == (40, 20)
    assert again.merged.conflicts.is_empty()
    assert_frame_equal(store.frame("SPY"), frame)
    assert put(store, frame).merged.added == 0


@pytest.mark.parametrize(("policy", "kept"), [("refuse", 0), ("keep-first", 0), ("keep-last", 1)])
def test_a_row_that_contradicts_a_stored_one_is_reported(store, policy, kept):
    frame = ob.synthetic("trending", bars=20)
    changed = frame.with_columns(
        volume=pl.when(pl.int_range(pl.len()) == 7).then(1.0).otherwise("volume")
    )
    put(store, frame)
    merged = put(store, changed, on_conflict=policy).merged
    assert merged.conflicts.height == 1
    assert merged.conflicts["ts"][0] == frame["ts"][7]
    assert (merged.conflicts["volume"][0], merged.conflicts["new_volume"][0]) == (
        frame["volume"][7],
        1.0,
    )
    assert_frame_equal(store.frame("SPY"), (frame, changed)[kept])


def test_another_policy_is_refused(store):
    put(store, ob.synthetic("trending", bars=5))
    with pytest.raises(
        ParameterError, match="on_conflict 'last' must be one of refuse, keep-first"
    ):
        put(store, ob.synthetic("trending", bars=5), on_conflict="last")


values = st.dictionaries(st.integers(0, 30), st.sampled_from([1.0, 2.0, float("nan")]), max_size=20)


def tiny(rows):
    ts = pl.Series([day * DAY for day in sorted(rows)], dtype=pl.Int64).cast(SCHEMA["ts"])
    column = [rows[day] for day in sorted(rows)]
    return pl.DataFrame(
        {"ts": ts} | {name: pl.Series(column, dtype=pl.Float64) for name in list(SCHEMA)[1:]}
    )


@given(values, values, st.sampled_from(["refuse", "keep-first", "keep-last"]))
def test_a_merge_is_what_two_dictionaries_make(stored, new, policy):
    merged = merge(tiny(stored), tiny(new), policy)
    expected = {**new, **stored} if policy != "keep-last" else {**stored, **new}
    assert_frame_equal(merged.frame, tiny(expected))
    both = stored.keys() & new.keys()
    same = {day for day in both if repr(stored[day]) == repr(new[day])}
    assert (merged.added, merged.repeated) == (len(new) - len(both), len(same))
    assert merged.conflicts.height == len(both - same)


def test_impossible_bars_are_not_stored_and_the_old_ones_stay(store):
    frame = ob.synthetic("trending", bars=20)
    put(store, frame)
    wrong = frame.with_columns(high=pl.col("low") / 2)
    with pytest.raises(DataError, match="row 1"):
        put(store, wrong, on_conflict="keep-last")
    assert_frame_equal(store.frame("SPY"), frame)
    assert len(list(store.folder.iterdir())) == 2  # the series and the lock


def test_a_damaged_file_is_named_and_the_others_are_still_listed(store, caplog):
    put(store, ob.synthetic("trending", bars=20))
    put(store, ob.synthetic("trending", bars=20), "QQQ")
    file = store.folder / file_name("SPY", "1d")
    file.write_bytes(file.read_bytes()[:700])
    with pytest.raises(DataError, match=r"is damaged .*: remove it and import again"):
        store.frame("SPY")
    file.write_bytes(b"not arrow at all")
    assert [each.symbol for each in store.series()] == ["QQQ"]
    assert "is damaged" in caplog.text


def test_a_foreign_file_and_one_of_a_later_version_are_told_apart(store):
    put(store, ob.synthetic("trending", bars=20))
    file = store.folder / file_name("SPY", "1d")
    table = pa.ipc.open_file(file.read_bytes()).read_all()
    described = msgspec.json.decode(table.schema.metadata[KEY])
    for metadata, message in (
        ({KEY: msgspec.json.encode({**described, "format": 2})}, "written by a later version"),
        ({KEY: b"{}"}, "description is damaged"),
        (None, "is no file of this store"),
    ):
        changed = table.replace_schema_metadata(metadata)
        with pa.ipc.new_file(file, changed.schema) as writer:
            writer.write_table(changed)
        with pytest.raises(DataError, match=message):
            store.find("SPY")


def test_a_store_of_this_version_opens_what_format_1_wrote(store):
    """The file of tests/golden was written once and stays as it is."""
    golden = Path(__file__).parents[1] / "golden" / "series-v1"
    old = Store(golden)
    (series,) = old.series()
    assert (series.symbol, series.interval, series.rows) == ("GOLD", "1d", 20)
    assert fingerprint(old.bars("GOLD")) == series.fingerprint


def written(store):
    """The stored bars, which must be whole and one of those that the writers store."""
    series = store.find("SPY")
    bars = store.bars("SPY")
    assert fingerprint(bars) == series.fingerprint
    return series


def test_a_process_killed_while_it_stores_leaves_the_old_bars_or_the_new_ones(store):
    put(store, ob.synthetic("trending", bars=3_000, seed=1))
    random = np.random.default_rng(1)
    for _ in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(store.folder), "2", "3000"], stdout=subprocess.PIPE
        )
        assert writer.stdout.readline() == b"stored\n"
        time.sleep(0.02 * random.random())
        os.kill(writer.pid, signal.SIGKILL)
        writer.communicate()
        written(store)
    last = put(store, ob.synthetic("trending", bars=3_000, seed=1), on_conflict="keep-last")
    assert last.series.rows == 3_000
    assert not list(store.folder.glob("*.draft"))


def test_two_processes_that_store_at_once_do_not_hurt_each_other(store):
    words = [sys.executable, "-c", WRITER, str(store.folder)]
    writers = [subprocess.Popen([*words, seed, "2000", "once"]) for seed in ("3", "4", "5")]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert written(store).source in {"seed 3", "seed 4", "seed 5"}
    assert not list(store.folder.glob("*.draft"))


FULL = """
import resource, sys
from pathlib import Path
import engine as ob
from engine.data.instruments import Instrument
from engine.data.store import Store
from engine.errors import DataError

if len(sys.argv) > 2:
    import signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    Store(Path(sys.argv[1])).put(
        ob.synthetic("trending", bars=20_000, start="1950-01-01"), interval=86_400_000_000_000,
        instrument=Instrument(symbol="SPY"), source="big")
except DataError as error:
    print(error)
"""


def test_a_full_disk_leaves_the_old_bars(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    small = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(small, check=False).returncode == 0
    try:
        store = Store(folder / "series")
        put(store, ob.synthetic("trending", bars=100))
        words = [sys.executable, "-c", FULL, str(store.folder), *([] if mounted else ["limit"])]
        answer = subprocess.run(words, capture_output=True, text=True, check=True)
        assert "cannot be stored" in answer.stdout
        assert "what was stored before is whole" in answer.stdout
        assert written(store).rows == 100
        assert not list(store.folder.glob("*.draft"))
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def test_reading_goes_on_over_a_replaced_file(store):
    frame = ob.synthetic("trending", bars=5_000)
    put(store, frame)
    before = store.bars("SPY")
    put(store, ob.synthetic("trending", bars=5_000, seed=9), on_conflict="keep-last")
    assert_array_equal(before.close, frame["close"].to_numpy())


@settings(max_examples=20)
@given(st.integers(1, 400), st.integers(0, 1_000))
def test_any_synthetic_series_round_trips(tmp_path_factory, bars, seed):
    store = Store(tmp_path_factory.mktemp("store"))
    frame = ob.synthetic("jumps", bars=bars, seed=seed)
    put(store, frame)
    assert_frame_equal(store.frame("SPY"), frame)


def test_removing_the_last_series_takes_its_actions_along(store):
    put(store, ob.synthetic("trending", bars=5))
    put(store, ob.synthetic("intraday", bars=5), interval=MINUTE)
    store.put_actions(ob.Actions(symbol="SPY"))
    store.remove("SPY", "1d")
    assert any(store.folder.glob("*.json"))
    store.remove("SPY")
    assert not any(store.folder.glob("*.json"))


def test_planted_files_are_damaged_and_hurt_no_other_series(store):
    frame = ob.synthetic("trending", bars=20)
    put(store, frame)
    put(store, ob.synthetic("intraday", bars=20), interval=MINUTE)
    daily, minutes = (store.folder / file_name("SPY", name) for name in ("1d", "1m"))
    table = pa.ipc.open_file(daily.read_bytes()).read_all()
    with pa.ipc.new_file(daily, table.schema) as writer:
        writer.write_table(table, max_chunksize=7)
    with pytest.raises(DataError, match="rows are not those that it describes"):
        store.bars("SPY", "1d")
    typed = table.set_column(1, "open", table["open"].cast("float32"))
    with pa.ipc.new_file(daily, typed.schema) as writer:
        writer.write_table(typed)
    with pytest.raises(DataError, match="columns are not those of bars"):
        store.frame("SPY", "1d")
    daily.write_bytes(b"")
    assert store.frame("SPY", "1m").height == 20
    assert [each.interval for each in store.series()] == ["1m"]
    minutes.unlink()
    os.mkfifo(minutes)
    assert store.series() == []
