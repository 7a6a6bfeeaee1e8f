"""Candle patterns: 100 where one points up, -100 where one points down, 0 where there is none."""

from ...indicator import Indicator
from . import longer, one_bar, three_bars, two_bars

ROWS: tuple[Indicator, ...] = (*one_bar.ROWS, *two_bars.ROWS, *three_bars.ROWS, *longer.ROWS)
