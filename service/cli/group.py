"""How the command line parses: one-line usage errors with the nearest name, spread options."""

from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from engine.nearest import hint

# typer may carry its own copy of click: its classes are found through a name that typer exports
UsageError: type[Exception] = typer.BadParameter.__mro__[1]
UsageProblem: type[Exception] = typer.BadParameter.__mro__[2]
SPREAD = ("--data", "--set", "--risk", "--cost")


class Group(TyperGroup):
    """A set of verbs; an unknown or missing one is answered in one line."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            known = self.list_commands(ctx)
            raise UsageError(f"No such command '{args[0]}'{hint(args[0], known)}")
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        if not args and not self.invoke_without_command:
            raise UsageError(
                f"'{ctx.command_path}' needs one of: {', '.join(self.list_commands(ctx))}"
            )
        return super().parse_args(ctx, args)


class SpreadCommand(TyperCommand):
    """A verb without arguments whose repeatable options also take several values at once.

    `--data a.csv b.csv` is `--data a.csv --data b.csv`.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        return super().parse_args(ctx, list(spread(args)))


def spread(args: list[str]) -> Iterator[str]:
    """The arguments with a SPREAD option's further values each given the option's name."""
    name, values = "", 0
    for each in args:
        if each.startswith("-"):
            name, values = (each if each in SPREAD else ""), 0
        elif name:
            values += 1
            if values > 1:
                yield name
        yield each


def group(about: str) -> typer.Typer:
    """A typer application in this manner, named in `--help` by its one line."""
    return typer.Typer(
        cls=Group,
        help=about,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
