"""What the verbs print: one JSON document or tables on stdout, everything else on stderr."""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.progress import Progress

PIPED_WIDTH = 120
ABSENT = "\N{EN DASH}"
NUMBER = re.compile(rf"{ABSENT}|[-+]?[\d,]+(\.\d+)?(%| sessions| bars)?")
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]


def emit(document: Any) -> None:
    """Print one JSON document, in lines for a person; a number that is not finite becomes null."""
    import msgspec

    text = msgspec.json.encode(document, enc_hook=_plain)
    tell(msgspec.json.format(text, indent=2 if sys.stdout.isatty() else 0).decode())


def tell(text: str) -> None:
    """Print a line of the answer; once the reader has seen enough (`| head`), print nothing."""
    try:
        typer.echo(text)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(text: str) -> None:
    """Print progress, a warning or an error."""
    typer.echo(text, err=True)


def table(title: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Print a table; numbers are right-aligned, None is a dash."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = [tuple(row) for row in rows]
    shown = Table(
        title=title or None,
        title_justify="left",
        box=SIMPLE_HEAD,
        title_style="bold",
        padding=(0, 1, 0, 0),
    )
    for at, name in enumerate(columns):
        numeric = bool(grid) and all(_is_number(row[at]) for row in grid)
        shown.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in grid:
        shown.add_row(*(Text(ABSENT if cell is None else _cell(cell)) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH, highlight=False)
    with console.capture() as capture:
        console.print(shown)
    tell(capture.get().rstrip("\n"))


@contextmanager
def progress(what: str, total: int) -> Iterator["Step"]:
    """A bar on stderr where that is a terminal; calling the step with a label moves it on."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(
        console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    ) as bar:
        yield Step(bar, what, total)


class Step:
    """Moves a progress bar on by one each time it is called."""

    def __init__(self, bar: "Progress", what: str, total: int) -> None:
        self._bar, self._what = bar, what
        self._task = bar.add_task(what, total=total)

    def __call__(self, label: str) -> None:
        self._bar.update(self._task, advance=1, description=f"{self._what}: {label}")

    def at(self, done: int, total: int) -> None:
        """Stand at a number done of a total that may change."""
        self._bar.update(self._task, completed=done, total=total)


def heading(key: str) -> str:
    """A metric's name over a narrow column."""
    return key.removeprefix("total_").removeprefix("max_")


def figure(key: str, value: float | int | None) -> str:
    """A metric's value in its unit, as reports print it."""
    from engine.backtest.metrics import CATALOG
    from engine.backtest.report.figures import figure as in_unit

    return in_unit(value, CATALOG[key].unit if key in CATALOG else "ratio")


def _is_number(cell: Any) -> bool:
    return not isinstance(cell, str) or bool(NUMBER.fullmatch(cell))


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.6g}"
    return str(value)


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):  # a numpy scalar
        return value.item()
    raise NotImplementedError(f"{type(value).__name__} has no JSON form")
