"""`openbell doctor`: is this installation sound?"""

import typer

from .output import Json, emit, table, tell

MARKS = {"ok": "ok", "warn": "warning", "fail": "FAILED"}


def doctor(as_json: Json = False) -> None:
    """Check the installation.

    Says how to mend what is wrong; exit 1 where something fails."""
    from engine.doctor import examine

    findings = examine()
    failed = [each for each in findings if each.level == "fail"]
    if as_json:
        emit({"ok": not failed, "findings": findings})
    else:
        table(
            "",
            ("check", "", "found"),
            [(each.name, MARKS[each.level], each.message) for each in findings],
        )
        for each in findings:
            if each.remedy:
                tell(f"{each.name}: {each.remedy}")
    raise typer.Exit(1 if failed else 0)
