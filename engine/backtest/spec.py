"""What a backtest is: its settings, complete and without its data."""

from __future__ import annotations

from typing import Any, Literal, get_args

import msgspec

from ..data.instruments import Instrument  # noqa: TC001 - msgspec reads the annotations
from ..errors import ConfigError, ParameterError
from ..nearest import hint
from ..risk.settings import Risk  # noqa: TC001
from .costs import Costs  # noqa: TC001

SEMANTICS = 1
"""Version of the rules in docs/semantics.md by which a run was made."""

Policy = Literal["pessimistic", "optimistic", "ohlc_path"]


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """Symbols that one strategy trades under one set of risk settings (semantics row 60).

    strategy   its name, or None where the caller gave the signals
    code       hash of the strategy's code, or of the given signals
    """

    symbols: tuple[str, ...]
    strategy: str | None
    params: dict[str, Any]
    risk: Risk
    code: str


class BacktestSpec(msgspec.Struct, frozen=True, kw_only=True):
    """Legs in one account, and everything else that a result depends on besides the bars.

    interval    of the bars, "1d" or "5m"
    calendar    sessions: an exchange's code such as XNYS, "252", "365", or "auto" (rows 3 and 4)
    start, end  first and last day of the evaluation window, ISO dates, both included; None: all
    risk_free   a year, fraction
    semantics   version of the rules
    """

    legs: tuple[Leg, ...]
    instruments: tuple[Instrument, ...]
    costs: Costs
    capital: float
    interval: str
    intrabar: Policy = "pessimistic"
    calendar: str = "auto"
    start: str | None = None
    end: str | None = None
    risk_free: float = 0.0
    semantics: int = SEMANTICS

    def __post_init__(self) -> None:
        if not 0.0 < self.capital < float("inf"):
            raise ParameterError(f"capital={self.capital}: must be a finite amount above 0")
        if not -1.0 < self.risk_free < 1.0:
            raise ParameterError(
                f"risk_free={self.risk_free}: must be a yearly fraction (0.02 is 2 %)"
            )
        if self.intrabar not in get_args(Policy):
            raise ParameterError(
                f"intrabar {self.intrabar!r}{hint(self.intrabar, get_args(Policy))}"
            )
        seen: set[str] = set()
        for symbol in self.symbols:
            if symbol in seen:
                raise ConfigError(
                    f"{symbol} is in two legs: a symbol belongs to one leg of an account"
                )
            seen.add(symbol)
        currencies = {each.currency for each in self.instruments}
        if len(currencies) > 1:
            raise ConfigError(
                f"one account has one currency, these symbols have {', '.join(sorted(currencies))}"
            )

    @property
    def symbols(self) -> tuple[str, ...]:
        """All symbols, in the account's order."""
        return tuple(symbol for leg in self.legs for symbol in leg.symbols)

    @property
    def risks(self) -> dict[str, Risk]:
        """The risk settings by symbol, in the account's order."""
        return {symbol: leg.risk for leg in self.legs for symbol in leg.symbols}
