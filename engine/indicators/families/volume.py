"""Volume: who stands behind a move."""

from ..indicator import Indicator

ROWS: tuple[Indicator, ...] = ()
