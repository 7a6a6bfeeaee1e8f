"""`openbell strategy`: the built-in strategies, and a user's own files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .group import group
from .inputs import Set, Zone, find_strategy, read, warn_if_cold
from .output import Json, emit, table, tell

if TYPE_CHECKING:
    from engine.strategies.base import BaseStrategy

app = group("List, show, begin or check strategies.")
Name = Annotated[str, typer.Argument(metavar="NAME_OR_FILE")]


@app.command("list")
def list_strategies(as_json: Json = False) -> None:
    """List the built-in strategies."""
    from engine.strategies import BUILT_IN

    found = [_described(kind) for kind in BUILT_IN.values()]
    if as_json:
        emit({"strategies": found})
        return
    rows = [(each["name"], each["summary"], _defaults(each["parameters"])) for each in found]
    table("", ("strategy", "does", "parameters"), rows)


@app.command()
def show(name: Name, as_json: Json = False) -> None:
    """Show one: parameters, features, risk."""
    chosen = find_strategy(name, ())
    found = _described(type(chosen))
    found["features"] = {key: str(feature) for key, feature in chosen.features().items()}
    if as_json:
        emit(found)
        return
    tell(f"{found['name']}: {found['summary']}")
    parameters = [(each["name"], each["default"], each["allowed"]) for each in found["parameters"]]
    table("parameters", ("name", "default", "allowed"), parameters)
    table("features", ("argument", "is"), found["features"].items())
    table("default risk", ("setting", "value"), found["default_risk"].items() or [("none", None)])


@app.command()
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE.py", help="The file to write.")],
    as_json: Json = False,
) -> None:
    """Write a strategy file to begin with."""
    from engine.strategies.template import new as write

    write(file)
    if as_json:
        emit({"file": str(file)})
    else:
        tell(f"wrote {file}: openbell strategy check {file}")


@app.command()
def check(
    name: Name,
    data: Annotated[
        list[str] | None,
        typer.Option("--data", metavar="FILE", help="Bars to check on, beside a synthetic market."),
    ] = None,
    set_: Set = None,
    tz: Zone = None,
    as_json: Json = False,
) -> None:
    """Check for lookahead.

    Proves that no signal depends on later bars; exit 1 where one does."""
    from engine.backtest.run import converted
    from engine.data.bars import to_bars
    from engine.risk.settings import Risk, require_stop
    from engine.strategies.causality import check as prove

    warn_if_cold()
    chosen = find_strategy(name, set_)
    require_stop(
        converted(Risk, None, chosen.default_risk, f"{chosen.name} default_risk"),
        "stop" in chosen.columns,
    )
    markets = read(data or (), tz, None).frames
    verdict = prove(chosen, {symbol: to_bars(bars) for symbol, bars in markets.items()})
    if as_json:
        emit(verdict)
    else:
        tell(verdict.describe())
    raise typer.Exit(0 if verdict.passed else 1)


def _described(kind: "type[BaseStrategy]") -> dict[str, Any]:
    from inspect import cleandoc

    import msgspec

    from engine.strategies.parameters import allowed

    parameters = [
        {
            "name": field.name,
            "default": None if field.default is msgspec.NODEFAULT else field.default,
            "allowed": allowed(field.type),
        }
        for field in msgspec.structs.fields(kind)
    ]
    return {
        "name": str(kind.__struct_config__.tag),
        "summary": cleandoc(kind.__doc__ or "").split("\n\n")[0].replace("\n", " "),
        "parameters": parameters,
        "default_risk": dict(kind.default_risk),
    }


def _defaults(parameters: list[dict[str, Any]]) -> str:
    return " ".join(f"{each['name']}={each['default']}" for each in parameters)
