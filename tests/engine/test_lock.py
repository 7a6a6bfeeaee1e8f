"""One process at a time writes into a home folder, and a dead one leaves no lock behind."""

import subprocess
import sys
from threading import Thread

import pytest

from engine.errors import RunError
from engine.lock import hold, write_durably

HOLDER = """
import sys
from pathlib import Path
from engine.lock import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """A process that holds the lock of tmp_path until its input ends."""
    words = [sys.executable, "-c", HOLDER, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(words, **pipes) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def waiter(folder):
    """A thread that takes the lock and lets it go, and the list that tells when it did."""
    taken = []

    def take():
        with hold(folder):
            taken.append("taken")

    thread = Thread(target=take, daemon=True)
    thread.start()
    return thread, taken


def test_another_process_waits_until_the_lock_is_free(holder, tmp_path):
    thread, taken = waiter(tmp_path)
    thread.join(0.2)
    assert taken == []
    holder.stdin.close()
    thread.join(10.0)
    assert taken == ["taken"]


def test_a_killed_process_leaves_no_lock(holder, tmp_path):
    thread, taken = waiter(tmp_path)
    holder.kill()
    thread.join(10.0)
    assert taken == ["taken"]


def test_an_error_inside_frees_the_lock(tmp_path):
    with pytest.raises(ZeroDivisionError), hold(tmp_path):
        _ = 1 / 0
    with hold(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_refused_with_the_remedy(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="set OPENBELL_HOME"), hold(tmp_path / "file" / "home"):
        pass


def test_a_durable_file_holds_what_was_written(tmp_path):
    write_durably(tmp_path / "x", b"content")
    assert (tmp_path / "x").read_bytes() == b"content"
