"""Compiled code is kept by content: a change of kernels or compiler never meets an old result."""

import logging
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import numba
import pytest

from engine import compile_cache


@pytest.fixture(autouse=True)
def cache_home(monkeypatch, tmp_path):
    """An own cache root and temp folder, and no choice by the user."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    monkeypatch.setattr(numba.config, "CACHE_DIR", numba.config.CACHE_DIR)
    monkeypatch.setenv(compile_cache.VARIABLE, "")
    (tmp_path / "temp").mkdir()
    compile_cache._usable_place.cache_clear()
    yield tmp_path
    compile_cache._usable_place.cache_clear()
    compile_cache.key.cache_clear()


@pytest.fixture
def kernels_copy(monkeypatch, tmp_path):
    """A stand-in for the kernels folder, so that a test may edit it."""
    folder = tmp_path / "kernels"
    (folder / "indicators").mkdir(parents=True)
    (folder / "indicators" / "averages.py").write_text("A = 1\n")
    real = compile_cache._folder
    monkeypatch.setattr(
        compile_cache, "_folder", lambda name: folder if name == "kernels" else real(name)
    )
    compile_cache.key.cache_clear()
    return folder


def fresh_key():
    compile_cache.key.cache_clear()
    return compile_cache.key()


def test_the_folder_lies_in_the_users_cache_and_is_named_by_content(cache_home):
    folder = compile_cache.directory()
    assert folder == cache_home / "cache" / "openbell" / f"compiled-{compile_cache.key()}"
    assert folder.is_dir()


def test_a_users_own_choice_is_kept(cache_home, monkeypatch):
    monkeypatch.setenv(compile_cache.VARIABLE, str(cache_home / "mine"))
    compile_cache.use()
    assert compile_cache.directory() == cache_home / "mine"
    assert os.environ[compile_cache.VARIABLE] == str(cache_home / "mine")


def test_a_folder_inherited_from_another_version_is_not_a_users_choice(cache_home, monkeypatch):
    old = cache_home / "cache" / "openbell" / "compiled-0000000000000000"
    monkeypatch.setenv(compile_cache.VARIABLE, str(old))
    compile_cache.use()
    assert compile_cache.directory().name == f"compiled-{compile_cache.key()}"
    assert os.environ[compile_cache.VARIABLE] == str(compile_cache.directory())


def test_the_key_changes_with_any_kernel_file(kernels_copy):
    first = fresh_key()
    (kernels_copy / "indicators" / "averages.py").write_text("A = 2\n")
    edited = fresh_key()
    (kernels_copy / "indicators" / "more.py").write_text("")
    added = fresh_key()
    (kernels_copy / "indicators" / "more.py").rename(kernels_copy / "more.py")
    moved = fresh_key()
    assert len({first, edited, added, moved}) == 4


def test_the_key_of_the_same_files_is_the_same(kernels_copy):
    assert fresh_key() == fresh_key()


def test_use_reaches_a_numba_that_is_already_imported(cache_home):
    compile_cache.use()
    assert Path(numba.config.CACHE_DIR) == compile_cache.directory()


def test_the_cache_is_cold_until_something_was_compiled(cache_home):
    assert compile_cache.is_cold()
    (compile_cache.directory() / "indicators_1").mkdir()
    (compile_cache.directory() / "indicators_1" / "averages.sma-9.py311.nbi").touch()
    assert not compile_cache.is_cold()


def test_prune_removes_what_other_versions_left_long_ago(cache_home):
    place = compile_cache.directory().parent
    for name, age in (("compiled-old", 40.0), ("compiled-recent", 1.0), ("other", 90.0)):
        (place / name).mkdir()
        then = compile_cache.directory().stat().st_mtime - age * compile_cache.DAY_SECONDS
        os.utime(place / name, (then, then))
    assert compile_cache.prune() == [place / "compiled-old"]
    left = {path.name for path in place.iterdir()}
    assert left == {compile_cache.directory().name, "compiled-recent", "other"}


def test_an_unwritable_home_falls_back_to_a_private_folder_and_says_so(cache_home, caplog):
    (cache_home / "cache").write_text("a file where the folder should be")
    with caplog.at_level(logging.WARNING):
        folder = compile_cache.directory()
    assert folder.is_relative_to(cache_home / "temp")
    assert stat.S_IMODE(folder.parent.stat().st_mode) & 0o022 == 0
    assert "cannot be kept" in caplog.text


def test_a_temporary_folder_that_others_may_write_is_not_trusted(cache_home):
    (cache_home / "cache").write_text("a file where the folder should be")
    compile_cache._temporary_place().mkdir()
    compile_cache._temporary_place().chmod(0o777)
    assert compile_cache.directory().parent != compile_cache._temporary_place()


def test_a_process_compiles_into_the_folder_and_the_next_one_finds_it_warm(cache_home, tmp_path):
    (tmp_path / "twice.py").write_text(
        "from engine import compile_cache\n"
        "compile_cache.use()\n"
        "cold = compile_cache.is_cold()\n"
        "from kernels.jit import kernel\n"
        "@kernel\n"
        "def twice(x):\n"
        "    return 2.0 * x\n"
        "twice(3.0)\n"
        "print(cold, compile_cache.is_cold())\n"
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    answers = [
        subprocess.run(
            [sys.executable, tmp_path / "twice.py"],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for _ in range(2)
    ]
    assert answers == ["True False", "False False"]


def test_naming_the_folder_costs_less_than_a_blink(cache_home):
    compile_cache.key.cache_clear()
    best = min(_seconds_for_a_key() for _ in range(5))
    assert best < 0.02


def _seconds_for_a_key():
    compile_cache.key.cache_clear()
    start = time.perf_counter()
    compile_cache.directory()
    return time.perf_counter() - start
