"""What is known of one metric of another library."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from .account import Account


class Definition(NamedTuple):
    """One number that a library reports of a run.

    key        the library's own name
    metric     the row of the common table; Openbell's name where Openbell has the metric
    formula    r is a session's return, n how many there are
    compute    the value as the library prints it; NaN or infinite where that is undefined
    unit       the value times this is in Openbell's unit and sign: fractions, losses positive
    undefined  what the library shows where Openbell says None
    """

    key: str
    metric: str
    formula: str
    compute: Callable[[Account], float]
    unit: float = 1.0
    undefined: str = "nan"
