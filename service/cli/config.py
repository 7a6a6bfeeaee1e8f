"""`openbell config`: settings, each with its origin."""

from pathlib import Path
from typing import Annotated

import typer

from engine import settings
from engine.errors import ConfigError

from .group import group
from .output import Json, emit, say, table, tell

app = group("Show, check or begin the settings.")


@app.command()
def show(as_json: Json = False) -> None:
    """Print every setting with its value and where that comes from."""
    found = settings.resolve()
    values = {
        key: {"value": getattr(found.settings, key), "origin": origin}
        for key, origin in found.origins.items()
    }
    if as_json:
        emit({"file": _text(found.file), "settings": values})
        return
    table(
        "",
        ("setting", "value", "origin"),
        [(k, v["value"], v["origin"]) for k, v in values.items()],
    )
    tell(f"file: {found.file or 'none (openbell config init writes one)'}")


@app.command()
def check(as_json: Json = False) -> None:
    """Check file and environment.

    Exit 1 where an OPENBELL_ variable is set that nothing reads."""
    found = settings.resolve()
    if as_json:
        emit({"ok": not found.unknown, "file": _text(found.file), "problems": list(found.unknown)})
    else:
        for problem in found.unknown:
            tell(problem)
        if not found.unknown:
            tell(f"settings are good ({found.file or 'no file'})")
    raise typer.Exit(1 if found.unknown else 0)


@app.command()
def init(
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
    as_json: Json = False,
) -> None:
    """Write a commented settings file."""
    file = settings.home() / settings.FILE_NAME
    if file.exists() and not force:
        raise ConfigError(f"{file} exists; --force replaces it")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(settings.template(), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror or error}") from error
    say(f"wrote {file}")
    if as_json:
        emit({"file": str(file)})


def _text(file: Path | None) -> str | None:
    return None if file is None else str(file)
