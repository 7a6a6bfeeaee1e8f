"""`openbell runs compat`: a run's numbers as other libraries count them."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from .inputs import Id, made_again
from .output import Json, emit, figure, table

if TYPE_CHECKING:
    from engine.backtest.compat import Library


def compat(
    run: Id,
    library: Annotated[
        Literal["empyrical", "quantstats", "vectorbt", "backtesting.py", "freqtrade"] | None,
        typer.Option("--library", metavar="NAME", help="One library, in its own names and units."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the numbers by the definitions of other libraries."""
    from engine.backtest.compat import LIBRARIES, definitions

    saved, result, different = made_again(run)
    names: list[Library] = [library] if library else list(LIBRARIES)
    if as_json:
        emit(
            {
                "run": saved.record.run,
                "values": {name: result.compat(name) for name in names},
                "definitions": {name: _words(name) for name in names},
                "differences": different,
            }
        )
    elif library:
        values = result.compat(library)
        rows = [(row.key, values[row.key], row.formula) for row in definitions(library)]
        table(library, ("name", "value", "definition"), rows)
    else:
        frame = result.compat()
        cells = [(key, *(_cell(key, each) for each in values)) for key, *values in frame.rows()]
        table("", ("metric", *frame.columns[1:]), cells)


def _cell(metric: str, value: float | None) -> str:
    is_whole = value is not None and metric in ("trades", "all_trades")
    return f"{value:.0f}" if is_whole else figure(metric, value)


def _words(library: "Library") -> dict[str, dict[str, str]]:
    from engine.backtest.compat import definitions

    return {
        row.key: {"formula": row.formula, "undefined": row.undefined}
        for row in definitions(library)
    }
