"""Oscillators: where the price stands between extremes."""

from ..indicator import Indicator

ROWS: tuple[Indicator, ...] = ()
