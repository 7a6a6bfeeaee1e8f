"""What the catalogue knows of one metric."""

from __future__ import annotations

from typing import Literal

import msgspec

from kernels.metrics.names import SWEEP_SET, Metric

Unit = Literal["fraction", "ratio", "money", "sessions", "bars", "count"]
Basis = Literal[
    "bars", "session returns", "session marks", "fills", "closed trades", "trades with a stop"
]
Better = Literal["higher", "lower"]


class MetricRow(msgspec.Struct, frozen=True):
    """One metric in words.

    unit        what the value counts: a fraction (0.12 is 12 %), money, whole sessions, ...
    formula     r is a session's return, rf the risk-free rate of one session, A sessions a year
    basis       what the sample is made of; its size is what `definition` is given
    better      which direction is the better one, None where neither is
    annualised  the value is a year's
    ddof        taken off the sample size where a deviation or a variance is estimated
    whole       the value is a whole number
    """

    metric: Metric
    title: str
    unit: Unit
    formula: str
    source: str
    basis: Basis
    better: Better | None = None
    annualised: bool = False
    ddof: int | None = None
    whole: bool = False

    @property
    def key(self) -> str:
        """The name under which results, JSON and sweeps carry the metric."""
        return self.metric.name.lower()

    @property
    def sweep(self) -> bool:
        """Whether a sweep's row has the metric without being asked."""
        return self.metric < SWEEP_SET

    def definition(self, annual: float, sample: int | None = None) -> str:
        """Formula, periods a year, sample size and ddof in one line, as far as they apply."""
        parts = [self.formula]
        if self.annualised:
            parts.append(f"{annual:g} sessions a year")
        parts.append(self.basis if sample is None else f"{sample:,} {self.basis}")
        if self.ddof is not None:
            parts.append(f"ddof {self.ddof}")
        return f"{self.title}: " + "; ".join(parts)
