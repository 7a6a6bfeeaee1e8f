"""`openbell runs export`: the tables of a saved run as files."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from .inputs import Id, made_again
from .output import Json, emit, tell

Format = Literal["csv", "parquet", "arrow"]


def export(
    run: Id,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Made where it is missing.")],
    kind: Annotated[Format, typer.Option("--format", help="Kind of file.")] = "csv",
    as_json: Json = False,
) -> None:
    """Write trades, orders, returns and the other tables into a folder."""
    saved, result, different = made_again(run)
    files = [str(file) for file in result.export(folder, kind)]
    if as_json:
        emit({"run": saved.record.run, "files": files, "differences": different})
    else:
        tell("\n".join(f"wrote {file}" for file in files))
