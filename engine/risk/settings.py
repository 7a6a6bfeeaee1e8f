"""Risk settings: how much to buy, when to give up, when to take the profit."""

from __future__ import annotations

from typing import Literal

import msgspec

from ..errors import ParameterError


class Risk(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules that turn a signal into a position, and protect it.

    All shares are fractions (0.02 is 2 %). `None` for `fraction` is 1/min(S, max_positions) of the
    equity for S symbols, and for `max_positions` it is S. `lot` 0 allows fractional quantities.
    """

    sizing: Literal["fraction", "quantity", "risk"] = "fraction"
    fraction: float | None = None
    quantity: float | None = None
    risk_per_trade: float = 0.01
    max_positions: int | None = None
    stop: Literal["none", "percent", "atr", "trailing_percent", "trailing_atr"] = "none"
    stop_value: float | None = None
    target: Literal["none", "percent", "r"] = "none"
    target_value: float | None = None
    atr_period: int = 14
    size_at: Literal["fill", "signal"] = "fill"
    max_leverage: float = 1.0
    allow_short: bool = False
    lot: float = 0.0
    max_age: int = 5

    def __post_init__(self) -> None:
        finite_positive = (
            ("fraction", self.fraction),
            ("quantity", self.quantity),
            ("risk_per_trade", self.risk_per_trade),
            ("max_positions", self.max_positions),
            ("stop_value", self.stop_value),
            ("target_value", self.target_value),
            ("atr_period", self.atr_period),
            ("max_leverage", self.max_leverage),
            ("max_age", self.max_age),
        )
        for name, value in finite_positive:
            if value is not None and not 0.0 < value < float("inf"):
                raise ParameterError(f"risk {name}={value}: must be a finite number above 0")
        if not 0.0 <= self.lot < float("inf"):
            raise ParameterError(f"risk lot={self.lot}: must be 0 (fractional) or a lot size")
        if self.sizing == "quantity" and self.quantity is None:
            raise ParameterError("risk sizing=quantity needs quantity, for example quantity=100")
        if self.sizing == "risk" and self.stop == "none":
            raise ParameterError(
                "risk sizing=risk needs a stop to measure by, for example stop=atr stop_value=2"
            )
        if self.target == "r" and self.stop == "none":
            raise ParameterError("risk target=r counts distances to the stop: give a stop")
        if self.stop != "none" and self.stop_value is None:
            raise ParameterError(f"risk stop={self.stop} needs stop_value, such as stop_value=0.02")
        if self.target != "none" and self.target_value is None:
            raise ParameterError(
                f"risk target={self.target} needs target_value, for example target_value=0.04"
            )
        if self.stop in ("percent", "trailing_percent") and not (self.stop_value or 0.0) < 1.0:
            raise ParameterError(
                f"risk stop_value={self.stop_value}: must be a fraction below 1 (0.02 is 2 %)"
            )
