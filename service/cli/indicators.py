"""`openbell indicators`: the catalogue, or one row of it."""

from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from .output import Json, emit, table, tell

if TYPE_CHECKING:
    from engine.indicators.indicator import Indicator


def indicators(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The one to show in full.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the indicators, or show one.

    One is shown with its formula, parameters, outputs, warm-up and source.
    """
    from engine.indicators.catalog import CATALOG, indicator

    chosen = None if name is None else indicator(name)
    if as_json:
        rows = [row.document() for row in CATALOG.values()]
        emit({"indicators": rows} if chosen is None else chosen.document())
    elif chosen is not None:
        _show(chosen)
    else:
        for family, members in groupby(CATALOG.values(), lambda row: row.family):
            table(family, ("call", "what it is"), [(row.usage(), row.summary) for row in members])


def _show(row: "Indicator") -> None:
    found = row.document()
    bars = f"{found['warmup']} bars at the defaults"
    if found["unstable"]:
        bars += f", {found['unstable']} more until where history began does not matter"
    if not row.fades:
        bars += "; where history began may count for ever"
    tell(f"{row.usage()}\n{row.summary}\n\n{row.formula}\n")
    for word, text in (
        ("inputs", ", ".join(row.inputs)),
        ("outputs", ", ".join(row.outputs)),
        ("warm-up", bars),
        ("TA-Lib", row.talib),
        ("differs", row.differs),
        ("source", row.source),
    ):
        if text:
            tell(f"{word:8} {text}")
    if row.parameters:
        columns = ("name", "type", "default", "minimum", "maximum")
        rows = [[each[column] for column in columns] for each in found["parameters"]]
        table("parameters", columns, rows)
