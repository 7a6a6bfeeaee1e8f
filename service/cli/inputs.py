"""What several verbs take: bars from files, a strategy by name or file."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from .output import say
from .pairs import pairs

if TYPE_CHECKING:
    import polars as pl

    from engine.strategies.base import BaseStrategy

Data = Annotated[
    list[str],
    typer.Option(
        "--data", metavar="FILE…", help="CSV or Parquet files of bars; SYMBOL=FILE names one."
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="P=V…", help="Parameters of the strategy."),
]
Zone = Annotated[
    str | None, typer.Option("--tz", metavar="ZONE", help="Zone of times without one (UTC).")
]


def read(
    data: Sequence[str], tz: str | None, interval: str | None
) -> tuple[dict[str, "pl.DataFrame"], list[str]]:
    """Bars by symbol in the order given, and a line for each file of which rows were refused.

    What was assumed and what was refused is told on stderr.
    """
    from engine.data.read import load, symbols_and_paths

    found: dict[str, pl.DataFrame] = {}
    refused: list[str] = []
    for symbol, path in symbols_and_paths(data).items():
        loaded = load(path, tz=tz, symbol=symbol, interval=interval)
        for note in loaded.notes:
            say(f"{path.name}: {note}")
        if loaded.problems:
            refused.append(
                f"refused: {path.name}: {loaded.rows_refused} of {loaded.rows_read} rows, the"
                f" first: {loaded.problems[0]}"
            )
            say(f"warning: {refused[-1]}")
        found[symbol] = loaded.bars
    return found, refused


def find_strategy(text: str, set_: Sequence[str] | None) -> "BaseStrategy":
    """A built-in strategy by its name or a user's by its file (FILE.py or FILE.py:CLASS)."""
    from engine.strategies import strategy

    return strategy(text, pairs("--set", set_ or ()))


def warn_if_cold() -> None:
    """Say that the first run on a machine compiles, as it takes seconds and happens once."""
    from engine import first_run

    first_run.begin(say)
