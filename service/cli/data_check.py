"""`openbell data check`: look series over and grade them."""

from typing import TYPE_CHECKING, Annotated

import typer

from .inputs import Zone
from .output import Json, emit, say, table, tell

if TYPE_CHECKING:
    from engine.data.quality.grade import Quality


def check(
    data: Annotated[
        list[str], typer.Argument(metavar="SYMBOL_OR_FILE…", help="Stored symbols, or files.")
    ],
    against: Annotated[
        str | None,
        typer.Option("--against", metavar="SYMBOL_OR_FILE", help="Another source of the same."),
    ] = None,
    calendar: Annotated[
        str | None, typer.Option("--calendar", metavar="XNYS", help="The exchange's calendar.")
    ] = None,
    tz: Zone = None,
    interval: Annotated[
        str | None, typer.Option("--interval", metavar="1d", help="Where the rows do not show it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Look series over: gaps, bad prints, splits, frozen feeds; grade A to F.

    The exit code is 1 where a grade is D or F. What you have looked at can be waived by name in
    waivers.toml of the home folder.
    """
    import msgspec

    from engine.data.quality.looked import look

    found = look(data, against=against, calendar=calendar, tz=tz, interval=interval, say=say)
    if as_json:
        documents = [msgspec.to_builtins(each) for each in found]
        emit(documents[0] if len(documents) == 1 else {"checks": documents})
    else:
        for each in found:
            _show(each)
    if any(each.is_bad for each in found):
        raise typer.Exit(1)


def _show(quality: "Quality") -> None:
    tell(f"{quality.symbol} {quality.interval}: grade {quality.grade}, {quality.rows:,} bars")
    rows = [
        (each.severity if each.waived is None else "waived", each.kind, str(each), each.remedy)
        for each in quality.findings
    ]
    if rows:
        table("", ("weight", "kind", "what", "what to do"), rows)
