"""Whatever a file holds, it ends in rows, or in one line that says what is wrong with it."""

import json
import random
import re
import warnings
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import archives
from engine.data.read import load, load_all
from engine.errors import DataError

from .dirty_files import HEADER, SEEDS, zipped
from .malformed_files import MALFORMED

SECONDS = 20  # that one small file may take on a busy machine
SUFFIXES = (".csv", ".zip", ".parquet", ".json", ".csv.gz", "")
PIECES = (b",", b";", b"\n", b'"', b"\0", b"\r", b"-", b"1e999", b"nan", b"{", b"]", b"\xff", b"/")


def outcome(path, **options):
    """Good rows and refused ones, or the line of the error."""
    with warnings.catch_warnings(action="ignore"):
        try:
            loaded = load(path, **options)
        except DataError as error:
            return str(error)
    assert loaded.rows_read == loaded.bars.height + loaded.rows_refused + loaded.rows_repeated
    assert loaded.quarantine.height == loaded.rows_refused
    return loaded.bars.height, loaded.rows_refused


def mutated(seed: int) -> tuple[str, bytes]:
    """A good file with one to eight changes, and a suffix."""
    source = random.Random(seed)
    content = bytearray(source.choice(list(SEEDS.values())))
    for _ in range(source.choice([1, 1, 2, 3, 8])):
        place = source.randrange(len(content) + 1)
        kind = source.randrange(6)
        if kind == 0:
            content[place : place + 1] = source.randbytes(1)
        elif kind == 1:
            del content[place : place + source.choice([1, 2, 10, 100])]
        elif kind == 2:
            content[place:place] = source.randbytes(source.choice([1, 2, 8]))
        elif kind == 3:
            content = content[:place]
        elif kind == 4:
            content[place:place] = source.choice(PIECES)
        else:
            content += content[:place]
    return source.choice(SUFFIXES), bytes(content)


def test_there_are_a_hundred_malformed_files_and_more():
    assert len(MALFORMED) >= 100
    assert len({name for name, *_ in MALFORMED}) == len(MALFORMED)


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [each[1:] for each in MALFORMED],
    ids=[each[0] for each in MALFORMED],
)
def test_a_malformed_file_ends_as_it_should(tmp_path, file, content, expected):
    path = tmp_path / file
    path.write_bytes(content)
    found = outcome(path)
    if isinstance(expected, tuple):
        assert found == expected
        return
    assert isinstance(found, str)
    assert re.search(expected, found), found
    assert found.startswith(f"{file}: ")
    assert "\n" not in found
    assert len(found) < 1_000


@pytest.mark.parametrize("seed", range(150))
def test_a_changed_file_gives_bars_or_an_error_in_bounded_time(tmp_path, seed):
    suffix, content = mutated(seed)
    path = tmp_path / f"x{suffix}"
    path.write_bytes(content)
    begun = monotonic()
    outcome(path)
    assert monotonic() - begun < SECONDS


@given(st.binary(max_size=300), st.sampled_from(["", HEADER + "\n"]), st.sampled_from(SUFFIXES))
def test_no_bytes_give_anything_but_bars_or_an_error(tmp_path_factory, content, begin, suffix):
    path = tmp_path_factory.mktemp("any") / f"x{suffix}"
    path.write_bytes(begin.encode() + content)
    outcome(path)


@given(st.text(alphabet='0123456789.,;:-/ \t\n"APMTZ$%+', max_size=200))
def test_no_text_of_the_usual_signs_gives_anything_but_bars_or_an_error(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("text") / "x.csv"
    path.write_text(content)
    outcome(path)


@pytest.mark.parametrize("number", range(10))
def test_a_file_of_the_manifest_ends_as_it_says(shared_data, number):
    entry = json.loads((shared_data / "dirty/manifest.json").read_text())["files"][number]
    found = outcome(shared_data / "dirty" / entry["file"], on_conflict="refuse")
    rows = re.search(r"(\d+) rows", f"{entry['also_acceptable']}")
    allowed = [entry["expected_rows"], int(rows[1]) if rows else None]
    if entry["expected"].startswith("accept"):
        assert found == (entry["expected_rows"], 0)
    elif not isinstance(found, str):
        assert found[0] in allowed or "keep-first" in entry["also_acceptable"]
        assert found[1] > 0


def test_the_manifests_rows_are_named(shared_data):
    folder = shared_data / "dirty"
    assert "2 repeated rows dropped" in load(folder / "a_unsorted_with_duplicates.csv").notes
    assert load(folder / "a_unsorted_with_duplicates.csv").bars["ts"].is_sorted()
    assert "no volume column: volume is 0" in load(folder / "c_missing_volume.csv").notes
    assert [each.row for each in load(folder / "d_high_below_low.csv").problems] == [10]
    assert [each.row for each in load(folder / "e_nan_and_negative.csv").problems] == [12, 13]
    first = load(folder / "f_epoch_ms.csv").bars["ts"][0]
    assert first.isoformat() == "2025-04-03T17:05:00+00:00"
    conflict = folder / "i_conflicting_duplicate.csv"
    assert {each.value for each in load(conflict).problems} == {"2013-02-04"}
    assert load(conflict, on_conflict="keep-first").bars.height == 250
    kept = [each.symbol for each in load_all(folder / "j_hostile_symbols.csv", interval="1d")]
    assert kept == ["MSFT", "BRK.B", "日経225"]


def test_a_zip_bomb_is_left_packed(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "LARGEST", 1_000_000)
    monkeypatch.setattr(archives, "BLOCK", 100_000)
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"x.csv": b"0" * 2_000_000}))
    assert path.stat().st_size < 10_000
    assert "unpacks to more than 1,000,000 bytes" in str(outcome(path))
