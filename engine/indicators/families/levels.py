"""Levels: prices of earlier sessions, extremes, ranks and lines of a window."""

from ..indicator import Indicator

ROWS: tuple[Indicator, ...] = ()
