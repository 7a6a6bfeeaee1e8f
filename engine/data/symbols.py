"""Symbols that stand in files: which can be used, and what is wrong with the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import DataError
from .archives import SUFFIXES
from .instruments import require_symbol, symbol_of_path

if TYPE_CHECKING:
    from pathlib import Path

PORTS = tuple(f"{port}{number}" for port in ("COM", "LPT") for number in range(10))
RESERVED = frozenset(("CON", "PRN", "AUX", "NUL", "CLOCK$", *PORTS))
REMEDY = "rename it in the file, or leave it out"


def fault(symbol: str | None) -> str | None:
    """Why a symbol from a file cannot be used, or None: paths, formulas, names of devices."""
    if not symbol:
        return "is no symbol"
    if symbol.partition(".")[0].upper() in RESERVED:
        return "is a device's name on Windows"
    try:
        require_symbol(symbol)
    except DataError:
        return "cannot be a symbol"
    return None


def of_path(path: Path) -> str:
    """The symbol that a file's name gives; suffixes of data files, zips included, are left out."""
    name = path
    while name.suffix.lower() in (*SUFFIXES, ".zip") and name.stem:
        name = name.with_suffix("")
    return symbol_of_path(name)
