"""Writes docs/guide/indicators.md and its pictures from the catalogue.

usage: python docs/pictures/indicators.py   (or `make guide`)
"""

from itertools import groupby
from pathlib import Path

from engine.indicators.catalog import CATALOG
from engine.indicators.indicator import Indicator

DOCS = Path(__file__).resolve().parents[1]
GUIDE = DOCS / "guide" / "indicators.md"
IMAGES = DOCS / "images" / "indicators"
OPENING = Path(__file__).with_name("indicators_opening.md")


def page() -> str:
    """The whole guide: the opening, an index, then every indicator by family."""
    families = [(name, list(rows)) for name, rows in groupby(CATALOG.values(), lambda r: r.family)]
    lines = [OPENING.read_text(encoding="utf-8").rstrip(), "", "## Index", ""]
    lines += [
        f"- **{family}**: {', '.join(f'[{row.name}](#{row.name})' for row in rows)}"
        for family, rows in families
    ]
    differing = [row for row in CATALOG.values() if row.differs]
    lines += ["", "## Where values differ from TA-Lib's", ""]
    lines += ["| indicator | difference |", "| --- | --- |"]
    lines += [f"| [{row.name}](#{row.name}) | {row.differs} |" for row in differing]
    for family, rows in families:
        lines += ["", f"## {family.capitalize()}"]
        for row in rows:
            lines += ["", *section(row)]
    return "\n".join(lines) + "\n"


def section(row: Indicator) -> list[str]:
    """What there is to know of one indicator."""
    lines = [f"### {row.name}", "", row.summary, ""]
    lines += [f"![{row.name}](../images/indicators/{row.name}.svg)", ""]
    lines += [f"    {row.usage()}", "", f"Formula: `{row.formula}`", ""]
    if row.parameters:
        lines += ["| parameter | default | from | to |", "| --- | --- | --- | --- |"]
        lines += [f"| {p.name} | {p.default} | {p.minimum} | {p.maximum} |" for p in row.parameters]
        lines += [""]
    lines += [f"- outputs: {', '.join(row.outputs)}", f"- first value: {first_value(row)}"]
    if row.talib:
        lines += [f"- TA-Lib: {row.talib}"]
    return [*lines, f"- source: {row.source}"]


def first_value(row: Indicator) -> str:
    """Warm-up and settling at the defaults, in words."""
    text = f"after {row.warmup()} bars at the defaults"
    if row.by_session:
        text += ", or as sessions allow"
    if row.unstable():
        text += f"; where history began counts below 1e-9 after {row.unstable()} more"
    if not row.fades:
        text += "; where history began may count for ever" + (
            ", though seldom beyond that" if row.unstable() else ""
        )
    return text


if __name__ == "__main__":
    from indicator_pictures import picture

    IMAGES.mkdir(parents=True, exist_ok=True)
    for old in IMAGES.glob("*.svg"):
        old.unlink()
    for each in CATALOG.values():
        (IMAGES / f"{each.name}.svg").write_text(picture(each), encoding="utf-8")
    GUIDE.write_text(page(), encoding="utf-8")
