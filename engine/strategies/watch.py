"""A compiled call that may never return, watched from outside."""

import threading
from collections.abc import Callable

STALLED_SECONDS = 60.0


def run_watched(work: Callable[[], None], calls: Callable[[], int]) -> bool:
    """Do the work in a thread; False if `calls`, the calls it has made, stands still for a minute.

    Compiled code cannot be interrupted, and a loop such as `while level < close[i]: level += step`
    does not end at an infinite price. The thread that is caught in one ends with the process.
    While waiting, Ctrl-C works. What the work raises is raised here.
    """
    failures: list[BaseException] = []
    done = threading.Event()

    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised below, in the thread that waits
            failures.append(error)
        finally:
            done.set()

    threading.Thread(target=run, name="causality", daemon=True).start()
    before = calls()
    while not done.wait(STALLED_SECONDS):
        if calls() == before:
            return False
        before = calls()
    if failures:
        raise failures[0]
    return True
