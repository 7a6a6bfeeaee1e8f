"""The services that bars can be downloaded from, by name; each is imported when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import ConfigError
from ...nearest import hint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .clock import Clock
    from .protocol import Source

NAMES = ("yahoo", "stooq", "binance", "binance_archive", "alpha_vantage")


def open_source(
    name: str, *, clock: Clock | None = None, environ: Mapping[str, str] | None = None
) -> Source:
    """The source of that name; keys come from the environment.

    Raises ConfigError for an unknown name, and where a key is missing or cannot be read.
    """
    if name == "yahoo":
        from .yahoo import Yahoo

        return Yahoo(clock=clock)
    if name == "stooq":
        from .keys import find
        from .stooq import Stooq

        return Stooq(find("STOOQ_KEY", environ), clock=clock)
    if name == "binance":
        from .binance import Binance

        return Binance(clock=clock)
    if name == "binance_archive":
        from .binance_archive import BinanceArchive

        return BinanceArchive(clock=clock)
    if name == "alpha_vantage":
        from .alpha_vantage import AlphaVantage
        from .keys import require

        return AlphaVantage(require("ALPHA_VANTAGE_KEY", environ), clock=clock)
    raise ConfigError(f"source {name!r} is not known{hint(name, NAMES)}")
