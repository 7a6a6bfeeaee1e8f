"""The command line's map: every verb and group, each in its file.

Nothing compiled is imported here or at the top of a verb's file: `openbell --help` is instant.
"""

import os
from pathlib import Path
from typing import Annotated

import typer

from . import backtest, config, data, demo, doctor, indicators, runs, strategy, warm
from .group import SpreadCommand, group
from .logs import configure

app = group("Openbell: research a strategy, backtest it honestly, trade it.")


def _version(wanted: bool) -> None:
    if wanted:
        from engine.version import version

        typer.echo(f"openbell {version()}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    ctx: typer.Context,
    config_file: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="The settings file to use.")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks; anywhere.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_version, help="Print the version."),
    ] = False,
) -> None:
    """Openbell: research a strategy, backtest it honestly, trade it."""
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit
    if config_file is not None:
        os.environ["OPENBELL_CONFIG"] = str(config_file.absolute())
    configure()


app.command()(demo.demo)
app.command()(indicators.indicators)
app.add_typer(strategy.app, name="strategy")
app.command(cls=SpreadCommand)(backtest.backtest)
app.add_typer(data.app, name="data")
app.add_typer(runs.app, name="runs")
app.add_typer(config.app, name="config")
app.command()(doctor.doctor)
app.command()(warm.warm)
