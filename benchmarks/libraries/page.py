"""The table of the libraries, and its place in the README."""

import re

BLOCK = re.compile(r"(<!-- libraries -->\n).*?(<!-- /libraries -->)", re.DOTALL)


def rewritten(readme: str, lines: str) -> str:
    """The README with the table between its marks."""
    return BLOCK.sub(lambda found: f"{found[1]}{lines}{found[2]}", readme, count=1)


def table(figures: list[dict], machine: str) -> str:
    """Markdown: a row a library and size; Openbell's own row first."""
    rows = [
        "| bars | library | a backtest | times ours | first run | memory | trades | final equity |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for each in figures:
        ratio = each["seconds"] / each["ours"]
        shown = "1" if each["name"] == "openbell" else f"{ratio:,.0f}"
        rows.append(
            f"| {each['bars']:,} | {each['name']} {each['version']} | {duration(each['seconds'])}"
            f" | {shown} | {duration(each['first'])} | {each['memory']:,.0f} MB"
            f" | {each['trades']:,} | {each['equity']:,.2f} |"
        )
    return "\n".join([*rows, "", f"Medians of interleaved rounds; {machine}.", ""])


def duration(seconds: float) -> str:
    return f"{seconds:,.2f} s" if seconds >= 1.0 else f"{seconds * 1000.0:,.1f} ms"
