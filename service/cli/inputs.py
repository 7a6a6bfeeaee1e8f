"""What several verbs take: bars from files, a strategy by name or file."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from .flags import flagged
from .output import say
from .pairs import pairs

if TYPE_CHECKING:
    from engine.backtest.result import Result
    from engine.data.inputs import Inputs
    from engine.runs.store import SavedRun
    from engine.strategies.base import BaseStrategy

Data = Annotated[
    list[str],
    typer.Option(
        "--data",
        metavar="FILE_OR_SYMBOL…",
        help="Files of bars (SYMBOL=FILE names one), stored symbols (SPY, SPY@1m), @watchlist.txt.",
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="P=V…", help="Parameters of the strategy."),
]
Zone = Annotated[
    str | None, typer.Option("--tz", metavar="ZONE", help="Zone of times without one (UTC).")
]

Id = Annotated[str, typer.Argument(metavar="ID", help="A run's id, or how it alone begins.")]


def read(
    data: Sequence[str],
    tz: str | None,
    interval: str | None,
    *,
    checked: bool = False,
    calendar: str | None = None,
) -> "Inputs":
    """Bars by symbol in the order given; what was assumed or refused of files is told on stderr."""
    from engine.data.inputs import read_inputs

    found = read_inputs(data, tz=tz, interval=interval, checked=checked, calendar=calendar)
    for note in found.notes:
        say(flagged(note))
    for line in found.refused:
        say(f"warning: {flagged(line)}")
    return found


def find_strategy(text: str, set_: Sequence[str] | None) -> "BaseStrategy":
    """A built-in strategy by its name or a user's by its file (FILE.py or FILE.py:CLASS)."""
    from engine.strategies import strategy

    return strategy(text, pairs("--set", set_ or ()))


def warn_if_cold() -> None:
    """Say that the first run on a machine compiles, as it takes seconds and happens once."""
    from engine import first_run

    first_run.begin(say)


def made_again(run: str) -> "tuple[SavedRun, Result, list[str]]":
    """A saved run, the same made again, and where their numbers differ, of which it warns."""
    from engine.runs import store
    from engine.runs.verify import again

    warn_if_cold()
    saved = store.load(run)
    result = again(saved)
    different = store.differences(saved, result)
    if different:
        say(f"warning: the numbers are no longer those saved: {different[0]}")
    return saved, result, different
