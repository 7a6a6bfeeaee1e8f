"""What a page is made of besides its data: templates, styles, scripts, the chart library."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

PACKAGE = "engine.backtest.report"
STYLES = ("page", "summary", "charts", "tables", "narrow", "print")
DARK = (
    "@media screen {{ :root[data-theme=dark]:not(.paper) {{ {0} }} }}\n"
    "@media screen and (prefers-color-scheme: dark)"
    " {{ :root:not([data-theme=light]):not(.paper) {{ {0} }} }}\n"
)


def filled(template: str, context: dict[str, Any]) -> str:
    """A template filled in, every value escaped."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(PACKAGE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**context)


def embedded(value: dict[str, Any]) -> Markup:
    """JSON that no name inside it can end or escape: every < > & and line separator is a code."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"), ensure_ascii=True)
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text)  # noqa: S704  escaped above


def own(name: str) -> str:
    """The text of a style sheet or script that belongs to this package."""
    return (files(PACKAGE) / "templates" / name).read_text(encoding="utf-8")


def styles() -> Markup:
    """All style sheets, with the dark colours for a dark system and for the page's button."""
    dark = own("css/dark.css").strip()
    sheets = [own("css/light.css"), DARK.format(dark), *(own(f"css/{name}.css") for name in STYLES)]
    return Markup("".join(sheets))  # noqa: S704  our own files


def scripts(*names: str) -> Markup:
    """The named scripts as one, strict and without names of its own in the page."""
    parts = "".join(own(f"js/{name}.js") for name in names)
    return Markup(f'(() => {{\n"use strict";\n{parts}}})();\n')  # noqa: S704  our own files


def library() -> Markup:
    """TradingView Lightweight Charts, Apache-2.0, with its licence header, from litecharts."""
    text = (files("litecharts") / "js" / "lightweight-charts.js").read_text(encoding="utf-8")
    return Markup(text.replace("</script", "<\\/script"))  # noqa: S704  the library's own text


def drawn(svg: str) -> Markup:
    """A picture that was made here, of numbers and escaped words only."""
    return Markup(svg)  # noqa: S704  escaped where it was made
