"""Costs of a fill: commission and slippage."""

from __future__ import annotations

from typing import Literal

import msgspec

from ..errors import ParameterError


class Costs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a fill costs.

    fee = percent * value + per_share * quantity, at least `minimum`, and then at most
    `maximum_percent` of the value (0: no cap). `slippage_bps` moves market and stop fills against
    the trader. `model` fills in the schedule of a broker: `ibkr_fixed` is 0.005 a share, at least
    1.00 and at most 1 % of the value.
    """

    percent: float = 0.0
    per_share: float = 0.0
    minimum: float = 0.0
    maximum_percent: float = 0.0
    slippage_bps: float = 0.0
    model: Literal["none", "ibkr_fixed"] = "none"

    def __post_init__(self) -> None:
        for name in ("percent", "per_share", "minimum", "maximum_percent", "slippage_bps"):
            value = getattr(self, name)
            if not 0.0 <= value < float("inf"):
                raise ParameterError(f"costs {name}={value}: must be 0 or more, and finite")
        if self.percent >= 1.0 or self.maximum_percent >= 1.0:
            raise ParameterError(
                "costs percent and maximum_percent are fractions: 0.001 is 10 basis points"
            )
        if self.slippage_bps >= 10_000:
            raise ParameterError(f"costs slippage_bps={self.slippage_bps}: must be below 10000")
        if self.model != "none" and (
            self.percent or self.per_share or self.minimum or self.maximum_percent
        ):
            raise ParameterError(
                f"costs model={self.model} sets the fees itself: drop percent, per_share, minimum"
                " and maximum_percent, or model"
            )
