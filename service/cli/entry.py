"""The entry point: runs a verb, turns errors into one line and outcomes into exit codes.

0 done · 1 a check or comparison failed (or an internal error) · 2 bad input or refusal
130 interrupted
"""

import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from types import TracebackType

import typer

from engine.errors import OpenbellError

from .app import app
from .flags import flagged
from .group import UsageProblem
from .output import say

DONE, REFUSED, INTERRUPTED = 0, 2, 130
ON = ("1", "true", "yes", "on")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; `--debug`, anywhere on it, shows tracebacks."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = os.environ.get("OPENBELL_DEBUG", "").lower() in ON or "--debug" in arguments
    arguments = [each for each in arguments if each != "--debug"]
    sys.excepthook = sys.__excepthook__ if debug else _internal_error
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _warning
            # the command rather than the application, which would put back its own exception hook
            code = typer.main.get_command(app)(
                arguments, prog_name="openbell", standalone_mode=False
            )
    except (OpenbellError, UsageProblem) as error:
        if debug:
            traceback.print_exception(error)
        say(f"openbell: {_one_line(flagged(_message(error)))}")
        return REFUSED
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    if code == INTERRUPTED:
        say("openbell: interrupted")
    return code if isinstance(code, int) else DONE


def _message(error: Exception) -> str:
    if not isinstance(error, UsageProblem):
        return str(error)
    near = getattr(error, "possibilities", None)
    if near:
        return f"{str(error.message).rstrip('.')}: did you mean '{near[0]}'?"  # type: ignore[attr-defined]
    return str(error.format_message())  # type: ignore[attr-defined]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _warning(message: Warning | str, *_where: object, **_line: object) -> None:
    say(f"warning: {_one_line(str(message))}")


def _internal_error(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    where = traceback.extract_tb(trace)[-1:] if trace else []
    at = "".join(f" at {frame.name}:{frame.lineno}" for frame in where)
    say(
        f"openbell: internal error{at}: {kind.__name__}: {_one_line(str(error))}"
        " (rerun with --debug for the traceback)"
    )
